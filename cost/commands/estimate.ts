/** `npm run cost -- estimate FILE`: services priced by themselves, apart from any stack. */
import type { Values } from "../../cli/options";
import { UserError } from "../../local/user-error";
import { analyse } from "../analysis";
import { estimate } from "../estimate";
import { exitCodes, type ExitCode } from "../exit-codes";
import { parameterSet } from "../parameters";
import { renderReport } from "../report";
import { readStructured } from "../sources/file";
import { budgetVerdict, priceBook, requireRate } from "./compare";
import type { estimateOptions } from "./options";
import { writeReport } from "./output";
import { stalePrices } from "./prices-used";

export async function estimateCommand(
  values: Values<typeof estimateOptions>,
  file: string,
  command: string,
): Promise<ExitCode> {
  requireRate(values);
  const comparison = estimate(await readStructured(file, "estimate"), priceBook(values));
  if (comparison.missingPrices.length > 0) {
    throw new UserError(
      comparison.missingPrices.map(({ message }) => message).join("\n"),
      "Nothing was written: a total without these would be wrong.",
    );
  }
  const analysis = analyse({
    comparison,
    parameters: parameterSet([]),
    compare: () => comparison,
    baseline: "estimate",
  });
  const rate = values["exchange-rate"];
  const report = {
    comparison,
    analysis,
    context: {
      created: new Date().toISOString(),
      command,
      stack: file === "-" ? "standard input" : `file ${file}`,
      currency: values.currency,
      ...(rate === undefined ? {} : { exchangeRate: rate }),
    },
  };
  const budget = budgetVerdict(values, comparison, "estimate");
  const colour = values.output === undefined && process.stdout.isTTY && process.env["NO_COLOR"] === undefined;
  await writeReport(await renderReport(values.format, report, { colour }), values.output, values.format);
  const stale = stalePrices(comparison, values["max-price-age"]);
  if (stale !== undefined) console.error(stale);
  if (budget !== undefined) console.error(budget.message);
  return budget?.over === true ? exitCodes.overBudget : exitCodes.ok;
}
