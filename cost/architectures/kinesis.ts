import type { Architecture, CostLine, ParameterSet, PriceBook } from "../model";
import {
  extendedRetention,
  fanOutData,
  fanOutHours,
  longRetention,
  putUnits,
  shardHours,
  shardsNeeded,
} from "../services/kinesis";
import { eventsOfMonth, load, placeOf, some, termsOf } from "./support";

/** A stream with a fixed number of shards, sized for the load as AWS's calculator does (thesis 8.3.4). */
export const architecture: Architecture = {
  id: "kinesis-provisioned",
  title: "Kinesis, provisioned shards",
  kind: "messaging",
  exclusions: ["a second stream for enriched events, unless messaging.copies says so"],
  lines: (parameters, book) => {
    const place = placeOf(parameters, book);
    const { inputs, where, records } = sizingOf(parameters);
    const sized = (more: Readonly<Record<string, string>> = {}) => termsOf(parameters, { ...inputs, ...more }, where);
    const shards = shardHours(place, sized());
    const puts = putUnits(place, termsOf(parameters, inputs, { records }));
    return [
      shards,
      puts,
      ...retention(parameters, book, sized),
      ...fanOut(parameters, book, sized),
      ...(parameters.flag("thesis.roundMessaging") ? [rounding(shards, puts)] : []),
    ];
  },
};

interface Sizing {
  readonly inputs: Readonly<Record<string, string>>;
  readonly where: Readonly<Record<string, string>>;
  /** Records of a month. */
  readonly records: string;
}
type Sized = (more?: Readonly<Record<string, string>>) => ReturnType<typeof termsOf>;

/** By the record rate that was given, or by the busiest hour. */
function sizingOf(parameters: ParameterSet): Sizing {
  const given = parameters.optional("kinesis.recordsPerSecond") !== undefined;
  return {
    inputs: {
      ...load,
      streams: "messaging.copies",
      recordBytes: "workload.eventBytes",
      consumers: "kinesis.consumers",
      buffer: "kinesis.buffer",
      ...(given ? { recordsPerSecond: "kinesis.recordsPerSecond" } : { peakFactor: "workload.peakFactor" }),
    },
    where: {
      ...(given ? {} : { recordsPerSecond: "eventsPerDay / 86400 * peakFactor" }),
      ...shardsNeeded,
    },
    records: given ? "recordsPerSecond * 3600 * hours" : "eventsPerDay * hours / 24",
  };
}

/** Beyond the 24 hours that the shard-hour includes. */
function retention(parameters: ParameterSet, book: PriceBook, sized: Sized): CostLine[] {
  const place = placeOf(parameters, book);
  const hours = Number(parameters.input("kinesis.retentionHours").value);
  return [
    ...(hours > 24 ? [extendedRetention(place, sized())] : []),
    ...(hours > 168
      ? [longRetention(place, dataOf(parameters, { hours: "hoursPerMonth", retentionHours: "kinesis.retentionHours" }))]
      : []),
  ];
}

function fanOut(parameters: ParameterSet, book: PriceBook, sized: Sized): CostLine[] {
  if (!some(parameters, "kinesis.enhancedFanOutConsumers")) return [];
  const place = placeOf(parameters, book);
  const consumers = { fanOut: "kinesis.enhancedFanOutConsumers" };
  return [fanOutHours(place, sized(consumers)), fanOutData(place, dataOf(parameters, consumers))];
}

function dataOf(parameters: ParameterSet, more: Readonly<Record<string, string>>) {
  const inputs = { ...load, streams: "messaging.copies", recordBytes: "workload.eventBytes", ...more };
  return termsOf(parameters, inputs, { ...eventsOfMonth, dataGib: "events * recordBytes / 1073741824" });
}

/** AWS's calculator shows 310.10, and the thesis goes on with what it shows. */
function rounding(shards: CostLine, puts: CostLine): CostLine {
  const { shardHour, putUnit } = { shardHour: shards.prices["price"], putUnit: puts.prices["price"] };
  if (shardHour === undefined || putUnit === undefined) throw new TypeError("A line has no price");
  return {
    id: "kinesis.rounding",
    service: shards.service,
    resource: "one stream rounded to cents before it is multiplied, as the thesis does",
    region: shards.region,
    basis: "assumption",
    unit: "month",
    inputs: shards.inputs,
    prices: { shardHour, putUnit },
    where: {
      ...shards.where,
      ...puts.where,
      oneStream: "shards * hours * shardHour + records * unitsOfRecord * putUnit",
    },
    quantity: "streams",
    amount: "streams * (floor(oneStream * 100 + 0.5) / 100 - oneStream)",
    note: "310.104 is printed as 310.10, and 930.30 is three times that (8.3.4).",
  };
}
