import type { Architecture, CostLine, ParameterSet, PriceBook } from "../model";
import { gibOfMonth, inputsOf, pricesOf, traffic } from "./support";

const service = "Amazon Kinesis Data Streams";

/** A stream with a fixed number of shards, sized for the load as AWS's calculator does (thesis 8.3.4). */
export const architecture: Architecture = {
  id: "kinesis-provisioned",
  title: "Kinesis, provisioned shards",
  kind: "messaging",
  exclusions: [
    "a second stream for enriched events, unless messaging.copies says so",
    "retention beyond 24 h unless given",
  ],
  lines: (parameters, book) => {
    const region = parameters.text("region");
    const sizing = sizingOf(parameters);
    const lines: CostLine[] = [
      {
        id: "kinesis.shards",
        service,
        resource: "shards",
        region,
        basis: "deployed",
        unit: "shard-hour",
        inputs: inputsOf(parameters, { ...sizing.inputs, copies: "messaging.copies" }),
        prices: pricesOf(book, region, { price: "kinesis.provisioned.shardHour" }),
        where: sizing.where,
        quantity: "copies * shards * hours",
        amount: "quantity * price",
        note: "A shard takes 1 MiB or 1,000 records a second and gives 2 MiB a second to all consumers together.",
      },
      {
        id: "kinesis.puts",
        service,
        resource: "PUT payload units of 25 KiB",
        region,
        basis: "usage",
        unit: "unit",
        inputs: inputsOf(parameters, { ...sizing.inputs, copies: "messaging.copies" }),
        prices: pricesOf(book, region, { price: "kinesis.provisioned.putUnit" }),
        where: { records: sizing.records, unitsOfRecord: "ceil(eventBytes / 25600)" },
        quantity: "copies * records * unitsOfRecord",
        amount: "quantity * price",
      },
      ...retention(parameters, book, region, sizing),
      ...fanOut(parameters, book, region, sizing),
    ];
    return parameters.flag("thesis.roundMessaging") ? [...lines, rounding(lines)] : lines;
  },
};

interface Sizing {
  readonly inputs: Readonly<Record<string, string>>;
  readonly where: Readonly<Record<string, string>>;
  /** Records of a month. */
  readonly records: string;
}

/** By the record rate that was given, or by the busiest hour. */
function sizingOf(parameters: ParameterSet): Sizing {
  const given = parameters.optional("kinesis.recordsPerSecond") !== undefined;
  return {
    inputs: {
      ...traffic,
      consumers: "kinesis.consumers",
      buffer: "kinesis.buffer",
      ...(given ? { recordsPerSecond: "kinesis.recordsPerSecond" } : { peakFactor: "workload.peakFactor" }),
    },
    where: {
      rate: given ? "recordsPerSecond" : "eventsPerDay / 86400 * peakFactor",
      mibPerSecond: "rate * eventBytes / 1048576",
      shards: "ceil(max(mibPerSecond, mibPerSecond * consumers / 2, rate / 1000) * (1 + buffer))",
    },
    records: given ? "recordsPerSecond * 3600 * hours" : "eventsPerDay * hours / 24",
  };
}

/** Beyond the 24 hours that the shard-hour includes. */
function retention(parameters: ParameterSet, book: PriceBook, region: string, sizing: Sizing): CostLine[] {
  const hours = Number(parameters.input("kinesis.retentionHours").value);
  const line = { service, region, basis: "deployed" as const };
  return [
    ...(hours > 24
      ? [
          {
            ...line,
            id: "kinesis.extended-retention",
            resource: "retention from 24 h to 7 days",
            unit: "shard-hour",
            inputs: inputsOf(parameters, { ...sizing.inputs, copies: "messaging.copies" }),
            prices: pricesOf(book, region, { price: "kinesis.provisioned.extendedRetention" }),
            where: sizing.where,
            quantity: "copies * shards * hours",
            amount: "quantity * price",
          },
        ]
      : []),
    ...(hours > 168
      ? [
          {
            ...line,
            id: "kinesis.long-retention",
            resource: "retention beyond 7 days",
            unit: "GB-month",
            inputs: inputsOf(parameters, {
              ...traffic,
              copies: "messaging.copies",
              retentionHours: "kinesis.retentionHours",
            }),
            prices: pricesOf(book, region, { price: "kinesis.longTermRetention" }),
            where: gibOfMonth,
            quantity: "copies * rawGib / hours * (retentionHours - 168)",
            amount: "quantity * price",
          },
        ]
      : []),
  ];
}

function fanOut(parameters: ParameterSet, book: PriceBook, region: string, sizing: Sizing): CostLine[] {
  if (parameters.input("kinesis.enhancedFanOutConsumers").value === "0") return [];
  const inputs = inputsOf(parameters, {
    ...sizing.inputs,
    copies: "messaging.copies",
    fanOut: "kinesis.enhancedFanOutConsumers",
  });
  return [
    {
      id: "kinesis.fan-out-hours",
      service,
      resource: "enhanced fan-out, consumers",
      region,
      basis: "deployed",
      unit: "consumer-shard-hour",
      inputs,
      prices: pricesOf(book, region, { price: "kinesis.efo.consumerShardHour" }),
      where: sizing.where,
      quantity: "copies * shards * fanOut * hours",
      amount: "quantity * price",
    },
    {
      id: "kinesis.fan-out-data",
      service,
      resource: "enhanced fan-out, data",
      region,
      basis: "usage",
      unit: "GB",
      inputs,
      prices: pricesOf(book, region, { price: "kinesis.efo.data" }),
      where: gibOfMonth,
      quantity: "copies * rawGib * fanOut",
      amount: "quantity * price",
    },
  ];
}

/** AWS's calculator shows 310.10, and the thesis goes on with what it shows. */
function rounding([shards, puts]: readonly CostLine[]): CostLine {
  if (shards === undefined || puts === undefined) throw new TypeError("There are no shards and records to round");
  const { shardHour, putUnit } = { shardHour: shards.prices["price"], putUnit: puts.prices["price"] };
  if (shardHour === undefined || putUnit === undefined) throw new TypeError("A line has no price");
  return {
    id: "kinesis.rounding",
    service,
    resource: "one stream rounded to cents before it is multiplied, as the thesis does",
    region: shards.region,
    basis: "assumption",
    unit: "month",
    inputs: shards.inputs,
    prices: { shardHour, putUnit },
    where: {
      ...shards.where,
      records: puts.where?.["records"] ?? "0",
      oneStream: "shards * hours * shardHour + records * ceil(eventBytes / 25600) * putUnit",
    },
    quantity: "copies",
    amount: "copies * (floor(oneStream * 100 + 0.5) / 100 - oneStream)",
    note: "310.104 is printed as 310.10, and 930.30 is three times that (8.3.4).",
  };
}
