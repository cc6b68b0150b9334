/** What the architectures share: names for parameters, and the traffic that all of them carry. */
import type { Input, ParameterSet, PriceBook } from "../model";
import type { Place, Terms } from "../services/line";

/** Parameters by the names that formulas use. */
export function inputsOf(parameters: ParameterSet, paths: Readonly<Record<string, string>>): Record<string, Input> {
  return Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, parameters.input(path)]));
}

/** Parameters by the names that formulas use, and steps over them. */
export function termsOf(
  parameters: ParameterSet,
  paths: Readonly<Record<string, string>>,
  where?: Readonly<Record<string, string>>,
): Terms {
  return { inputs: inputsOf(parameters, paths), ...(where === undefined ? {} : { where }) };
}

/** The cloud region of the parameters, with its prices. */
export const placeOf = (parameters: ParameterSet, book: PriceBook): Place => ({
  region: parameters.text("region"),
  book,
});

/** A number that is not 0: something of it is there. */
export const some = (parameters: ParameterSet, path: string): boolean => parameters.input(path).value !== "0";

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
