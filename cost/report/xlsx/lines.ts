import { decimalText, lineScope } from "../../formula";
import type { EvaluatedLine } from "../../model";
import type { Report } from "../report";
import { header, text, wrapped, type References } from "./references";
import { spreadsheetFormula, type Places, type TierReferences } from "./spreadsheet-formula";
import { reference, type Cell, type Sheet } from "./workbook";

const titles = [
  "Option",
  "Line",
  "Service",
  "Resource",
  "Region",
  "Basis",
  "Quantity",
  "Unit",
  "USD for one",
  "USD a month",
  "Formula",
  "Price of",
  "Confidence",
  "Note",
];
const quantityColumn = 6;
const amountColumn = 9;
const firstStep = titles.length;
const shared: readonly number[] = [20, 24, 24, 36, 12, 11, 22, 16, 18, 16, 50, 12, 14, 40];

export interface LinesSheet {
  readonly sheet: Sheet;
  /** Ranges for SUMIF: the options' ids, and the amounts. */
  readonly options: string;
  readonly amounts: string;
}

/** Every line of every option, quantity and amount as formulas over the sheets with assumptions and prices. */
export function linesSheet({ comparison }: Report, places: References): LinesSheet {
  const lines = comparison.options.flatMap((option) => option.lines.map((line) => ({ option: option.id, line })));
  const steps = Math.max(0, ...lines.map(({ line }) => Object.keys(line.where ?? {}).length));
  const stepTitles = Array.from({ length: steps }, (_, index) => [`Step ${index + 1}`, "Value"]).flat();
  const rows = lines.map(({ option, line }, index) => [text(option), ...cells(line, index + 1, places)]);
  const last = rows.length + 1;
  return {
    sheet: {
      name: "Lines",
      widths: [...shared, ...stepTitles.map((_, index) => (index % 2 === 0 ? 30 : 20))],
      frozenRows: 1,
      filter: true,
      rows: [header([...titles, ...stepTitles], [quantityColumn, 8, amountColumn]), ...rows],
    },
    options: `Lines!$A$2:$A$${last}`,
    amounts: `Lines!$J$2:$J$${last}`,
  };
}

function cells(line: EvaluatedLine, row: number, references: References): Cell[] {
  const names = new Map<string, string>();
  const tiers = new Map<string, readonly TierReferences[]>();
  for (const [name, input] of Object.entries(line.inputs)) names.set(name, references.input(input));
  for (const [name, price] of Object.entries(line.prices)) {
    const steps = references.price(price);
    tiers.set(name, steps);
    const [first] = steps;
    if (steps.length === 1 && first !== undefined) names.set(name, first.usd);
  }
  const places: Places = { names, tiers };
  const values = lineScope(line);
  const steps = Object.entries(line.where ?? {}).flatMap(([name, expression], index): Cell[] => {
    const value = values.get(name);
    const cell: Cell = {
      formula: spreadsheetFormula(expression, places),
      value: value === undefined || "steps" in value ? "0" : decimalText(value),
      style: "quantity",
    };
    names.set(name, reference("Lines", row, firstStep + index * 2 + 1));
    return [{ text: `${name} = ${expression}`, style: "soft" }, cell];
  });
  const quantity = spreadsheetFormula(line.quantity, places);
  const quantityPlace = reference("Lines", row, quantityColumn);
  names.set("quantity", quantityPlace);
  const amountPlace = reference("Lines", row, amountColumn);
  return [
    text(line.id),
    text(line.service),
    wrapped(line.resource),
    text(line.region),
    text(line.basis),
    { formula: quantity, value: line.quantityValue, style: "quantity" },
    text(line.unit),
    {
      formula: `IF(${quantityPlace}=0,0,${amountPlace}/${quantityPlace})`,
      value: line.effectiveUnitPriceUsd,
      style: "price",
    },
    { formula: spreadsheetFormula(line.amount, places), value: line.amountUsd, style: "money" },
    wrapped(`quantity = ${line.quantity}; amount = ${line.amount}`),
    text([...new Set(Object.values(line.prices).map(({ priceDate }) => priceDate))].join(", ")),
    text([...new Set(Object.values(line.prices).map(({ confidence }) => confidence))].join(", ")),
    wrapped(line.note ?? ""),
    ...steps,
  ];
}
