/** The contract that every file in cost/architectures/ keeps. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { architectures } from "../../cost/architectures";
import { compare, option } from "../../cost/compare";
import { evaluateLine, formula, sumOf } from "../../cost/formula";
import { MissingPrice, optionIds, type PriceBook } from "../../cost/model";
import { parameterSet, type ParameterValues } from "../../cost/parameters";
import { FilePriceBook } from "../../cost/prices/price-book";

const prices = new FilePriceBook({ directory: path.join(process.cwd(), "cost/prices/data") });
const parameters = (values: ParameterValues = {}) => parameterSet([{ values, origin: { kind: "command line" } }]);
/** Everything that is optional is switched on, so that every line is seen. */
const everything = parameters({
  "onPremises.powerKw": 2,
  "onPremises.usdPerKwh": 0.2,
  "onPremises.spaceUsdPerMonth": 100,
  "onPremises.networkUsdPerMonth": 50,
  "onPremises.staffHoursPerMonth": 10,
  "onPremises.staffUsdPerHour": 60,
  "thesis.truncateOnPremises": true,
  "thesis.roundMessaging": true,
  "kinesis.retentionHours": 200,
  "kinesis.enhancedFanOutConsumers": 2,
  "lambda.freeTier": true,
});

test("every file is listed", () => {
  const folder = path.join(process.cwd(), "cost/architectures");
  const files = readdirSync(folder).filter((name) =>
    /export const architecture\b/.test(readFileSync(path.join(folder, name), "utf8")),
  );
  expect(architectures).toHaveLength(files.length);
  expect(new Set(architectures.map(({ id }) => id)).size).toBe(files.length);
});

describe.each(architectures.map((architecture) => [architecture.id, architecture] as const))(
  "%s",
  (_, architecture) => {
    const lines = architecture.lines(everything, prices);

    test("has lines with an id each, and a title", () => {
      expect(lines.length).toBeGreaterThan(0);
      expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length);
      expect(architecture.title).not.toBe("");
    });
    test("is pure: the same parameters and prices give the same lines", () => {
      expect(architecture.lines(everything, prices)).toEqual(lines);
    });
    test.each(lines.map((line) => [line.id, line] as const))(
      "%s names only what it has, and uses all of it",
      (_id, line) => {
        const texts = [...Object.values(line.where ?? {}), line.quantity, line.amount];
        const given = new Set([
          ...Object.keys(line.inputs),
          ...Object.keys(line.prices),
          ...Object.keys(line.where ?? {}),
          "quantity",
        ]);
        const named = new Set(texts.flatMap((text) => formula(text).names));
        for (const name of named) expect(given).toContain(name);
        for (const name of Object.keys(line.prices)) expect(named).toContain(name);
      },
    );
    test("a line's unit is that of its price", () => {
      for (const line of lines) {
        if (line.unit === "month") continue;
        for (const price of Object.values(line.prices)) expect([line.id, price.unit]).toEqual([line.id, line.unit]);
      }
    });
    test("amounts are exact decimals", () => {
      for (const line of lines) expect(evaluateLine(line).amountUsd).toMatch(/^-?\d+(\.\d+)?$/);
    });
    test("a missing price is an error that names it, and never 0", () => {
      const none: PriceBook = {
        has: () => false,
        price: (key, region) => {
          throw new MissingPrice(key, region, `There is no price for ${key} in ${region}.`);
        },
      };
      if (lines.every((line) => Object.keys(line.prices).length === 0)) return;
      expect(() => architecture.lines(everything, none)).toThrow(MissingPrice);
    });
  },
);

test("every option's lines sum to its total", () => {
  for (const { id, lines, monthlyUsd } of compare({ parameters: everything, prices }).options) {
    expect([id, sumOf(lines.map(({ amountUsd }) => amountUsd))]).toEqual([id, monthlyUsd]);
    expect(new Set(lines.map((line) => line.id)).size).toBe(lines.length);
  }
});

test("an option whose price is missing has no total and says which price it is", () => {
  const { options, missingPrices } = compare({ parameters: parameters({ region: "eu-west-1" }), prices });
  expect(options.map(({ id }) => id)).not.toContain("eks-msk");
  expect(missingPrices).toContainEqual(
    expect.objectContaining({ option: "eks-msk", region: "eu-west-1", message: expect.stringContaining("refresh") }),
  );
  const without = new Set(missingPrices.map((each) => each.option));
  expect([...options.map(({ id }) => id), ...without].sort()).toEqual([...optionIds].sort());
  // All that eks-msk lacks there, not only the first.
  expect(missingPrices.filter((each) => each.option === "eks-msk").map(({ key }) => key)).toEqual(
    expect.arrayContaining(["ecr.storage", "msk.kafka.m7g.large", "msk.storage"]),
  );
});

test("every kind of messaging can stand beneath Lambda", () => {
  for (const kind of ["kinesis-provisioned", "kinesis-on-demand", "msk-provisioned", "msk-serverless"]) {
    const { parts, monthlyUsd } = option("lambda", parameters({ "messaging.kind": kind }), prices);
    expect(parts).toEqual(["lambda", kind]);
    expect(Number(monthlyUsd)).toBeGreaterThan(1000);
  }
});

test("volumes that cannot hold the retention are a warning", () => {
  expect(compare({ parameters: parameters({ "kafka.retentionHours": 168 }), prices }).warnings).toEqual([
    expect.stringMatching(/hold 30 hours.*asks for 168/),
  ]);
});

test("nodes that cannot do the work are a warning", () => {
  const small = { "eks.nodes": 3, "eks.vcpuPerNode": 4 };
  expect(compare({ parameters: parameters(small), prices }).warnings).toEqual([
    expect.stringMatching(/^EKS's nodes have 12 vCPU; .* keeps 137 busy\. Raise eks\.nodes/),
  ]);
  expect(compare({ parameters: parameters({ ...small, "workload.eventsPerDay": 1e6 }), prices }).warnings).toEqual([]);
});
