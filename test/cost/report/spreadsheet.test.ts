import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { strFromU8, unzipSync } from "fflate";
import { decimal, formula, formulaFunctions, priceValue, type FormulaValue } from "../../../cost/formula";
import type { Price } from "../../../cost/model";
import { renderReport } from "../../../cost/report";
import { spreadsheetFormula } from "../../../cost/report/xlsx/spreadsheet-formula";
import { columnName, workbook } from "../../../cost/report/xlsx/workbook";
import { exampleReport } from "../../../cost/generate";

/** Values by the names that formulas use; in the sheet each is a name of its own. */
const names = ["a", "b", "c"] as const;
const tiers = [{ upTo: "100", usd: "0.5" }, { upTo: "1000", usd: "0.25" }, { usd: "0.125" }];
const price = { tiers } as unknown as Price;
const places = {
  names: new Map(names.map((name) => [name, name])),
  tiers: new Map([
    [
      "p",
      [
        { from: "0", upTo: "100", usd: "0.5" },
        { from: "100", upTo: "1000", usd: "0.25" },
        { from: "1000", upTo: undefined, usd: "0.125" },
      ],
    ],
  ]),
};

/** What a spreadsheet makes of its formula, with its own functions and floating point. */
function calculate(text: string, values: Readonly<Record<string, number>>): number {
  const functions = {
    MIN: Math.min,
    MAX: Math.max,
    INT: Math.floor,
    ROUND: (value: number, digits: number) => Number(`${Math.round(Number(`${value}e${digits}`))}e-${digits}`),
  };
  // "a--b" is no JavaScript, but what spreadsheets take for a minus of a minus.
  const context = { ...functions, ...values };
  return Number(runInNewContext(text.replaceAll("-", " - "), context));
}

const expression = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(...names),
    fc.integer({ min: 1, max: 999 }).map((value) => String(value / 8)),
    fc.tuple(tie("any"), fc.constantFrom("+", "-", "*"), tie("any")).map(([l, sign, r]) => `${l} ${sign} ${r}`),
    fc.tuple(tie("any"), fc.constantFrom("2", "8", "(a + 1)")).map(([l, r]) => `(${l}) / ${r}`),
    tie("any").map((inner) => `-(${inner})`),
    tie("any").map((inner) => `(${inner})`),
    fc.tuple(fc.constantFrom("min", "max"), tie("any"), tie("any")).map(([name, l, r]) => `${name}(${l}, ${r})`),
    fc.tuple(fc.constantFrom("ceil", "floor"), tie("any")).map(([name, inner]) => `${name}(${inner})`),
    tie("any").map((inner) => `tiered(max(0, ${inner}), p)`),
  ),
}));

test("mathjs and the spreadsheet make the same of any formula", () => {
  const eighth = fc.integer({ min: 1, max: 4000 }).map((value) => value / 8);
  fc.assert(
    fc.property(expression.any, fc.record({ a: eighth, b: eighth, c: eighth }), (text, values) => {
      const scope = new Map<string, FormulaValue>([["p", priceValue(price)]]);
      for (const name of names) scope.set(name, decimal(String(values[name])));
      const exact = Number(formula(text).evaluate(scope).toFixed(12));
      const sheet = calculate(spreadsheetFormula(text, places), values);
      // A whole step may fall on either side of a value that floating point cannot hold.
      const tolerance = Math.abs(exact) * 1e-9 + 1e-6;
      if (/ceil|floor/.test(text) && Math.abs(sheet - exact) > tolerance) {
        const nudged = ["1.0000000001", "0.9999999999"].map((factor) => {
          const near = new Map(scope);
          for (const name of names) near.set(name, decimal(String(values[name])).times(decimal(factor)));
          return Number(formula(text).evaluate(near).toFixed(12));
        });
        expect(nudged.some((value) => Math.abs(value - sheet) <= Math.abs(value) * 1e-6 + 1e-4)).toBe(true);
        return;
      }
      expect(Math.abs(sheet - exact)).toBeLessThanOrEqual(tolerance);
    }),
    { numRuns: 300, seed: 20261125 },
  );
});

test("every function of formulas has a translation", () => {
  for (const name of Object.keys(formulaFunctions)) {
    const text = name === "tiered" ? "tiered(a, p)" : name === "min" || name === "max" ? `${name}(a, b)` : `${name}(a)`;
    expect(spreadsheetFormula(text, places)).not.toBe("");
  }
  expect(spreadsheetFormula("tiered(a, p)", places)).toBe(
    "(MAX(0,MIN(a,100)-0)*0.5+MAX(0,MIN(a,1000)-100)*0.25+MAX(0,(a)-1000)*0.125)",
  );
  expect(() => spreadsheetFormula("a + nowhere", places)).toThrow(/names nowhere/);
});

test("columns are named as spreadsheets name them", () => {
  expect([0, 25, 26, 51, 52, 701, 702].map(columnName)).toEqual(["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
});

const sheetsOf = (bytes: Uint8Array) =>
  Object.fromEntries(Object.entries(unzipSync(bytes)).map(([name, content]) => [name, strFromU8(content)]));

test("the workbook has five sheets; every amount is a formula with its value beside it", async () => {
  const report = exampleReport();
  const parts = sheetsOf((await renderReport("xlsx", report)) as Uint8Array);
  expect([...(parts["xl/workbook.xml"] ?? "").matchAll(/sheet name="([^"]+)"/g)].map(([, name]) => name)).toEqual([
    "Summary",
    "Lines",
    "Assumptions",
    "Prices",
    "Analysis",
  ]);
  const lines = parts["xl/worksheets/sheet2.xml"] ?? "";
  const count = report.comparison.options.flatMap((option) => option.lines).length;
  expect([...lines.matchAll(/<c r="J\d+" s="\d+"><f>[^<]+<\/f><v>-?[\d.e-]+<\/v><\/c>/g)]).toHaveLength(count);
  for (const [name, xml] of Object.entries(parts)) if (name.includes("sheet")) expect(xml).not.toMatch(/NaN|undefined/);
});

test("the same cells give the same bytes; text is escaped and what XML cannot hold is left out", () => {
  const make = () =>
    workbook([{ name: "A & B", widths: [10], rows: [[{ text: "<a>\u0001 & b" }]] }], "title", "2026-11-25T00:00:00Z");
  expect(make()).toEqual(make());
  expect(sheetsOf(make())["xl/worksheets/sheet1.xml"]).toContain("&lt;a&gt; &amp; b");
});
