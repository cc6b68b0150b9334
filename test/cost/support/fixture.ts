/**
 * A small comparison of fixed form for tests of analysis and reports: three options of few lines, with every kind of
 * formula, tier, basis and confidence.
 */
import { decimal, evaluateLine, sumOf } from "../../../cost/formula";
import type { Comparison } from "../../../cost/compare";
import type { CostLine, Option, OptionId, ParameterSet, Price } from "../../../cost/model";
import { parameterSet, type ParameterValues } from "../../../cost/parameters";

const region = "eu-west-1";
const price = (
  key: string,
  unit: string,
  tiers: Price["tiers"],
  confidence: Price["confidence"] = "confirmed",
): Price => ({
  key,
  region,
  unit,
  tiers,
  priceDate: "2023-07-01",
  source: "a price list, for <tests>",
  confidence,
});

export const prices = {
  requests: price("lambda.requests", "request", [{ usd: "0.0000002" }]),
  duration: price("lambda.arm64", "GB-second", [
    { upTo: "7500000000", usd: "0.0000133334" },
    { upTo: "18750000000", usd: "0.0000120001" },
    { usd: "0.0000106667" },
  ]),
  machine: price("ec2.c5a.16xlarge", "hour", [{ usd: "2.752" }]),
  volume: price("ebs.gp2", "GB-month", [{ usd: "0.11" }], "reconstructed"),
  shard: price("kinesis.shard", "hour", [{ usd: "0.017" }], "unconfirmed"),
};

function onPremises(p: ParameterSet): CostLine[] {
  const inputs = {
    purchase: p.input("onPremises.purchaseUsd"),
    warranty: p.input("onPremises.warrantyFraction"),
    years: p.input("onPremises.warrantyYears"),
    months: p.input("onPremises.months"),
  };
  const common = { service: "Servers", region: "on-premises", basis: "deployed", unit: "month", prices: {} } as const;
  return [
    {
      ...common,
      id: "servers.purchase",
      resource: "purchase of the servers, spread over their months of use",
      inputs: { purchase: inputs.purchase, months: inputs.months },
      quantity: "1",
      amount: "purchase / months",
    },
    {
      ...common,
      id: "servers.warranty",
      resource: "warranty",
      inputs,
      quantity: "1",
      amount: "purchase * warranty * years / months",
      note: "Not discounted.",
    },
  ];
}

function lambda(p: ParameterSet): CostLine[] {
  const events = { perDay: p.input("workload.eventsPerDay"), hours: p.input("hoursPerMonth") };
  const common = { service: "AWS Lambda", region, basis: "usage" } as const;
  return [
    {
      ...common,
      id: "lambda.requests",
      resource: "requests",
      unit: "request",
      inputs: events,
      prices: { p: prices.requests },
      quantity: "perDay * hours / 24",
      amount: "quantity * p",
    },
    {
      ...common,
      id: "lambda.duration",
      resource: "compute, arm64",
      unit: "GB-second",
      inputs: { ...events, ms: p.input("workload.meanMs"), memory: p.input("lambda.memoryMib") },
      prices: { p: prices.duration },
      where: { seconds: "perDay * hours / 24 * ceil(ms) / 1000", gib: "max(128, memory) / 1024" },
      quantity: "seconds * gib",
      amount: "tiered(quantity, p)",
    },
  ];
}

function machines(p: ParameterSet): CostLine[] {
  const inputs = { count: p.input("virtualMachines.count"), hours: p.input("hoursPerMonth") };
  return [
    {
      id: "machines",
      service: "Amazon EC2",
      resource: "c5a.16xlarge",
      region,
      basis: "deployed",
      unit: "hour",
      inputs,
      prices: { p: { ...prices.machine, key: `ec2.${p.text("virtualMachines.instanceType")}` } },
      quantity: "count * hours",
      amount: "quantity * p",
    },
    {
      id: "volumes",
      service: "Amazon EBS",
      resource: "gp2",
      region,
      basis: "assumption",
      unit: "GB-month",
      inputs: { count: inputs.count, gib: p.input("virtualMachines.volumeGib") },
      prices: { p: prices.volume },
      quantity: "count * gib",
      amount: "quantity * p",
    },
  ];
}

function kinesis(p: ParameterSet): CostLine {
  return {
    id: "kinesis.shards",
    service: "Amazon Kinesis",
    resource: "shards",
    region,
    basis: "deployed",
    unit: "hour",
    inputs: {
      perDay: p.input("workload.eventsPerDay"),
      bytes: p.input("workload.eventBytes"),
      hours: p.input("hoursPerMonth"),
    },
    prices: { p: prices.shard },
    where: { mib: "perDay / 86400 * bytes / 1048576", shards: "ceil(mib - -0.5)" },
    quantity: "shards * hours",
    amount: "quantity * p",
  };
}

const option = (id: OptionId, title: string, parts: string[], lines: CostLine[]): Option => {
  const evaluated = lines.map(evaluateLine);
  const monthlyUsd = sumOf(evaluated.map(({ amountUsd }) => amountUsd));
  return { id, title, parts, lines: evaluated, monthlyUsd, exclusions: [`Nothing of ${title} beyond its lines.`] };
};

export function fixtureCompare(parameters: ParameterSet): Comparison {
  const p = parameters;
  return {
    options: [
      option("on-premises", "On premises", ["on-premises"], onPremises(p)),
      option("virtual-machines", "Virtual machines", ["virtual-machines", "kinesis"], [...machines(p), kinesis(p)]),
      option("lambda", "Lambda", ["lambda", "kinesis"], [...lambda(p), kinesis(p)]),
    ],
    missingPrices: [],
    scenario: "fixture",
    warnings: [],
    priceDate: "2023-07-01",
    parameters: (p as ReturnType<typeof parameterSet>).all,
  };
}

export const fixtureParameters = (values: ParameterValues = {}) =>
  parameterSet([
    {
      values: { region, "virtualMachines.instanceType": "c5a.16xlarge", ...values },
      origin: { kind: "command line", detail: "test" },
    },
  ]);

export const toCents = (value: string) => decimal(value).toFixed(2, 4);
