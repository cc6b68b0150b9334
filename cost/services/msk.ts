import type { CostLine } from "../model";
import { billed, type Billed, type Named, type Place, type Terms } from "./line";

const item = (place: Place, terms: Terms, line: Billed, named: Named) => billed(place, terms, { ...line, ...named });

/** @param terms define `brokers` and `hours` @param instanceType "kafka.m7g.large" or "express.m7g.large" */
export function mskBrokers(place: Place, terms: Terms, instanceType: string, named: Named = {}): CostLine {
  const line = {
    id: "msk.brokers",
    service: "Amazon MSK",
    resource: `brokers, ${instanceType}`,
    basis: "deployed",
    unit: "broker-hour",
    price: `msk.${instanceType}`,
    quantity: "brokers * hours",
  } as const;
  return item(place, terms, line, named);
}

/** @param terms define `brokers` and `storageGib` of one */
export function mskStorage(place: Place, terms: Terms, named: Named = {}): CostLine {
  const line = {
    id: "msk.storage",
    service: "Amazon MSK",
    resource: "volumes of the brokers",
    basis: "deployed",
    unit: "GB-month",
    price: "msk.storage",
    quantity: "brokers * storageGib",
  } as const;
  return item(place, terms, line, named);
}

const serverless = { service: "Amazon MSK Serverless" } as const;

/**
 * @param terms define `hours`, `partitions`, `inGib` and `outGib` of a month, and `storedGib` on average. Each line
 * takes all of them and uses its own
 */
export function mskServerless(place: Place, terms: (names: readonly string[]) => Terms): CostLine[] {
  return [
    billed(place, terms(["hours"]), {
      ...serverless,
      id: "msk-serverless.cluster",
      resource: "cluster",
      basis: "deployed",
      unit: "hour",
      price: "msk.serverless.clusterHour",
      quantity: "hours",
    }),
    billed(place, terms(["hours", "partitions"]), {
      ...serverless,
      id: "msk-serverless.partitions",
      resource: "partitions",
      basis: "deployed",
      unit: "partition-hour",
      price: "msk.serverless.partitionHour",
      quantity: "partitions * hours",
    }),
    billed(place, terms(["inGib"]), {
      ...serverless,
      id: "msk-serverless.in",
      resource: "data written",
      basis: "usage",
      unit: "GB",
      price: "msk.serverless.in",
      quantity: "inGib",
    }),
    billed(place, terms(["outGib"]), {
      ...serverless,
      id: "msk-serverless.out",
      resource: "data read",
      basis: "usage",
      unit: "GB",
      price: "msk.serverless.out",
      quantity: "outGib",
    }),
    billed(place, terms(["storedGib"]), {
      ...serverless,
      id: "msk-serverless.storage",
      resource: "events kept",
      basis: "usage",
      unit: "GB-month",
      price: "msk.serverless.storage",
      quantity: "storedGib",
    }),
  ];
}
