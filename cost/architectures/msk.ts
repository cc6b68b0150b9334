import type { Architecture } from "../model";
import { mskBrokers, mskStorage } from "../services/msk";
import { placeOf, termsOf } from "./support";
import { zoneTraffic } from "./zone-traffic";

/** Brokers by AWS, in a fixed number. */
export const architecture: Architecture = {
  id: "msk-provisioned",
  title: "Amazon MSK, provisioned",
  kind: "messaging",
  exclusions: ["storage that grows by itself", "replication between regions"],
  lines: (parameters, book) => {
    const place = placeOf(parameters, book);
    const brokers = { brokers: "kafka.brokers" };
    return [
      mskBrokers(
        place,
        termsOf(parameters, { ...brokers, hours: "hoursPerMonth" }),
        parameters.text("kafka.instanceType"),
      ),
      mskStorage(place, termsOf(parameters, { ...brokers, storageGib: "kafka.storageGibPerBroker" })),
      ...zoneTraffic(parameters, book, false),
    ];
  },
};
