import { decimal, evaluateLine, formula, sumOf } from "../../cost/formula";
import type { CostLine, Input, Price } from "../../cost/model";

const input = (value: string): Input => ({ path: "a.b", label: "a", value, unit: "", origin: { kind: "default" } });
const price = (...tiers: Price["tiers"][number][]): Price => ({
  key: "k",
  region: "us-east-1",
  unit: "request",
  tiers,
  priceDate: "2026-11-25",
  source: "test",
  confidence: "confirmed",
});
const line: CostLine = {
  id: "lambda.duration",
  service: "AWS Lambda",
  resource: "function",
  region: "us-east-1",
  basis: "usage",
  unit: "GB-second",
  inputs: { events: input("170000000"), hours: input("730"), ms: input("78"), memory: input("1.29") },
  prices: { p: price({ upTo: "100", usd: "2" }, { usd: "1" }) },
  where: { requests: "events * hours / 24", seconds: "requests * ms / 1000" },
  quantity: "seconds * memory",
  amount: "tiered(quantity, p)",
};

test("a line is exact: 520,289,250 GB-seconds (thesis 8.3.2), and 100 of them at the first price", () => {
  const { quantityValue, amountUsd } = evaluateLine(line);
  expect(quantityValue).toBe("520289250");
  expect(amountUsd).toBe("520289350");
});

test("a price that is tiered elsewhere may be flat: one step for everything", () => {
  expect(evaluateLine({ ...line, prices: { p: price({ usd: "2" }) } }).amountUsd).toBe("1040578500");
});

test("no float: 0.1 + 0.2 is 0.3, and a third times three is 1 to 60 digits", () => {
  expect(formula("0.1 + 0.2").evaluate(new Map()).toFixed()).toBe("0.3");
  expect(formula("1 / 3 * 3").evaluate(new Map()).toDecimalPlaces(60).toFixed()).toBe("1");
  expect(sumOf(["0.1", "0.2", "1e-20"])).toBe("0.30000000000000000001");
});

test.each([
  ["max(0, x - 400000)", "0"],
  ["ceil(x / 64) * 64", "64"],
  ["-x + 2 * (x + 1)", "3"],
  ["min(x, 5, 0.5)", "0.5"],
  ["floor(x * 1.9)", "1"],
])("%s is %s at x = 1", (text, value) => {
  expect(
    formula(text)
      .evaluate(new Map([["x", decimal("1")]]))
      .toFixed(),
  ).toBe(value);
});

test("a formula is parsed once and knows its variables", () => {
  expect(formula("a * tiered(b, c)")).toBe(formula("a * tiered(b, c)"));
  expect(formula("a * tiered(b, c)").names).toEqual(["a", "b", "c"]);
});

test("a quantity of nothing has no unit price", () => {
  const none = evaluateLine({ ...line, quantity: "0 * seconds" });
  expect([none.amountUsd, none.effectiveUnitPriceUsd]).toEqual(["0", "0"]);
});
