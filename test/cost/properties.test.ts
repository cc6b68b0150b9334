/** What holds for every input. */
import fc from "fast-check";
import path from "node:path";
import { compare, option } from "../../cost/compare";
import { decimal, evaluateLine, formula, priceValue, sumOf } from "../../cost/formula";
import { optionIds, type OptionId, type Price, type PriceBook } from "../../cost/model";
import { parameterSet, type ParameterValues } from "../../cost/parameters";
import { FilePriceBook } from "../../cost/prices/price-book";

const prices = new FilePriceBook({ directory: path.join(process.cwd(), "cost/prices/data"), date: "2026-11-25" });
const parameters = (values: ParameterValues) => parameterSet([{ values, origin: { kind: "command line" } }]);

/** Anything that a stack or a person may say, as far as it changes what is paid. */
const values: fc.Arbitrary<ParameterValues> = fc.record({
  "workload.eventsPerDay": fc.integer({ min: 1, max: 2e9 }),
  "workload.eventBytes": fc.integer({ min: 1, max: 1_000_000 }),
  "workload.meanMs": fc.double({ min: 0.1, max: 5000, noNaN: true }),
  "kafka.retentionHours": fc.integer({ min: 1, max: 500 }),
  "kafka.brokers": fc.integer({ min: 3, max: 30 }),
  "kinesis.retentionHours": fc.integer({ min: 24, max: 400 }),
  "kinesis.enhancedFanOutConsumers": fc.integer({ min: 0, max: 3 }),
  "network.zones": fc.integer({ min: 1, max: 3 }),
  "network.rackAwareFetch": fc.boolean(),
  "lambda.freeTier": fc.boolean(),
  "lambda.eventsPerRequest": fc.integer({ min: 1, max: 500 }),
  "lambda.architecture": fc.constantFrom("arm64", "x86_64"),
  "stepFunctions.workflow": fc.constantFrom("express", "standard"),
  "messaging.kind": fc.constantFrom("kinesis-provisioned", "kinesis-on-demand", "msk-provisioned", "msk-serverless"),
  "messaging.copies": fc.integer({ min: 1, max: 3 }),
  "thesis.truncateOnPremises": fc.boolean(),
});
const runs = { numRuns: 60 };

test("lines sum to their option's total, exactly, and none is negative but a rounding", () => {
  fc.assert(
    fc.property(values, (given) => {
      const { options, missingPrices } = compare({ parameters: parameters(given), prices });
      expect(missingPrices).toEqual([]);
      for (const { lines, monthlyUsd } of options) {
        expect(sumOf(lines.map(({ amountUsd }) => amountUsd))).toBe(monthlyUsd);
        for (const line of lines) {
          if (/truncation|rounding/.test(line.id)) continue;
          expect(decimal(line.amountUsd).gte(0)).toBe(true);
        }
      }
    }),
    runs,
  );
});

test("more events never cost less", () => {
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 1e9 }), fc.constantFrom(...optionIds), (given, more, id) => {
      const total = (eventsPerDay: number) =>
        decimal(option(id, parameters({ ...given, "workload.eventsPerDay": eventsPerDay }), prices).monthlyUsd);
      const few = Number(given["workload.eventsPerDay"]);
      expect(total(few + more).gte(total(few))).toBe(true);
    }),
    runs,
  );
});

/** A book in which one key costs twice as much. */
function doubled(key: string): PriceBook {
  const twice = (price: Price): Price => ({
    ...price,
    tiers: price.tiers.map((tier) => ({ ...tier, usd: decimal(tier.usd).times(decimal("2")).toFixed() })),
  });
  return {
    has: (each, region) => prices.has(each, region),
    price: (each, region) => (each === key ? twice(prices.price(each, region)) : prices.price(each, region)),
  };
}

test("doubling a price doubles its lines and no other", () => {
  const priced = optionIds.filter((id) => id !== "on-premises");
  fc.assert(
    fc.property(values, fc.constantFrom<OptionId>(...priced), fc.nat(), (given, id, pick) => {
      const before = option(id, parameters(given), prices).lines;
      const keys = [...new Set(before.flatMap((line) => Object.values(line.prices).map(({ key }) => key)))];
      const key = keys[pick % keys.length] ?? "";
      const after = option(id, parameters(given), doubled(key)).lines;
      before.forEach((line, index) => {
        const factor = Object.values(line.prices).some((price) => price.key === key) ? "2" : "1";
        // A third times two differs from two thirds in the last of 64 digits.
        const digits = (amount: ReturnType<typeof decimal>) => amount.toSignificantDigits(60).toFixed();
        expect([line.id, digits(decimal(after[index]?.amountUsd ?? "0"))]).toEqual([
          line.id,
          digits(decimal(line.amountUsd).times(decimal(factor))),
        ]);
      });
    }),
    runs,
  );
});

test("tiers join without a jump: a unit more costs the price of the tier that it falls into", () => {
  const tiered = prices.all("us-east-1").filter((price) => price.tiers.length > 1);
  expect(tiered.length).toBeGreaterThan(2);
  const cost = (price: Price, quantity: string) =>
    formula("tiered(q, p)").evaluate(
      new Map<string, ReturnType<typeof priceValue>>([
        ["q", decimal(quantity)],
        ["p", priceValue(price)],
      ]),
    );
  for (const price of tiered) {
    for (const [index, { upTo, usd }] of price.tiers.entries()) {
      if (upTo === undefined) continue;
      const step = decimal("0.001");
      const below = decimal(upTo).minus(step).toFixed();
      const above = decimal(upTo).plus(step).toFixed();
      expect(cost(price, upTo).minus(cost(price, below)).toFixed()).toBe(step.times(decimal(usd)).toFixed());
      expect(cost(price, above).minus(cost(price, upTo)).toFixed()).toBe(
        step.times(decimal(price.tiers[index + 1]?.usd ?? "0")).toFixed(),
      );
    }
  }
});

test("10,000 evaluations of lines within 2 seconds", () => {
  const { options } = compare({ parameters: parameters({}), prices });
  const lines = options.flatMap((each) => each.lines);
  const start = process.hrtime.bigint();
  for (let index = 0; index < 10_000; index++) {
    const line = lines[index % lines.length];
    if (line !== undefined) evaluateLine(line);
  }
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  expect(seconds).toBeLessThan(2);
});
