/** What every format renders. */
import type { Analysis } from "../analysis";
import type { Comparison } from "../compare";
import type { Option, OptionId, Price } from "../model";

export interface ReportContext {
  /** ISO 8601, with the time zone. */
  readonly created: string;
  /** What made the report, so that it can be made again: "npm run cost -- --scenario thesis". */
  readonly command: string;
  /** Pulumi stack, file or run that the parameters come from. */
  readonly stack?: string;
  /** Commit of the repository. */
  readonly commit?: string;
  /** ISO 4217. Prices are in US dollars; another currency needs its rate. */
  readonly currency: string;
  readonly exchangeRate?: ExchangeRate;
}

export interface ExchangeRate {
  /** Units of the currency for one US dollar, an exact decimal. */
  readonly rate: string;
  /** ISO date. */
  readonly date: string;
}

/** A named way to calculate that a scenario chooses, and what it does. */
export interface Switch {
  readonly name: string;
  readonly value: string;
  readonly explanation: string;
}

/** A figure of a source that gives no inputs for it, and the inputs that give it. */
export interface Reconstruction {
  readonly figure: string;
  readonly inputs: string;
  readonly confidence: string;
  readonly why: string;
}

/** A row of printed figures, each with its formula and its exact value. */
export interface FigureRow {
  readonly row: number;
  readonly item: string;
  readonly values: readonly { readonly printed: string; readonly formula: string; readonly exact: string }[];
  /** Why what is printed is not the exact value rounded half up. */
  readonly quirk?: string;
}

/** Totals when something of a scenario is chosen otherwise. */
export interface Variant {
  readonly name: string;
  readonly title: string;
  readonly totals: readonly { readonly option: OptionId; readonly monthlyUsd: string }[];
}

export interface Report {
  readonly comparison: Comparison;
  readonly analysis: Analysis;
  readonly context: ReportContext;
  /** Choices of the scenario; none when it makes none. */
  readonly switches?: readonly Switch[];
  readonly reconstructions?: readonly Reconstruction[];
  /** What the scenario's source prints, recomputed row by row; computed when it is asked for. */
  readonly figures?: () => readonly FigureRow[];
  readonly variants?: readonly Variant[];
}

export interface RenderOptions {
  /** Escape sequences of a terminal. @default false */
  readonly colour?: boolean;
}

export const titles = (report: Report): ReadonlyMap<OptionId, string> =>
  new Map(report.comparison.options.map(({ id, title }) => [id, title]));

export function titleOf({ comparison }: Report, id: OptionId): string {
  return comparison.options.find((option) => option.id === id)?.title ?? id;
}

/** A price and the options whose lines use it. */
export interface UsedPrice {
  readonly price: Price;
  readonly options: readonly OptionId[];
}

/** Every price that is used, once, by key and region. */
export function usedPrices(options: readonly Option[]): UsedPrice[] {
  const found = new Map<string, { price: Price; options: Set<OptionId> }>();
  for (const { id, lines } of options) {
    for (const price of lines.flatMap((line) => Object.values(line.prices))) {
      const name = `${price.key} ${price.region}`;
      const entry = found.get(name) ?? { price, options: new Set<OptionId>() };
      entry.options.add(id);
      found.set(name, entry);
    }
  }
  return [...found.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { price, options: ids }]) => ({ price, options: [...ids] }));
}

/** Prices that no source confirms, or that were worked back from a result. */
export function unconfirmedPrices(options: readonly Option[]): UsedPrice[] {
  return usedPrices(options).filter(({ price }) => price.confidence !== "confirmed");
}

/** First and last date of the prices that are used: "2023-02-23 to 2026-11-25". */
export function priceDates(options: readonly Option[]): string {
  const dates = usedPrices(options)
    .map(({ price }) => price.priceDate)
    .sort();
  const [first, last] = [dates[0], dates.at(-1)];
  if (first === undefined || last === undefined) return "no price list is used";
  return first === last ? first : `${first} to ${last}`;
}

/** What is said on every report: label and text. */
export function reportFacts({ comparison, context }: Report): [label: string, value: string][] {
  const { currency, exchangeRate, stack, commit } = context;
  const region = comparison.parameters.find(({ path }) => path === "region")?.value;
  return [
    ["Made", `${context.created} by ${context.command}`],
    ["Scenario", comparison.scenario],
    ["Parameters from", stack ?? "scenario and defaults; no stack was read"],
    ["Commit", commit ?? "unknown"],
    ["Cloud region", region ?? "none"],
    ["Prices of", priceDates(comparison.options)],
    [
      "Currency",
      exchangeRate === undefined
        ? "US dollars"
        : `${currency}; 1 USD = ${exchangeRate.rate} ${currency} on ${exchangeRate.date}`,
    ],
  ];
}
