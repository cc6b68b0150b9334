import path from "node:path";
import { estimate, estimatedServices } from "../../../cost/estimate";
import { formula, sumOf } from "../../../cost/formula";
import { ParameterError } from "../../../cost/parameters";
import { FilePriceBook } from "../../../cost/prices/price-book";

const prices = new FilePriceBook({ directory: path.join(process.cwd(), "cost/prices/data"), date: "2026-11-25" });
const file = (...services: Record<string, unknown>[]) => ({ version: 1, region: "us-east-1", services });
const lambda = { service: "lambda", requestsPerMonth: 1e6, durationMs: 100, memoryMib: 1024 };

test("services add up, each under its name, with what was given and what is a default", () => {
  const { options, parameters, missingPrices, priceDate } = estimate(
    file({ ...lambda, name: "enrichment" }, { service: "eks" }),
    prices,
  );
  expect(missingPrices).toEqual([]);
  expect(priceDate).toMatch(/^20/);
  const [option] = options;
  expect(option?.lines.map(({ id, amountUsd }) => [id, amountUsd])).toEqual([
    ["enrichment.lambda.requests", "0.2"],
    ["enrichment.lambda.duration", "1.33334"],
    ["eks-2.eks.control-plane", "73"],
  ]);
  expect(option?.monthlyUsd).toBe(sumOf(option?.lines.map(({ amountUsd }) => amountUsd) ?? []));
  expect(parameters).toContainEqual(
    expect.objectContaining({ path: "services[0].durationMs", value: "100", unit: "ms", origin: { kind: "file" } }),
  );
  expect(parameters).toContainEqual(
    expect.objectContaining({ path: "services[1].hours", value: "730", origin: { kind: "default" } }),
  );
});

test("every formula names only what its line has", () => {
  for (const [kind, { fields }] of Object.entries(estimatedServices)) {
    const given: Record<string, unknown> = { instanceType: kind === "msk" ? "kafka.m5.large" : "c5.large" };
    for (const [name, { fallback, schema }] of Object.entries(fields)) {
      if (fallback === undefined && given[name] === undefined) {
        given[name] = [1000, "provisioned", "express", "alb", "internet"].find(
          (each) => schema.safeParse(each).success,
        );
      }
    }
    if (fields["instanceType"] === undefined) delete given["instanceType"];
    const [option] = estimate(file({ service: kind, ...given }), prices).options;
    for (const line of option?.lines ?? []) {
      const known = [
        ...Object.keys(line.inputs),
        ...Object.keys(line.prices),
        ...Object.keys(line.where ?? {}),
        "quantity",
      ];
      const names = [...Object.values(line.where ?? {}), line.quantity, line.amount].flatMap(
        (each) => formula(each).names,
      );
      expect([kind, line.id, names.filter((name) => !known.includes(name))]).toEqual([kind, line.id, []]);
    }
    expect([kind, option?.lines.length ?? 0]).not.toEqual([kind, 0]);
  }
});

test("a service whose price the region lacks leaves no total, and says which price it is", () => {
  const content = { ...file({ service: "eks" }, { service: "ecr", gib: 1 }), region: "eu-west-1" };
  const { options, missingPrices } = estimate(content, prices);
  expect(options).toEqual([]);
  expect(missingPrices).toEqual([
    expect.objectContaining({
      key: "ecr.storage",
      region: "eu-west-1",
      message: expect.stringMatching(/^services\[1\]: .*prices refresh --region eu-west-1/),
    }),
  ]);
});

test.each<[string, unknown, string | RegExp]>([
  ["no object", [], /^The estimate: must be a object.*A small estimate: \{"version": 1/],
  ["another version", { ...file(lambda), version: 2 }, /^version: must be one of 1/],
  ["no region", { version: 1, services: [lambda] }, /^region: must be a string/],
  ["no service", { ...file() }, /^services: must be at least 1/],
  [
    "an unknown service",
    file({ service: "lambada" }),
    /^services\[0\]\.service: must be one of lambda, .*\(now "lambada"\)/,
  ],
  [
    "a misspelt field",
    file({ ...lambda, memoryMb: 5 }),
    /^services\[0\]\.memoryMb: is not a field of lambda; known are requestsPerMonth, /,
  ],
  ["a field that must be given", file({ service: "ecr" }), "services[0].gib: is missing: images kept (GiB)"],
  ["less than nothing", file({ service: "ecr", gib: -1 }), "services[0].gib: must be at least 0 (now -1)"],
  ["too many hours", file({ service: "eks", hours: 745 }), "services[0].hours: must be at most 744 (now 745)"],
  [
    "a part of a machine",
    file({ service: "ec2", count: 1.5, instanceType: "c5.large" }),
    /count: must be a whole number/,
  ],
  ["a kind that is none", file({ service: "ebs", gib: 1, kind: "gp4" }), /kind: must be one of "gp2", "gp3"/],
  [
    "one name for two",
    file({ ...lambda, name: "a" }, { service: "eks", name: "a" }),
    /services\[0\]\.name: "a" is given twice/,
  ],
])("%s is told", (_, content, message) => {
  expect(() => estimate(content, prices)).toThrow(ParameterError);
  expect(() => estimate(content, prices)).toThrow(message);
});

test("all problems at once", () => {
  try {
    estimate(file({ service: "ecr", gib: -1 }, { service: "x" }), prices);
    throw new Error("accepted");
  } catch (error) {
    expect((error as ParameterError).problems).toHaveLength(2);
  }
});
