/** The sheets that formulas refer to, assumptions and prices, and where each value stands in them. */
import type { Input, Option, Price } from "../../model";
import { usedPrices, type Report } from "../report";
import { reference, type Cell, type Sheet } from "./workbook";
import type { TierReferences } from "./spreadsheet-formula";

export const header = (titles: readonly string[], right: readonly number[] = []): Cell[] =>
  titles.map((text, index) => ({ text, style: right.includes(index) ? "headerRight" : "header" }));
export const text = (value: string): Cell => ({ text: value });
export const wrapped = (value: string): Cell => ({ text: value, style: "wrap" });

const isNumber = (value: string) => /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value);
const inputKey = ({ path, value }: Input) => `${path} ${value}`;
const priceKey = ({ key, region }: Price) => `${key} ${region}`;

export interface References {
  readonly sheets: readonly Sheet[];
  input(input: Input): string;
  /** By path, of the comparison's own parameters. */
  parameter(path: string): string | undefined;
  price(price: Price): readonly TierReferences[];
}

export function references({ comparison }: Report): References {
  const assumptions = assumptionsSheet(comparison.parameters, comparison.options);
  const prices = pricesSheet(comparison.options);
  return {
    sheets: [assumptions.sheet, prices.sheet],
    input: (input) => assumptions.places.get(inputKey(input)) ?? "",
    parameter: (path) => {
      const found = comparison.parameters.find((each) => each.path === path);
      return found === undefined ? undefined : assumptions.places.get(inputKey(found));
    },
    price: (price) => prices.places.get(priceKey(price)) ?? [],
  };
}

function assumptionsSheet(parameters: readonly Input[], options: readonly Option[]) {
  const inputs = new Map(parameters.map((input) => [inputKey(input), input]));
  // A line may carry a value that differs from the parameter's: it gets a row of its own.
  for (const input of options.flatMap(({ lines }) => lines.flatMap((line) => Object.values(line.inputs)))) {
    if (!inputs.has(inputKey(input))) inputs.set(inputKey(input), input);
  }
  const places = new Map([...inputs.keys()].map((key, index) => [key, reference("Assumptions", index + 1, 2)]));
  const rows = [...inputs.values()].map(({ path, label, value, unit, origin }): Cell[] => [
    text(path),
    wrapped(label),
    isNumber(value) ? { number: value } : wrapped(value),
    text(unit),
    text(origin.kind),
    wrapped(origin.detail ?? ""),
  ]);
  const sheet: Sheet = {
    name: "Assumptions",
    widths: [34, 44, 20, 14, 14, 50],
    frozenRows: 1,
    filter: true,
    rows: [header(["Parameter", "What it is", "Value", "Unit", "Comes from", "Source"], [2]), ...rows],
  };
  return { sheet, places };
}

function pricesSheet(options: readonly Option[]) {
  const places = new Map<string, readonly TierReferences[]>();
  const rows: Cell[][] = [
    header(["Price", "Region", "Unit", "From", "Up to", "USD", "Price of", "Confidence", "Source"], [3, 4, 5]),
  ];
  for (const { price } of usedPrices(options)) {
    const at = (column: number) => reference("Prices", rows.length, column);
    const tiers = price.tiers.map(({ upTo, usd }, index): TierReferences => {
      const tier = { from: at(3), upTo: upTo === undefined ? undefined : at(4), usd: at(5) };
      rows.push([
        text(price.key),
        text(price.region),
        text(price.unit),
        { number: price.tiers[index - 1]?.upTo ?? "0" },
        upTo === undefined ? undefined : { number: upTo },
        { number: usd, style: "price" },
        text(price.priceDate),
        text(price.confidence),
        wrapped(price.source),
      ]);
      return tier;
    });
    places.set(priceKey(price), tiers);
  }
  const sheet: Sheet = {
    name: "Prices",
    widths: [34, 12, 16, 14, 16, 17, 12, 14, 70],
    frozenRows: 1,
    filter: true,
    rows,
  };
  return { sheet, places };
}
