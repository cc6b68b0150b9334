/** What the architectures share: names for parameters and prices, and the traffic that all of them carry. */
import type { CostLine, Input, ParameterSet, Price, PriceBook } from "../model";

/** Parameters by the names that formulas use. */
export function inputsOf(parameters: ParameterSet, paths: Readonly<Record<string, string>>): Record<string, Input> {
  return Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, parameters.input(path)]));
}

/** Prices of a region by the names that formulas use. @throws {MissingPrice} */
export function pricesOf(
  book: PriceBook,
  region: string,
  keys: Readonly<Record<string, string>>,
): Record<string, Price> {
  return Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, book.price(key, region)]));
}

/** Names of the load, for {@link inputsOf}. */
export const load = { eventsPerDay: "workload.eventsPerDay", hours: "hoursPerMonth" } as const;
/** Events of a month. */
export const eventsOfMonth = { events: "eventsPerDay * hours / 24" } as const;

/** Names of the load and of its sizes. */
export const traffic = {
  ...load,
  eventBytes: "workload.eventBytes",
  readyEventBytes: "workload.readyEventBytes",
} as const;
/** GiB of a month that arrive as raw events and leave as enriched ones. AWS's GB of traffic and storage are 2^30 bytes. */
export const gibOfMonth = {
  ...eventsOfMonth,
  rawGib: "events * eventBytes / 1073741824",
  readyGib: "events * readyEventBytes / 1073741824",
} as const;

/** Something that is held through every hour of the month: count × hours × price. */
export function hourly(
  line: Omit<CostLine, "quantity" | "amount" | "inputs" | "prices" | "basis"> & Partial<Pick<CostLine, "basis">>,
  parameters: ParameterSet,
  book: PriceBook,
  count: string,
  priceKey: string,
): CostLine {
  return {
    basis: "deployed",
    ...line,
    inputs: inputsOf(parameters, { count, hours: "hoursPerMonth" }),
    prices: pricesOf(book, line.region, { price: priceKey }),
    quantity: "count * hours",
    amount: "quantity * price",
  };
}
