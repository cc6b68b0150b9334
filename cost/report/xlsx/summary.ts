import { decimal, decimalText } from "../../formula";
import { Money } from "../money";
import { reportFacts, titleOf, unconfirmedPrices, type Report } from "../report";
import type { LinesSheet } from "./lines";
import { header, text, wrapped, type References } from "./references";
import { reference, type Cell, type Sheet } from "./workbook";

const name = "Summary";

/** Totals that follow the lines, and what to know about them. */
export function summarySheet(report: Report, lines: LinesSheet, places: References): Sheet {
  const { context } = report;
  const rows: Cell[][] = [
    [{ text: "What the event stream costs", style: "title" }],
    [],
    ...reportFacts(report).map(([label, value]): Cell[] => [{ text: label, style: "soft" }, text(value)]),
  ];
  const ratePlace = reference(name, rows.length, 1);
  const foreign = context.exchangeRate !== undefined && context.currency !== "USD";
  if (foreign) {
    rows.push([{ text: "Exchange rate", style: "soft" }, { number: context.exchangeRate?.rate ?? "1" }]);
  }
  rows.push([], ...totals(report, lines, places, rows.length + 1, foreign ? ratePlace : undefined), []);
  for (const [title, entries] of notes(report)) {
    if (entries.length === 0) continue;
    rows.push([{ text: title, style: "bold" }], ...entries.map((entry) => [wrapped(""), text(entry)]), []);
  }
  return { name, widths: [32, 20, 16, 16, 18, 14, 18, 14, 16], rows };
}

function totals(
  report: Report,
  lines: LinesSheet,
  places: References,
  start: number,
  rate: string | undefined,
): Cell[][] {
  const { analysis, context } = report;
  const money = new Money(context);
  const rows = analysis.differences;
  const at = (index: number, column: number) => reference(name, start + 1 + index, column);
  const base = at(
    rows.findIndex(({ baseline }) => baseline),
    2,
  );
  const all = `${at(0, 2)}:${at(rows.length - 1, 2)}`;
  const events = places.parameter("workload.eventsPerDay");
  const hours = places.parameter("hoursPerMonth");
  return [
    header(
      [
        "Option",
        "Name in the lines",
        "USD a month",
        "USD a year",
        "Difference, USD",
        "Difference",
        "USD a million events",
        "",
        ...(rate === undefined ? [] : [`${context.currency} a month`]),
      ],
      [2, 3, 4, 5, 6, 8],
    ),
    ...rows.map((each, index): Cell[] => {
      const month = at(index, 2);
      return [
        { text: titleOf(report, each.option), style: "bold" },
        text(each.option),
        {
          formula: `SUMIF(${lines.options},${at(index, 1)},${lines.amounts})`,
          value: each.monthlyUsd,
          style: "moneyBold",
        },
        { formula: `${month}*12`, value: each.yearlyUsd, style: "money" },
        { formula: `${month}-${base}`, value: each.differenceUsd, style: "money" },
        {
          formula: `IF(${base}=0,0,${month}/${base}-1)`,
          value: decimalText(decimal(each.differencePercent ?? "0").div(100)),
          style: "percent",
        },
        events === undefined || hours === undefined
          ? { number: each.perMillionEventsUsd, style: "money" }
          : {
              formula: `${month}/(${events}*${hours}/24)*1000000`,
              value: each.perMillionEventsUsd,
              style: "money",
            },
        {
          formula: `IF(${month}=MIN(${all}),"cheapest","")${each.baseline ? '&" (baseline)"' : ""}`,
          textValue: `${each.cheapest ? "cheapest" : ""}${each.baseline ? " (baseline)" : ""}`,
        },
        ...(rate === undefined
          ? []
          : [{ formula: `${month}*${rate}`, value: money.exact(each.monthlyUsd), style: "money" } as const]),
      ];
    }),
  ];
}

function notes({ comparison, switches = [], reconstructions = [] }: Report): [title: string, entries: string[]][] {
  return [
    [
      "Without a total: a price is missing",
      comparison.missingPrices.map(({ option, message }) => `${option}: ${message}`),
    ],
    ["Mind", [...comparison.warnings]],
    ["Choices of this scenario", switches.map((each) => `${each.name} (${each.value}): ${each.explanation}`)],
    [
      "Figures worked back from their result",
      reconstructions.map((each) => `${each.figure}, ${each.confidence}: ${each.inputs}. ${each.why}`),
    ],
    [
      "Prices not confirmed",
      unconfirmedPrices(comparison.options).map(
        ({ price, options }) => `${price.key}, ${price.region}: ${price.confidence}; used by ${options.join(", ")}`,
      ),
    ],
    ["Not included", comparison.options.map(({ title, exclusions }) => `${title}: ${exclusions.join("; ")}`)],
    [
      "How to use this workbook",
      [
        "Change a value on the sheet Assumptions or a price on the sheet Prices: lines and totals follow.",
        "Instance types, regions and kinds of messaging decide which lines there are: change those in the program.",
        "The sheet Analysis holds results as they were when the workbook was made; they do not follow.",
      ],
    ],
  ];
}
