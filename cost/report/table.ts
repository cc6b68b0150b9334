import { decimal } from "../formula";
import type { EvaluatedLine, Option } from "../model";
import { Money, percent, perMillion, plain, unitPrice } from "./money";
import { reportFacts, unconfirmedPrices, type RenderOptions, type Report, type Variant } from "./report";

/** Columns of a terminal. */
export const tableWidth = 100;

const bold = (text: string, colour: boolean) => (colour ? `\u001b[1m${text}\u001b[22m` : text);
const green = (text: string, colour: boolean) => (colour ? `\u001b[32m${text}\u001b[39m` : text);
const dim = (text: string, colour: boolean) => (colour ? `\u001b[2m${text}\u001b[22m` : text);

/** Cut to its place, and filled up: at the right for text, at the left for numbers. */
function cell(text: string, width: number, side: "left" | "right" = "left"): string {
  const cut = text.length > width ? `${text.slice(0, width - 1)}…` : text;
  return side === "left" ? cut.padEnd(width) : cut.padStart(width);
}

/** Lines of at most `width` characters, those after the first set in by `indent`. */
export function wrap(text: string, indent: number, width = tableWidth): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const limit = width - (lines.length === 0 ? 0 : indent);
    if (line !== "" && line.length + 1 + word.length > limit) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].map((each, index) => (index === 0 ? each : " ".repeat(indent) + each));
}

/** The comparison for a terminal of 100 columns: totals first, then every line, then what to know about them. */
export function render(report: Report, { colour = false }: RenderOptions = {}): string {
  const money = new Money(report.context);
  const { comparison } = report;
  return [
    ...summary(report, money, colour),
    "",
    ...variants(report, money, colour),
    ...figures(report, colour),
    ...comparison.options.flatMap((option) => [...optionLines(option, money, colour), ""]),
    ...notes(report, colour),
    "",
  ].join("\n");
}

function summary({ comparison, analysis, context }: Report, money: Money, colour: boolean): string[] {
  const { currency } = context;
  const head = [
    cell("option", 30),
    cell(`${currency} a month`, 14, "right"),
    cell("a year", 14, "right"),
    cell("difference", 14, "right"),
    cell("", 10, "right"),
    cell("a million", 10, "right"),
  ].join(" ");
  const rows = analysis.differences.map((each) => {
    const title = comparison.options.find(({ id }) => id === each.option)?.title ?? each.option;
    const marks = [each.cheapest && "cheapest", each.baseline && "baseline"].filter((mark) => mark !== false);
    const row = [
      cell(title, 30),
      cell(money.text(each.monthlyUsd), 14, "right"),
      cell(money.text(each.yearlyUsd), 14, "right"),
      cell(each.baseline ? "" : money.difference(each.differenceUsd), 14, "right"),
      cell(each.baseline || each.differencePercent === undefined ? "" : percent(each.differencePercent), 10, "right"),
      cell(perMillion(each, money), 10, "right"),
    ].join(" ");
    const marked = marks.length === 0 ? row : `${row}\n  ${marks.join(", ")}`;
    return each.cheapest ? green(marked, colour) : marked;
  });
  return [bold(head, colour), "─".repeat(tableWidth - 3), ...rows];
}

/** Totals with each choice of the scenario thrown, as far as the width allows. */
function variants({ variants: all = [], analysis }: Report, money: Money, colour: boolean): string[] {
  if (all.length === 0) return [];
  const ids = analysis.differences.map(({ option }) => option);
  const width = Math.min(16, Math.floor((tableWidth - 32) / ids.length) - 1);
  const row = (name: string, totals: Variant["totals"]) =>
    [
      cell(name, 32),
      ...ids.map((id) =>
        cell(money.text(totals.find(({ option }) => option === id)?.monthlyUsd ?? "0"), width, "right"),
      ),
    ].join(" ");
  return [
    bold([cell("choices thrown, one by one", 32), ...ids.map((id) => cell(id, width, "right"))].join(" "), colour),
    ...all.map(({ name, totals }) => row(name, totals)),
    "",
  ];
}

/** What the scenario's source prints, and the exact value of its formula. */
function figures({ figures: rows = () => [] }: Report, colour: boolean): string[] {
  const [row, item, printed, exact] = [3, 54, 18, 20];
  const lines = rows().flatMap(({ row: number, item: title, values, quirk }) => [
    ...values.map((value, index) =>
      [
        cell(index === 0 ? String(number) : "", row, "right"),
        cell(index === 0 ? title : "", item),
        cell(value.printed, printed, "right"),
        cell(plain(value.exact, 6), exact, "right"),
      ].join(" "),
    ),
    ...(quirk === undefined ? [] : wrap(quirk, 0, tableWidth - 4).map((line) => `    ${line}`)),
  ]);
  if (lines.length === 0) return [];
  const head = [
    cell("", row),
    cell("recomputed row by row", item),
    cell("printed", printed, "right"),
    cell("exact", exact, "right"),
  ];
  return [bold(head.join(" "), colour), ...lines, ""];
}

const columns = { service: 20, resource: 29, quantity: 20, price: 14, amount: 13 } as const;

function optionLines(option: Option, money: Money, colour: boolean): string[] {
  const { service, resource, quantity, price, amount } = columns;
  const row = (line: EvaluatedLine) =>
    [
      cell(line.service, service),
      cell(line.resource, resource),
      cell(`${quantityText(line)} ${line.unit}`, quantity, "right"),
      cell(unitPrice(money.exact(line.effectiveUnitPriceUsd)), price, "right"),
      cell(money.text(line.amountUsd), amount, "right"),
    ].join(" ");
  const total = cell(money.text(option.monthlyUsd), amount, "right");
  return [
    bold(`${cell(`${option.title} (${option.parts.join(", ")})`, tableWidth - amount - 1)} ${total}`, colour),
    ...option.lines.map(row),
  ];
}

/** Large numbers short, with their name behind: "5,170.83 M". */
function quantityText({ quantityValue }: EvaluatedLine): string {
  const value = decimal(quantityValue);
  if (value.abs().lt(10_000_000)) return plain(quantityValue, 2);
  return `${plain(value.div(1_000_000).toFixed(), 2)} M`;
}

function notes(report: Report, colour: boolean): string[] {
  const { comparison, switches = [], reconstructions = [] } = report;
  const list = (title: string, entries: readonly string[]) =>
    entries.length === 0 ? [] : [bold(title, colour), ...entries.flatMap((entry) => wrap(`- ${entry}`, 2)), ""];
  const named = (options: readonly string[]) => options.join(", ");
  return [
    ...list(
      "Without a total: a price is missing",
      comparison.missingPrices.map(({ option, message }) => `${option}: ${message}`),
    ),
    ...list("Mind", comparison.warnings),
    ...list(
      "Choices of this scenario",
      switches.map(({ name, value, explanation }) => `${name} = ${value}: ${explanation}`),
    ),
    ...list(
      "Reconstructed from inputs",
      reconstructions.map(({ figure, inputs, confidence, why }) => `${figure}, ${confidence}: ${inputs}. ${why}`),
    ),
    ...list(
      "Not confirmed",
      unconfirmedPrices(comparison.options).map(
        ({ price, options }) =>
          `${price.key}, ${price.region} (${price.confidence}; ${named(options)}): ${price.source}`,
      ),
    ),
    ...list(
      "Not included",
      comparison.options.map(({ title, exclusions }) => `${title}: ${exclusions.join("; ")}`),
    ),
    ...reportFacts(report)
      .flatMap(([label, value]) => wrap(`${cell(label, 15)} ${value}`, 16))
      .map((text) => dim(text, colour)),
  ];
}
