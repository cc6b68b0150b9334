import type { EvaluatedLine, Option } from "../model";
import { Money } from "./money";
import type { Report } from "./report";

type Column = readonly [title: string, value: (line: EvaluatedLine, option: Option, report: Report) => string];

/** Values of all prices of a line, in the order of the formula's names. */
const each = (line: EvaluatedLine, value: (name: string) => string) => Object.keys(line.prices).map(value).join("; ");

const columns: readonly Column[] = [
  ["option", (_, option) => option.id],
  ["line", (line) => line.id],
  ["service", (line) => line.service],
  ["resource", (line) => line.resource],
  ["region", (line) => line.region],
  ["basis", (line) => line.basis],
  ["quantity", (line) => line.quantityValue],
  ["unit", (line) => line.unit],
  ["unit_price_usd", (line) => line.effectiveUnitPriceUsd],
  ["amount_usd", (line) => line.amountUsd],
  ["currency", (_line, _option, { context }) => context.currency],
  ["amount", (line, _, { context }) => new Money(context).exact(line.amountUsd)],
  ["quantity_formula", (line) => line.quantity],
  ["amount_formula", (line) => line.amount],
  [
    "steps",
    (line) =>
      Object.entries(line.where ?? {})
        .map(([name, text]) => `${name} = ${text}`)
        .join("; "),
  ],
  [
    "inputs",
    (line) =>
      Object.entries(line.inputs)
        .map(([name, { path, value }]) => `${name} = ${path} = ${value}`)
        .join("; "),
  ],
  ["price_keys", (line) => each(line, (name) => line.prices[name]?.key ?? "")],
  ["price_dates", (line) => each(line, (name) => line.prices[name]?.priceDate ?? "")],
  ["price_sources", (line) => each(line, (name) => line.prices[name]?.source ?? "")],
  ["confidence", (line) => each(line, (name) => line.prices[name]?.confidence ?? "")],
  ["note", (line) => line.note ?? ""],
  ["scenario", (_line, _option, { comparison }) => comparison.scenario],
  ["created", (_line, _option, { context }) => context.created],
  ["stack", (_line, _option, { context }) => context.stack ?? ""],
  ["commit", (_line, _option, { context }) => context.commit ?? ""],
];

/** A field as RFC 4180 quotes it. Text that a spreadsheet would take for a formula is set in an apostrophe. */
export function csvField(value: string): string {
  const isNumber = /^-?\d+(\.\d+)?$/.test(value);
  const safe = !isNumber && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function csvRows(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(csvField).join(",")}\r\n`).join("");
}

/** One row for each line of each option; numbers raw, exact and with a point, for further work. */
export function render(report: Report): string {
  const rows = report.comparison.options.flatMap((option) =>
    option.lines.map((line) => columns.map(([, value]) => value(line, option, report))),
  );
  return csvRows([columns.map(([title]) => title), ...rows]);
}
