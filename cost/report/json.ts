import type { EvaluatedLine, Option } from "../model";
import { Money } from "./money";
import { unconfirmedPrices, type Report } from "./report";

/** Raised when an older reader would misunderstand the result. Its schema: docs/cost-report.schema.json. */
export const jsonVersion = 1;

function line(each: EvaluatedLine) {
  const { id, service, resource, region, basis, unit, quantityValue, amountUsd, effectiveUnitPriceUsd } = each;
  return {
    id,
    service,
    resource,
    region,
    basis,
    quantity: quantityValue,
    unit,
    unitPriceUsd: effectiveUnitPriceUsd,
    amountUsd,
    formula: { where: each.where ?? {}, quantity: each.quantity, amount: each.amount },
    inputs: each.inputs,
    prices: each.prices,
    ...(each.note === undefined ? {} : { note: each.note }),
  };
}

function option(each: Option, money: Money) {
  const { id, title, parts, lines, monthlyUsd, exclusions } = each;
  const other = money.currency === "USD" ? {} : { monthly: money.exact(monthlyUsd) };
  return { id, title, parts, monthlyUsd, ...other, lines: lines.map(line), exclusions };
}

/** Everything, for programs. Amounts are exact decimals as strings, in US dollars where the name says so. */
export function render(report: Report): string {
  const { comparison, analysis, context, switches, reconstructions, figures, variants } = report;
  const money = new Money(context);
  const { baseline, differences, cases, sensitivity, breakEven, turningPoints, years, autoscaling, run } = analysis;
  const result = {
    schemaVersion: jsonVersion,
    ...context,
    scenario: comparison.scenario,
    // Absent when no option could be priced or none uses a price list.
    priceDate: comparison.priceDate,
    options: comparison.options.map((each) => option(each, money)),
    missingPrices: comparison.missingPrices,
    unconfirmedPrices: unconfirmedPrices(comparison.options).map(({ price, options }) => ({ ...price, options })),
    parameters: comparison.parameters,
    switches: switches ?? [],
    reconstructions: reconstructions ?? [],
    figures: figures?.() ?? [],
    variants: variants ?? [],
    warnings: comparison.warnings,
    analysis: { baseline, differences, cases, sensitivity, breakEven, turningPoints, years, autoscaling, run },
  };
  return `${JSON.stringify(result, undefined, 2)}\n`;
}
