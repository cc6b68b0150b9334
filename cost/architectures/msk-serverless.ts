import type { Architecture } from "../model";
import { gibOfMonth, inputsOf, pricesOf, traffic } from "./support";
import { zoneTraffic } from "./zone-traffic";

const service = "Amazon MSK Serverless";

/** Kafka by AWS that bills by partitions and data. */
export const architecture: Architecture = {
  id: "msk-serverless",
  title: "Amazon MSK Serverless",
  kind: "messaging",
  exclusions: ["above 200 MiB/s in or 400 MiB/s out, which it refuses"],
  lines: (parameters, book) => {
    const region = parameters.text("region");
    const line = { service, region, amount: "quantity * price" } as const;
    return [
      {
        ...line,
        id: "msk-serverless.cluster",
        resource: "cluster",
        basis: "deployed",
        unit: "hour",
        inputs: inputsOf(parameters, { hours: "hoursPerMonth" }),
        prices: pricesOf(book, region, { price: "msk.serverless.clusterHour" }),
        quantity: "hours",
      },
      {
        ...line,
        id: "msk-serverless.partitions",
        resource: "partitions",
        basis: "deployed",
        unit: "partition-hour",
        inputs: inputsOf(parameters, { hours: "hoursPerMonth", partitions: "kafka.partitions" }),
        prices: pricesOf(book, region, { price: "msk.serverless.partitionHour" }),
        quantity: "partitions * hours",
      },
      {
        ...line,
        id: "msk-serverless.in",
        resource: "data written: raw and enriched events",
        basis: "usage",
        unit: "GB",
        inputs: inputsOf(parameters, traffic),
        prices: pricesOf(book, region, { price: "msk.serverless.in" }),
        where: gibOfMonth,
        quantity: "rawGib + readyGib",
      },
      {
        ...line,
        id: "msk-serverless.out",
        resource: "data read once: raw and enriched events",
        basis: "usage",
        unit: "GB",
        inputs: inputsOf(parameters, traffic),
        prices: pricesOf(book, region, { price: "msk.serverless.out" }),
        where: gibOfMonth,
        quantity: "rawGib + readyGib",
      },
      {
        ...line,
        id: "msk-serverless.storage",
        resource: "events kept",
        basis: "usage",
        unit: "GB-month",
        inputs: inputsOf(parameters, { ...traffic, retentionHours: "kafka.retentionHours" }),
        prices: pricesOf(book, region, { price: "msk.serverless.storage" }),
        where: gibOfMonth,
        quantity: "(rawGib + readyGib) * retentionHours / hours",
      },
      ...zoneTraffic(parameters, book, false),
    ];
  },
};
