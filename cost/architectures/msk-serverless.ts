import type { Architecture, ParameterSet } from "../model";
import type { Terms } from "../services/line";
import { mskServerless } from "../services/msk";
import { gibOfMonth, placeOf, termsOf, traffic } from "./support";
import { zoneTraffic } from "./zone-traffic";

/** Kafka by AWS that bills by partitions and data. */
export const architecture: Architecture = {
  id: "msk-serverless",
  title: "Amazon MSK Serverless",
  kind: "messaging",
  exclusions: ["above 200 MiB/s in or 400 MiB/s out, which it refuses"],
  lines: (parameters, book) => [
    ...mskServerless(placeOf(parameters, book), (names) => terms(parameters, names)),
    ...zoneTraffic(parameters, book, false),
  ],
};

/** Raw and enriched events are written once, read once and kept. */
function terms(parameters: ParameterSet, names: readonly string[]): Terms {
  const hours = { hours: "hoursPerMonth" };
  if (names.includes("partitions")) return termsOf(parameters, { ...hours, partitions: "kafka.partitions" });
  if (names.includes("inGib")) return termsOf(parameters, traffic, { ...gibOfMonth, inGib: "rawGib + readyGib" });
  if (names.includes("outGib")) return termsOf(parameters, traffic, { ...gibOfMonth, outGib: "rawGib + readyGib" });
  if (names.includes("storedGib")) {
    return termsOf(
      parameters,
      { ...traffic, retentionHours: "kafka.retentionHours" },
      { ...gibOfMonth, storedGib: "(rawGib + readyGib) * retentionHours / hours" },
    );
  }
  return termsOf(parameters, hours);
}
