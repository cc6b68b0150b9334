import { analyse } from "../../cost/analysis";
import { compare } from "../../cost/compare";
import { exampleReport } from "../../cost/generate";
import type { ParameterSet } from "../../cost/model";
import { parameterSet, type ParameterValues } from "../../cost/parameters";
import { FilePriceBook } from "../../cost/prices/price-book";
import { renderReport, type Report } from "../../cost/report";
import { costReport } from "../../cost/report/json-schema";
import { priceDirectory } from "../../cost/repository";
import { recalculated, type Rows } from "./office";

jest.setTimeout(120_000);

const prices = new FilePriceBook({ directory: priceDirectory });

/** All six options at today's prices. */
function defaultReport(values: ParameterValues = {}): Report {
  const parameters = parameterSet([{ values, origin: { kind: "command line" } }]);
  const again = (changed: ParameterSet) => compare({ parameters: changed as typeof parameters, prices });
  const comparison = again(parameters);
  return {
    comparison,
    analysis: analyse({ comparison, parameters, compare: again }),
    context: {
      created: "2026-11-25T00:00:00.000Z",
      command: "npm run cost",
      currency: "EUR",
      exchangeRate: { rate: "0.92", date: "2026-11-20" },
    },
  };
}

const workbookOf = async (report: Report) => (await renderReport("xlsx", report)) as Uint8Array;
const jsonOf = async (report: Report) => costReport.parse(JSON.parse(String(await renderReport("json", report))));
const rowOf = (rows: Rows | undefined, column: number, value: string) =>
  rows?.find((row) => row[column] === value) ?? [];
const hasNumber = (cell: string | undefined) => cell !== undefined && cell !== "" && Number.isFinite(Number(cell));

/** Equal but for what floating point cannot hold. */
function expectNear(cell: string | undefined, exact: string): void {
  expect(hasNumber(cell)).toBe(true);
  expect(Math.abs(Number(cell) - Number(exact))).toBeLessThanOrEqual(Math.abs(Number(exact)) * 1e-11 + 1e-9);
}

describe.each([
  ["all options", () => defaultReport()],
  ["chapter 8 as printed", () => exampleReport("thesis")],
  ["chapter 8, consistent", () => exampleReport("consistent")],
])("%s", (_, make) => {
  test("LibreOffice calculates every line and every total that the JSON has", async () => {
    const report = make();
    const [sheets, json] = [await recalculated(await workbookOf(report)), await jsonOf(report)];
    for (const option of json.options) {
      const total = rowOf(sheets["Summary"], 1, option.id);
      expectNear(total[2], option.monthlyUsd);
      const difference = json.analysis.differences.find((each) => each.option === option.id);
      expectNear(total[3], difference?.yearlyUsd ?? "");
      expectNear(total[4], difference?.differenceUsd ?? "");
      expectNear(total[6], difference?.perMillionEventsUsd ?? "");
      if (option.monthly !== undefined) expectNear(total[8], option.monthly);
      const lines = (sheets["Lines"] ?? []).filter(([id]) => id === option.id);
      expect(lines).toHaveLength(option.lines.length);
      for (const [index, line] of option.lines.entries()) {
        expect(lines[index]?.[1]).toBe(line.id);
        expectNear(lines[index]?.[6], line.quantity);
        expectNear(lines[index]?.[9], line.amountUsd);
      }
    }
    for (const rows of Object.values(sheets)) expect(rows.flat().filter((cell) => /^#|Err:/.test(cell))).toEqual([]);
  });
});

test("a changed assumption and a changed price go through to the totals", async () => {
  const report = defaultReport();
  const workbook = await workbookOf(report);
  const row = (path: string) => report.comparison.parameters.findIndex((each) => each.path === path) + 2;
  const changes = { "workload.eventsPerDay": 340e6, "onPremises.months": 48, "lambda.memoryMib": 512 };
  const sheets = await recalculated(
    workbook,
    Object.fromEntries(Object.entries(changes).map(([path, value]) => [`Assumptions!C${row(path)}`, String(value)])),
  );
  for (const option of (await jsonOf(defaultReport(changes))).options) {
    expectNear(rowOf(sheets["Summary"], 1, option.id)[2], option.monthlyUsd);
  }
});
