import path from "node:path";
import { compare } from "../../../cost/compare";
import { decimal } from "../../../cost/formula";
import { FilePriceBook } from "../../../cost/prices/price-book";
import { thesisOptions, thesisParameters, thesisSwitches } from "../../../cost/scenarios/thesis";
import { thesisRows } from "../../../cost/scenarios/thesis-rows";

const prices = new FilePriceBook({ directory: path.join(process.cwd(), "cost/prices/data") });
const rows = thesisRows(prices);

/** Every value recomputed apart from this program, with as many digits as are certain. */
const exact: Record<number, readonly string[]> = {
  1: ["27", "19.8", "21.6", "68.4"],
  2: ["199", "66.333"],
  3: ["63.33"],
  4: ["1101900.2678"],
  5: ["154.27894", "154.27894"],
  6: ["2.909357"],
  7: ["1.289863"],
  8: ["1.111", "0.493"],
  9: ["192000"],
  10: ["5866.6667"],
  11: ["5170833333.3333"],
  12: ["403325000"],
  13: ["520289250"],
  14: ["519889250", "5169833333.33"],
  15: ["1033.966667"],
  16: ["6931.891326"],
  17: ["7965.857993"],
  18: ["15643.754885"],
  19: ["16677.721552"],
  20: ["1344", "3008"],
  21: ["517083333.3333"],
  22: ["694960000000"],
  23: ["678671875"],
  24: ["5170.833333"],
  25: ["60.012", "119.952", "3012.66375"],
  26: ["3192.62775"],
  27: ["8363.461083"],
  28: ["1500932291.6667", "6844.25125", "12195.048583"],
  29: ["3831.5875"],
  30: ["7378.56"],
  31: ["310.104", "930.3"],
  32: ["5866.66", "17608.021552", "13125.348583", "8308.86"],
};

const places = (text: string) => text.split(".")[1]?.length ?? 0;

test("all 32 rows are there", () => {
  expect(rows.map(({ row }) => row)).toEqual(Object.keys(exact).map(Number));
});

test.each(rows.map((row) => [row.row, row.item, row] as const))("row %i, %s, is exact", (number, _, { values }) => {
  const shown = values.map((value, index) =>
    decimal(value.exact)
      .toDecimalPlaces(places(exact[number]?.[index] ?? ""), 4)
      .toFixed(),
  );
  expect(shown).toEqual(exact[number]);
});

test.each(rows.map((row) => [row.row, row.item, row] as const))(
  "row %i, %s, shows what the thesis prints, or why it does not",
  (_, __, { values, quirk }) => {
    const differing = values.filter(({ printed, exact: value }) => {
      const plain = printed.replaceAll(",", "");
      return !decimal(value).toDecimalPlaces(places(plain), 4).eq(decimal(plain));
    });
    expect(differing.length > 0).toBe(quirk !== undefined);
  },
);

test("the totals of 8.4 to the cent", () => {
  const { options, missingPrices } = compare({
    parameters: thesisParameters("thesis"),
    prices,
    scenario: "thesis",
    options: thesisOptions,
  });
  expect(missingPrices).toEqual([]);
  const totals = options.map(({ id, monthlyUsd }) => [id, decimal(monthlyUsd).toFixed(2, 4)]);
  expect(Object.fromEntries(totals)).toEqual({
    "on-premises": "5866.66",
    "virtual-machines": "8308.86",
    lambda: "17608.02",
    "step-functions": "13125.35",
  });
});

test("the smaller memory, which 8.4 does not show: 8,896.16 and 9,293.76", () => {
  const changes = { "lambda.memoryMib": 1320.96, "stepFunctions.memoryMib": 1320.96 };
  const { options } = compare({
    parameters: thesisParameters("thesis", changes),
    prices,
    options: ["lambda", "step-functions"],
  });
  expect(options.map(({ monthlyUsd }) => decimal(monthlyUsd).toFixed(2, 4))).toEqual(["8896.16", "9293.76"]);
});

test("messaging once, exact: 7,688.66, 16,987.83 and 12,505.15", () => {
  const changes = { "messaging.copies": 1, "thesis.roundMessaging": false };
  const { options } = compare({ parameters: thesisParameters("thesis", changes), prices, options: thesisOptions });
  expect(options.slice(1).map(({ monthlyUsd }) => decimal(monthlyUsd).toFixed(2, 4))).toEqual([
    "7688.66",
    "16987.83",
    "12505.15",
  ]);
});

test("without the free tier: 7,971.39 and 16,683.25 for Lambda alone; with 79 ms 8,054.80 and 16,878.35", () => {
  const lambda = (changes: Record<string, number | boolean>) => {
    const { options } = compare({ parameters: thesisParameters("thesis", changes), prices, options: ["lambda"] });
    const lines = options[0]?.lines.filter(({ service }) => service === "AWS Lambda") ?? [];
    return lines.reduce((sum, { amountUsd }) => sum.plus(decimal(amountUsd)), decimal("0")).toFixed(2, 4);
  };
  const small = { "lambda.memoryMib": 1320.96 };
  expect([lambda({ ...small, "lambda.freeTier": false }), lambda({ "lambda.freeTier": false })]).toEqual([
    "7971.39",
    "16683.25",
  ]);
  expect([lambda({ ...small, "lambda.billedMs": 79 }), lambda({ "lambda.billedMs": 79 })]).toEqual([
    "8054.80",
    "16878.35",
  ]);
  expect(lambda({ "lambda.memoryMib": 1321 })).toBe("7966.07");
});

test("Step Functions at 64 MiB of orchestration cost 5,416.09 alone", () => {
  const { options } = compare({
    parameters: thesisParameters("thesis", { "stepFunctions.memoryMib": 64 }),
    prices,
    options: ["step-functions"],
  });
  const lines = options[0]?.lines.filter(({ service }) => service === "AWS Step Functions") ?? [];
  expect(lines.reduce((sum, { amountUsd }) => sum.plus(decimal(amountUsd)), decimal("0")).toFixed(2, 4)).toBe(
    "5416.09",
  );
});

test("every switch changes a total, and the consistent variant is free of all of them", () => {
  const totals = (variant: "thesis" | "consistent", changes = {}) =>
    compare({ parameters: thesisParameters(variant, changes), prices, options: thesisOptions }).options.map(
      ({ monthlyUsd }) => monthlyUsd,
    );
  for (const { name, consistent } of thesisSwitches) {
    expect([name, totals("thesis", consistent).join()]).not.toEqual([name, totals("thesis").join()]);
  }
  expect(totals("consistent")).toEqual(
    totals("thesis", Object.assign({}, ...thesisSwitches.map((each) => each.consistent))),
  );
});
