import type { EvaluatedLine, Option } from "../model";
import { Money, parameterValue, percent, perMillion, plain, unitPrice } from "./money";
import { reportFacts, titleOf, unconfirmedPrices, type Report, type Variant } from "./report";

/** Text that Markdown would read as markup, or as the end of a cell. */
const escape = (text: string) => text.replace(/[\\|<>*_`[\]]/g, (character) => `\\${character}`).replace(/\s+/g, " ");

function table(columns: readonly (readonly [title: string, numeric: boolean])[], rows: readonly string[][]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(columns.map(([title]) => title)),
    line(columns.map(([, numeric]) => (numeric ? "---:" : "---"))),
    ...rows.map(line),
  ].join("\n");
}

/** The comparison for a merge request: totals in view, lines and assumptions to be opened. */
export function render(report: Report): string {
  const { comparison } = report;
  const money = new Money(report.context);
  return `${[
    "## What the event stream costs",
    summary(report, money),
    ...variantsTable(report, money),
    ...figuresTable(report),
    ...notes(report),
    ...comparison.options.map((option) => opens(`${option.title}: every line`, lines(option, money))),
    opens("Assumptions", assumptions(report)),
    reportFacts(report)
      .map(([label, value]) => `- **${label}:** ${escape(value)}`)
      .join("\n"),
  ].join("\n\n")}\n`;
}

const opens = (title: string, content: string) =>
  `<details>\n<summary>${title.replace(/[<>&]/g, "")}</summary>\n\n${content}\n\n</details>`;

/** What the scenario's source prints, and the exact value of its formula. */
function figuresTable({ figures = () => [] }: Report): string[] {
  const rows = figures().flatMap(({ row, item, values, quirk }) =>
    values.map((value, index) => [
      index === 0 ? String(row) : "",
      index === 0 ? escape(quirk === undefined ? item : `${item}. ${quirk}`) : "",
      value.printed,
      plain(value.exact, 6),
      `\`${value.formula}\``,
    ]),
  );
  if (rows.length === 0) return [];
  const columns = [
    ["", true],
    ["recomputed row by row", false],
    ["printed", true],
    ["exact", true],
    ["formula", false],
  ] as const;
  return [opens("Every figure, row by row", table(columns, rows))];
}

function summary({ comparison, analysis, context }: Report, money: Money): string {
  const rows = analysis.differences.map((each) => {
    const title = comparison.options.find(({ id }) => id === each.option)?.title ?? each.option;
    const marks = [each.cheapest && "cheapest", each.baseline && "baseline"].filter((mark) => mark !== false);
    const name = escape(title) + (marks.length > 0 ? ` (${marks.join(", ")})` : "");
    return [
      each.cheapest ? `**${name}**` : name,
      money.text(each.monthlyUsd),
      money.text(each.yearlyUsd),
      each.baseline ? "" : money.difference(each.differenceUsd),
      each.baseline || each.differencePercent === undefined ? "" : percent(each.differencePercent),
      perMillion(each, money),
    ];
  });
  return table(
    [
      ["Option", false],
      [`${context.currency} a month`, true],
      ["a year", true],
      ["difference", true],
      ["%", true],
      ["a million events", true],
    ],
    rows,
  );
}

/** Totals with each choice of the scenario thrown. */
function variantsTable(report: Report, money: Money): string[] {
  const { variants = [], analysis } = report;
  if (variants.length === 0) return [];
  const ids = analysis.differences.map(({ option }) => option);
  const row = (name: string, totals: Variant["totals"]) => [
    escape(name),
    ...ids.map((id) => money.text(totals.find(({ option }) => option === id)?.monthlyUsd ?? "0")),
  ];
  const columns = ids.map((id) => [escape(titleOf(report, id)), true] as const);
  return [
    "**Choices of this scenario, thrown one by one**",
    table(
      [["", false], ...columns],
      [row("as in this report", analysis.differences), ...variants.map(({ title, totals }) => row(title, totals))],
    ),
  ];
}

function notes({ comparison, switches = [], reconstructions = [] }: Report): string[] {
  const list = (title: string, entries: readonly string[]) =>
    entries.length === 0 ? [] : [`**${title}**\n\n${entries.map((entry) => `- ${escape(entry)}`).join("\n")}`];
  return [
    ...list(
      "Without a total: a price is missing",
      comparison.missingPrices.map(({ option, message }) => `${option}: ${message}`),
    ),
    ...list("Mind", comparison.warnings),
    ...list(
      "Choices of this scenario",
      switches.map(({ name, value, explanation }) => `${name} (${value}): ${explanation}`),
    ),
    ...list(
      "Figures worked back from their result",
      reconstructions.map(({ figure, inputs, confidence, why }) => `${figure}, ${confidence}: ${inputs}. ${why}`),
    ),
    ...list(
      "Prices not confirmed",
      unconfirmedPrices(comparison.options).map(
        ({ price, options }) => `${price.key}, ${price.region}: ${price.confidence}; used by ${options.join(", ")}`,
      ),
    ),
    ...list(
      "Not included",
      comparison.options.map(({ title, exclusions }) => `${title}: ${exclusions.join("; ")}`),
    ),
  ];
}

function lines(option: Option, money: Money): string {
  const row = (line: EvaluatedLine) => [
    escape(line.service),
    escape(line.resource),
    escape(line.region),
    plain(line.quantityValue),
    escape(line.unit),
    unitPrice(money.exact(line.effectiveUnitPriceUsd)),
    money.text(line.amountUsd),
    escape([...new Set(Object.values(line.prices).map(({ priceDate }) => priceDate))].join(", ")),
  ];
  const columns = [
    ["Service", false],
    ["Resource", false],
    ["Region", false],
    ["Quantity", true],
    ["Unit", false],
    ["for one", true],
    [`${money.currency} a month`, true],
    ["Price of", false],
  ] as const;
  const total = ["**Total**", "", "", "", "", "", `**${money.text(option.monthlyUsd)}**`, ""];
  return table(columns, [...option.lines.map(row), total]);
}

function assumptions({ comparison }: Report): string {
  return table(
    [
      ["Parameter", false],
      ["What it is", false],
      ["Value", true],
      ["Unit", false],
      ["Comes from", false],
    ],
    comparison.parameters.map(({ path, label, value, unit, origin }) => [
      `\`${path}\``,
      escape(label),
      escape(parameterValue(value)),
      escape(unit),
      escape(origin.detail === undefined ? origin.kind : `${origin.kind}: ${origin.detail}`),
    ]),
  );
}
