/** Two demonstrations side by side as data: what the page shows and what its JSON file says. Pure. */
import { portabilityJson } from "../../../plan/portability-page";
import { comparePlans, type Portability } from "../../../plan/portability";
import { reasons, stackFileReasons } from "../../../plan/portability-reasons";
import type { CheckResult } from "../../quality/check";
import type { DeployedResource } from "../deployed";
import { headlines, ownOption, type ScenarioHeadline } from "../headline";
import { middlePrice, pricedOptions } from "../price-section";
import type { DemoRecord } from "../record";
import { verdictOf } from "../verdict";
import type { Overview } from "./overview";
import { facts, namesOf, type Fact, type Names, type Pair } from "./facts";

/** Raised when a reader of an older version would misunderstand the file. */
export const comparisonVersion = 1;

export interface ComparedCheck {
  readonly id: string;
  readonly title: string;
  /** Undefined where that demonstration has not made it. */
  readonly one: CheckResult | undefined;
  readonly other: CheckResult | undefined;
  readonly same: boolean;
}

export interface ComparedRequirement {
  readonly id: string;
  readonly title: string;
  readonly checks: readonly ComparedCheck[];
}

export interface ComparedScenario {
  readonly scenario: ScenarioHeadline["scenario"];
  readonly one: ScenarioHeadline | undefined;
  readonly other: ScenarioHeadline | undefined;
}

/** US dollars for a million events, median of the runs with scaling. */
export interface ComparedPrice {
  readonly option: string;
  readonly title: string;
  readonly one: number | undefined;
  readonly other: number | undefined;
  /** Which of both ran on it. */
  readonly ranOn: readonly ("one" | "other")[];
}

export interface DemoComparison {
  readonly pair: Pair;
  readonly names: Names;
  readonly facts: readonly Fact[];
  readonly requirements: readonly ComparedRequirement[];
  readonly scenarios: readonly ComparedScenario[];
  readonly prices: readonly ComparedPrice[];
  /** Of what was deployed; undefined when a record does not carry it. */
  readonly portability: Portability | undefined;
}

export function compareRecords(one: DemoRecord, other: DemoRecord): DemoComparison {
  const pair: Pair = [one, other];
  const names = namesOf(pair);
  return {
    pair,
    names,
    facts: facts(pair),
    requirements: comparedRequirements(pair),
    scenarios: comparedScenarios(pair),
    prices: comparedPrices(pair),
    portability: deployedDifferences(pair, names),
  };
}

function comparedRequirements(pair: Pair): ComparedRequirement[] {
  const groups = new Map(pair.flatMap(({ requirements }) => requirements.map(({ id, title }) => [id, title] as const)));
  const checksOf = (record: DemoRecord, id: string) => record.requirements.find((each) => each.id === id)?.checks ?? [];
  return [...groups].map(([id, title]) => {
    const [left, right] = [checksOf(pair[0], id), checksOf(pair[1], id)];
    const checks = new Map([...left, ...right].map((check) => [check.id, check.title]));
    return {
      id,
      title,
      checks: [...checks].map(([checkId, checkTitle]) => {
        const [one, other] = [left, right].map((own) => own.find((check) => check.id === checkId));
        return { id: checkId, title: checkTitle, one, other, same: one?.verdict === other?.verdict };
      }),
    };
  });
}

function comparedScenarios(pair: Pair): ComparedScenario[] {
  const [one, other] = [headlines(pair[0]), headlines(pair[1])];
  return ([1, 2, 3] as const)
    .map((scenario) => ({
      scenario,
      one: one.find((each) => each.scenario === scenario),
      other: other.find((each) => each.scenario === scenario),
    }))
    .filter((each) => each.one !== undefined || each.other !== undefined);
}

function comparedPrices(pair: Pair): ComparedPrice[] {
  const own = pair.map(ownOption);
  const scaled = pair.map(({ runs }) => runs.filter(({ scenario }) => scenario === 2));
  const price = (index: 0 | 1, option: string) => middlePrice(scaled[index] ?? [], option, "perMillionEventsUsd");
  return [...pricedOptions(pair.flatMap(({ runs }) => runs))].map(([option, title]) => ({
    option,
    title,
    one: price(0, option),
    other: price(1, option),
    ranOn: (["one", "other"] as const).filter((_, index) => own[index] === option),
  }));
}

function deployedDifferences([one, other]: Pair, names: Names): Portability | undefined {
  if (one.deployed === undefined || other.deployed === undefined) return undefined;
  const plan = (name: string, { deployed = [], stack }: DemoRecord) => ({
    stack: name,
    resources: deployed.map((resource) => ({ ...withoutNamespace(resource, stack.namespace), custom: true })),
  });
  return comparePlans(plan(names[0], one), plan(names[1], other), [...reasons, ...stackFileReasons]);
}

/** Every object names its namespace, and every address contains it: one fact, not a difference of each of them. */
function withoutNamespace({ type, name, inputs }: DeployedResource, namespace: string): DeployedResource {
  const keys = type.endsWith(":Namespace") ? ["namespace", "name"] : ["namespace"];
  const replaced = (value: unknown, key: string): unknown => {
    if (typeof value === "string") {
      if (keys.includes(key) && value === namespace) return "[namespace]";
      return value.replaceAll(`.${namespace}.svc`, ".[namespace].svc");
    }
    if (Array.isArray(value)) return value.map((each: unknown) => replaced(each, key));
    return typeof value === "object" && value !== null ? inObject(value) : value;
  };
  const inObject = (value: object): Record<string, unknown> =>
    Object.fromEntries(Object.entries(value).map(([key, each]) => [key, replaced(each, key)]));
  return { type, name, inputs: inObject(inputs) };
}

/** The comparison for programs; what is missing is null. */
export function comparisonJson(comparison: DemoComparison, { warnings, sentences }: Overview): string {
  const { pair, names, portability, ...rest } = comparison;
  const content = {
    schemaVersion: comparisonVersion,
    kind: "acm-demo-comparison",
    names,
    warnings,
    overview: sentences,
    demonstrations: pair.map((record) => {
      const { good, says, counts } = verdictOf(record);
      const { stackName, commit, startedAt, endedAt, command, environment, stack } = record;
      return { target: stack.target, stackName, commit, startedAt, endedAt, command, environment, good, says, counts };
    }),
    ...rest,
    portability: portability === undefined ? null : portabilityJson(portability),
  };
  const missing = (_: string, value: unknown): unknown => (value === undefined ? null : value);
  return `${JSON.stringify(content, missing, 2)}\n`;
}
