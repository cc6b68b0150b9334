/** `npm run cost`: every option side by side. */
import type { Values } from "../../cli/options";
import { analyse } from "../analysis";
import { compare, type Comparison } from "../compare";
import { exitCodes, type ExitCode } from "../exit-codes";
import { decimal } from "../formula";
import { optionIds, type OptionId, type ParameterSet } from "../model";
import type { parameterSet } from "../parameters";
import { readOverrides } from "../prices/overrides";
import { FilePriceBook } from "../prices/price-book";
import { renderReport, type Report } from "../report";
import { priceDirectory } from "../repository";
import { switchesOf } from "../scenarios/switches";
import { UserError } from "../../local/user-error";
import { currentCommit } from "./commit";
import type { compareOptions, priceOptions } from "./options";
import { writeReport } from "./output";
import { variantsOf } from "../scenarios/variants";
import { requireKnownTypes, stalePrices } from "./prices-used";
import { readSources, type Sources } from "./sources";

export type CompareValues = Values<typeof compareOptions>;
type Parameters = ReturnType<typeof parameterSet>;

/** The price book that the command line asks for. @throws {Error} for overrides that cannot be used */
export function priceBook(values: Pick<Values<typeof priceOptions>, "prices" | "price-date">): FilePriceBook {
  return new FilePriceBook({
    directory: priceDirectory,
    date: values["price-date"],
    overrides: values.prices === undefined ? [] : readOverrides(values.prices),
  });
}

/** Compares what the sources say. @throws UserError for an instance type that the region does not have */
export function compareSources(
  { parameters, scenario }: Pick<Sources, "parameters" | "scenario">,
  prices: FilePriceBook,
  options: readonly OptionId[] | undefined,
): { comparison: Comparison; compareAgain: (parameters: ParameterSet) => Comparison } {
  const compareAgain = (changed: ParameterSet) =>
    compare({
      parameters: changed as Parameters,
      prices,
      scenario: scenario?.id ?? "default",
      options: options ?? scenario?.options ?? optionIds,
    });
  const comparison = compareAgain(parameters);
  requireKnownTypes(comparison, parameters, prices);
  return { comparison, compareAgain };
}

export async function compareCommand(values: CompareValues, command: string): Promise<ExitCode> {
  requireRate(values);
  const commit = currentCommit();
  const sources = await readSources(values);
  const prices = priceBook(values);
  const { comparison, compareAgain } = compareSources(sources, prices, values.options);
  if (comparison.options.length === 0) {
    throw new UserError(
      "No option could be priced.",
      comparison.missingPrices.map(({ message }) => message).join("\n"),
    );
  }
  const analysis = analyse({
    comparison,
    parameters: sources.parameters,
    compare: compareAgain,
    ...(values.baseline === undefined ? {} : { baseline: values.baseline }),
    ...(sources.run === undefined ? {} : { run: sources.run }),
  });
  const deployedFrom = sources.commit ?? (await commit);
  const report: Report = {
    comparison,
    analysis,
    context: {
      created: new Date().toISOString(),
      command,
      ...(sources.description === undefined ? {} : { stack: sources.description }),
      ...(deployedFrom === undefined ? {} : { commit: deployedFrom }),
      currency: values.currency,
      ...(values["exchange-rate"] === undefined ? {} : { exchangeRate: values["exchange-rate"] }),
    },
    ...scenarioParts(sources, prices, compareAgain),
  };
  const budget = budgetVerdict(values, comparison, values["budget-for"] ?? sources.deployed ?? analysis.baseline);
  const colour = values.output === undefined && process.stdout.isTTY && process.env["NO_COLOR"] === undefined;
  await writeReport(await renderReport(values.format, report, { colour }), values.output, values.format);
  const stale = stalePrices(comparison, values["max-price-age"]);
  if (stale !== undefined) console.error(stale);
  for (const { option, message } of comparison.missingPrices) console.error(`${option} is not priced. ${message}`);
  if (budget !== undefined) console.error(budget.message);
  if (comparison.missingPrices.length > 0) return exitCodes.missingPrice;
  return budget?.over === true ? exitCodes.overBudget : exitCodes.ok;
}

/** @throws UserError for another currency than dollars without a rate, and for a rate without a currency */
export function requireRate(values: Pick<CompareValues, "currency" | "exchange-rate">): void {
  const rate = values["exchange-rate"];
  if ((values.currency === "USD") === (rate === undefined)) return;
  throw rate === undefined
    ? new UserError(`--currency ${values.currency} has no rate.`, "Add --exchange-rate RATE@DATE: 0.92@2026-11-20.")
    : new UserError("--exchange-rate is given for US dollars.", "Add --currency CODE, or leave the rate out.");
}

function scenarioParts(
  { scenario, parameters }: Sources,
  prices: FilePriceBook,
  again: (parameters: ParameterSet) => Comparison,
): Partial<Report> {
  if (scenario === undefined) return {};
  return {
    switches: switchesOf(scenario.switches, parameters),
    reconstructions: scenario.reconstructions,
    figures: () => scenario.rows(prices),
    variants: variantsOf(scenario, parameters, again),
  };
}

/** Compares with the budget before anything is written. @throws UserError when its option has no total */
export function budgetVerdict(
  { budget }: Pick<CompareValues, "budget">,
  { options }: Comparison,
  id: OptionId,
): { over: boolean; message: string } | undefined {
  if (budget === undefined) return undefined;
  const option = options.find((each) => each.id === id);
  if (option === undefined) {
    throw new UserError(
      `The budget is for ${id}, which is not among the options.`,
      "Name one with --budget-for OPTION.",
    );
  }
  const left = decimal(budget).minus(decimal(option.monthlyUsd));
  const over = left.lt(0);
  return {
    over,
    message: `Budget: ${option.title} costs ${decimal(option.monthlyUsd).toFixed(2)} USD a month, ${left.abs().toFixed(2)} ${over ? "over" : "under"} the budget of ${decimal(budget).toFixed(2)}.`,
  };
}
