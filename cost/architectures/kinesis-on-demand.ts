import type { Architecture, ParameterSet } from "../model";
import {
  longRetention,
  onDemandDataIn,
  onDemandDataOut,
  onDemandFanOut,
  onDemandRetention,
  onDemandStreamHours,
} from "../services/kinesis";
import { eventsOfMonth, load, placeOf, some, termsOf } from "./support";

const streams = { streams: "messaging.copies" } as const;
const data = { ...load, ...streams, recordBytes: "workload.eventBytes" } as const;
const records = { records: "eventsPerDay * hours / 24" } as const;
const dataGib = { ...eventsOfMonth, dataGib: "events * recordBytes / 1073741824" } as const;

/** A stream that follows the load by itself and bills by data. */
export const architecture: Architecture = {
  id: "kinesis-on-demand",
  title: "Kinesis, on demand",
  kind: "messaging",
  exclusions: ["a second stream for enriched events, unless messaging.copies says so"],
  lines: (parameters, book) => {
    const place = placeOf(parameters, book);
    const terms = (inputs: Readonly<Record<string, string>>) => termsOf(parameters, { ...data, ...inputs }, dataGib);
    const kept = { retentionHours: "kinesis.retentionHours" };
    return [
      onDemandStreamHours(place, termsOf(parameters, { hours: "hoursPerMonth", ...streams })),
      onDemandDataIn(place, termsOf(parameters, data, records)),
      onDemandDataOut(place, terms({ consumers: "kinesis.consumers" })),
      ...(keptFor(parameters) > 24 ? [onDemandRetention(place, terms(kept))] : []),
      ...(keptFor(parameters) > 168 ? [longRetention(place, terms(kept))] : []),
      ...(some(parameters, "kinesis.enhancedFanOutConsumers")
        ? [onDemandFanOut(place, terms({ fanOut: "kinesis.enhancedFanOutConsumers" }))]
        : []),
    ];
  },
};

const keptFor = (parameters: ParameterSet) => Number(parameters.input("kinesis.retentionHours").value);
