/** The price of a recorded run: what the cost module makes of its stack, its load and its replica-seconds. */
import { analyse } from "../../cost/analysis";
import { compare } from "../../cost/compare";
import { optionIds, type ParameterSet } from "../../cost/model";
import { parameterSet } from "../../cost/parameters";
import { FilePriceBook } from "../../cost/prices/price-book";
import { priceDirectory } from "../../cost/repository";
import { sourceOfRun } from "../../cost/sources/run";
import type { RunRecord } from "../run-record";
import type { DemoRun } from "./record";

export interface PricedRun {
  readonly prices: NonNullable<DemoRun["prices"]>;
  /** What is not in them, one sentence each. */
  readonly notes: readonly string[];
}

/** @throws Error when the parameters or the price files cannot be used */
export function priceRun(record: RunRecord): PricedRun {
  const source = sourceOfRun(record, record.runId);
  const parameters = parameterSet([source.layer]);
  const book = new FilePriceBook({ directory: priceDirectory, overrides: [] });
  const again = (changed: ParameterSet) =>
    compare({ parameters: changed as typeof parameters, prices: book, scenario: "default", options: optionIds });
  const comparison = again(parameters);
  const { run } = analyse({
    comparison,
    parameters,
    compare: again,
    ...(source.run === undefined ? {} : { run: source.run }),
  });
  const titles = new Map(comparison.options.map(({ id, title }) => [id, title]));
  return {
    prices: (run?.options ?? []).map(({ option, usd, perMillionEventsUsd }) => ({
      option,
      title: titles.get(option) ?? option,
      usd,
      perMillionEventsUsd,
    })),
    notes: comparison.missingPrices.map(({ option, message }) => `${option} is not priced: ${message}`),
  };
}
