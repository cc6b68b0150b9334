import type { CostLine } from "../model";
import { billed, type Billed, type Named, type Place, type Terms } from "./line";

const service = "Amazon Kinesis Data Streams";

/**
 * Shards that a rate needs: one takes 1 MiB or 1,000 records a second and gives 2 MiB a second to all consumers that
 * share it. Names `recordsPerSecond`, `recordBytes`, `consumers` and `buffer`, a fraction on top.
 */
export const shardsNeeded = {
  mibPerSecond: "recordsPerSecond * recordBytes / 1048576",
  shards: "ceil(max(mibPerSecond, mibPerSecond * consumers / 2, recordsPerSecond / 1000) * (1 + buffer))",
} as const;

const item = (place: Place, terms: Terms, line: Omit<Billed, "service">, named: Named) =>
  billed(place, terms, { service, ...line, ...named });

/** @param terms define `shards`, `hours` and `streams` */
export function shardHours(place: Place, terms: Terms, named: Named = {}): CostLine {
  const line = {
    id: "kinesis.shards",
    resource: "shards",
    basis: "deployed",
    unit: "shard-hour",
    price: "kinesis.provisioned.shardHour",
    quantity: "streams * shards * hours",
    note: "A shard takes 1 MiB or 1,000 records a second and gives 2 MiB a second to all consumers together.",
  } as const;
  return item(place, terms, line, named);
}

/** @param terms define `records` of a month, `recordBytes` and `streams`; each record is billed in units of 25 KiB */
export function putUnits(place: Place, terms: Terms, named: Named = {}): CostLine {
  const line = {
    id: "kinesis.puts",
    resource: "PUT payload units of 25 KiB",
    basis: "usage",
    unit: "unit",
    price: "kinesis.provisioned.putUnit",
    where: { unitsOfRecord: "ceil(recordBytes / 25600)" },
    quantity: "streams * records * unitsOfRecord",
  } as const;
  return item(place, terms, line, named);
}

/** Retention beyond the 24 hours that the shard-hour includes. @param terms define `shards`, `hours` and `streams` */
export function extendedRetention(place: Place, terms: Terms, named: Named = {}): CostLine {
  const line = {
    id: "kinesis.extended-retention",
    resource: "retention from 24 h to 7 days",
    basis: "deployed",
    unit: "shard-hour",
    price: "kinesis.provisioned.extendedRetention",
    quantity: "streams * shards * hours",
  } as const;
  return item(place, terms, line, named);
}

/** Retention beyond 7 days. @param terms define `dataGib` of a month, `hours`, `retentionHours` and `streams` */
export function longRetention(place: Place, terms: Terms, named: Named = {}): CostLine {
  const line = {
    id: "kinesis.long-retention",
    resource: "retention beyond 7 days",
    basis: "usage",
    unit: "GB-month",
    price: "kinesis.longTermRetention",
    quantity: "streams * dataGib / hours * max(0, retentionHours - 168)",
  } as const;
  return item(place, terms, line, named);
}

/** @param terms define `shards`, `hours`, `streams` and `fanOut`, the consumers with a throughput of their own */
export function fanOutHours(place: Place, terms: Terms, named: Named = {}): CostLine {
  const line = {
    id: "kinesis.fan-out-hours",
    resource: "enhanced fan-out, consumers",
    basis: "deployed",
    unit: "consumer-shard-hour",
    price: "kinesis.efo.consumerShardHour",
    quantity: "streams * shards * fanOut * hours",
  } as const;
  return item(place, terms, line, named);
}

/** @param terms define `dataGib`, `streams` and `fanOut` */
export function fanOutData(place: Place, terms: Terms, named: Named = {}): CostLine {
  const line = {
    id: "kinesis.fan-out-data",
    resource: "enhanced fan-out, data",
    basis: "usage",
    unit: "GB",
    price: "kinesis.efo.data",
    quantity: "streams * dataGib * fanOut",
  } as const;
  return item(place, terms, line, named);
}

/** @param terms define `hours` and `streams` */
export function onDemandStreamHours(place: Place, terms: Terms, named: Named = {}): CostLine {
  const line = {
    id: "kinesis.stream-hours",
    resource: "stream",
    basis: "deployed",
    unit: "hour",
    price: "kinesis.onDemand.streamHour",
    quantity: "streams * hours",
  } as const;
  return item(place, terms, line, named);
}

/** @param terms define `records` of a month, `recordBytes` and `streams` */
export function onDemandDataIn(place: Place, terms: Terms, named: Named = {}): CostLine {
  const line = {
    id: "kinesis.data-in",
    resource: "data written, each record rounded up to 1 KiB",
    basis: "usage",
    unit: "GB",
    price: "kinesis.onDemand.in",
    where: { billedBytes: "ceil(recordBytes / 1024) * 1024" },
    quantity: "streams * records * billedBytes / 1073741824",
  } as const;
  return item(place, terms, line, named);
}

/** @param terms define `dataGib` of a month, `consumers` and `streams` */
export function onDemandDataOut(place: Place, terms: Terms, named: Named = {}): CostLine {
  const line = {
    id: "kinesis.data-out",
    resource: "data read",
    basis: "usage",
    unit: "GB",
    price: "kinesis.onDemand.out",
    quantity: "streams * dataGib * consumers",
  } as const;
  return item(place, terms, line, named);
}

/** Retention of 24 hours to 7 days. @param terms define `dataGib`, `hours`, `retentionHours` and `streams` */
export function onDemandRetention(place: Place, terms: Terms, named: Named = {}): CostLine {
  const line = {
    id: "kinesis.extended-retention",
    resource: "retention beyond 24 h",
    basis: "usage",
    unit: "GB-month",
    price: "kinesis.onDemand.extendedRetention",
    quantity: "streams * dataGib / hours * max(0, min(retentionHours, 168) - 24)",
  } as const;
  return item(place, terms, line, named);
}

/** @param terms define `dataGib`, `streams` and `fanOut` */
export function onDemandFanOut(place: Place, terms: Terms, named: Named = {}): CostLine {
  const line = {
    id: "kinesis.fan-out-data",
    resource: "enhanced fan-out, data",
    basis: "usage",
    unit: "GB",
    price: "kinesis.onDemand.efoOut",
    quantity: "streams * dataGib * fanOut",
  } as const;
  return item(place, terms, line, named);
}
