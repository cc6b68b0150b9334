/** NAT, load balancers, public addresses, data transfer. */
import type { CostLine } from "../model";
import { billed, type Billed, type Named, type Place, type Terms } from "./line";

const item = (place: Place, terms: Terms, line: Billed, named: Named) => billed(place, terms, { ...line, ...named });

/** @param terms define `gateways` and `hours`; a part of an hour is billed as one */
export function natHours(place: Place, terms: Terms, named: Named = {}): CostLine {
  const line = {
    id: "nat.gateways",
    service: "NAT Gateway",
    resource: "gateways",
    basis: "deployed",
    unit: "hour",
    price: "nat.hour",
    quantity: "gateways * ceil(hours)",
  } as const;
  return item(place, terms, line, named);
}

/** @param terms define `gib` of a month */
export function natData(place: Place, terms: Terms, named: Named = {}): CostLine {
  const line = {
    id: "nat.data",
    service: "NAT Gateway",
    resource: "data processed",
    basis: "assumption",
    unit: "GB",
    price: "nat.gb",
    quantity: "gib",
  } as const;
  return item(place, terms, line, named);
}

export type BalancerKind = "alb" | "nlb";
const balancers = {
  alb: { title: "application load balancers", unit: "LCU-hour" },
  nlb: { title: "network load balancers", unit: "NLCU-hour" },
} as const;

/** @param terms define `balancers` and `hours`; a part of an hour is billed as one */
export function balancerHours(place: Place, terms: Terms, kind: BalancerKind, named: Named = {}): CostLine {
  const line = {
    id: `${kind}.hours`,
    service: "Elastic Load Balancing",
    resource: balancers[kind].title,
    basis: "deployed",
    unit: "hour",
    price: `${kind}.hour`,
    quantity: "balancers * ceil(hours)",
  } as const;
  return item(place, terms, line, named);
}

/**
 * Capacity units by the dimension that is used most. Names `newConnections` a second, `activeConnections`, `gibPerHour`
 * and, for application load balancers, `rules` evaluated a second, of which the first ten of a request are free.
 */
export const capacityUnits = {
  alb: "max(newConnections / 25, activeConnections / 3000, gibPerHour, rules / 1000)",
  nlb: "max(newConnections / 800, activeConnections / 100000, gibPerHour)",
} as const;

/** @param terms define `balancers`, `hours` and `units` of capacity of one */
export function balancerCapacity(place: Place, terms: Terms, kind: BalancerKind, named: Named = {}): CostLine {
  const line = {
    id: `${kind}.capacity`,
    service: "Elastic Load Balancing",
    resource: "capacity units",
    basis: "usage",
    unit: balancers[kind].unit,
    price: `${kind}.lcu`,
    quantity: "balancers * units * ceil(hours)",
  } as const;
  return item(place, terms, line, named);
}

/** @param terms define `addresses` and `hours` */
export function publicAddresses(place: Place, terms: Terms, named: Named = {}): CostLine {
  const line = {
    id: "ipv4",
    service: "Amazon VPC",
    resource: "public IPv4 addresses",
    basis: "deployed",
    unit: "hour",
    price: "publicIpv4.hour",
    quantity: "addresses * hours",
  } as const;
  return item(place, terms, line, named);
}

/** Charged where it leaves and where it arrives. @param terms define `gib` of a month that cross a zone */
export function interZone(place: Place, terms: Terms, named: Named = {}): CostLine {
  const line = {
    id: "transfer.zones",
    service: "Data transfer",
    resource: "between zones, both directions",
    basis: "usage",
    unit: "GB",
    price: "transfer.interZone",
    quantity: "2 * gib",
  } as const;
  return item(place, terms, line, named);
}

/** @param terms define `gib` of a month */
export function toRegion(place: Place, terms: Terms, named: Named = {}): CostLine {
  const line = {
    id: "transfer.region",
    service: "Data transfer",
    resource: "to another region",
    basis: "usage",
    unit: "GB",
    price: "transfer.otherRegion",
    quantity: "gib",
  } as const;
  return item(place, terms, line, named);
}

/** @param terms define `gib` of a month */
export function toInternet(
  place: Place,
  terms: Terms,
  { freeTier }: { readonly freeTier: boolean },
  named: Named = {},
): CostLine {
  const line = {
    id: "transfer.internet",
    service: "Data transfer",
    resource: "to the internet",
    basis: "usage",
    unit: "GB",
    price: "transfer.internet",
    quantity: freeTier ? "max(0, gib - 100)" : "gib",
    amount: "tiered(quantity, price)",
    note: freeTier ? "100 GB of an account and month are free." : undefined,
  } as const;
  return item(place, terms, line, named);
}
