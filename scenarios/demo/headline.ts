/** What a demonstration comes down to: a row for each scenario. Pure. */
import { deployedOption } from "../../cost/sources/outputs";
import { median } from "../experiment/judge";
import { summarise, type ExperimentSummary } from "../experiment/table";
import type { DemoRecord, DemoRun } from "./record";
import { experimentRuns } from "./verdict";

/** Medians over the repeats of one scenario; times in seconds, money in US dollars. */
export interface ScenarioHeadline {
  readonly scenario: DemoRun["scenario"];
  readonly repeats: number;
  /** Replicas when the first event came, and most of them. */
  readonly startReplicas: number;
  readonly replicas: number;
  /** From the first event until everything was read; shortest and longest of the repeats. */
  readonly seconds: number;
  readonly secondsRange: readonly [number, number];
  readonly peak: number;
  /** From the last event until everything was read. */
  readonly drainSeconds: number;
  readonly eventsPerSecond: number | undefined;
  /** Share of what partitions and replicas allow: 1 is all of it; undefined for the scenario that is the measure. */
  readonly ofPossible: number | undefined;
  /** What partitions and replicas allow, times one replica. */
  readonly bound: number | undefined;
  readonly replicaSeconds: number;
  /** Sums. */
  readonly lost: number;
  readonly writtenTwice: number;
  /** Of the architecture that it ran on; undefined where it could not be priced. */
  readonly runUsd: number | undefined;
  readonly perMillionUsd: number | undefined;
}

/** The architecture of the cost comparison that the record's stack is one of. */
export const ownOption = (record: DemoRecord) => deployedOption(record.stack.costParameters);

export function ownPrice(record: DemoRecord, run: DemoRun) {
  return run.prices?.find(({ option }) => option === ownOption(record));
}

export function headlines(record: DemoRecord): ScenarioHeadline[] {
  const summary = summarise(experimentRuns(record));
  return ([1, 2, 3] as const).flatMap((scenario) => {
    const runs = record.runs.filter((run) => run.scenario === scenario);
    return runs.length === 0 ? [] : headline(scenario, record, runs, summary);
  });
}

function headline(
  scenario: DemoRun["scenario"],
  record: DemoRecord,
  runs: readonly DemoRun[],
  summary: ExperimentSummary,
): ScenarioHeadline {
  const judged = summary.runs.filter((run) => run.scenario === scenario);
  const middle = (values: readonly (number | undefined)[]) => median(values.filter((value) => value !== undefined));
  const judgement = (pick: (each: (typeof judged)[number]["judgement"]) => number) =>
    median(judged.map((run) => pick(run.judgement))) ?? 0;
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const times = runs.map(({ record: { load, lag } }) => load.end - load.start + lag.drainSeconds);
  const prices = runs.map((run) => ownPrice(record, run));
  const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));
  return {
    scenario,
    repeats: runs.length,
    startReplicas: median(runs.map((run) => run.startReplicas)) ?? 1,
    replicas: judgement(({ replicas }) => replicas),
    seconds: median(times) ?? 0,
    secondsRange: [Math.min(...times), Math.max(...times)],
    peak: judgement(({ peak }) => peak),
    drainSeconds: judgement(({ drainSeconds }) => drainSeconds),
    eventsPerSecond: middle(judged.map((run) => run.judgement.eventsPerSecond)),
    ofPossible: middle(judged.map(({ verdict }) => (verdict === undefined ? undefined : 1 / verdict.ratio))),
    bound: middle(judged.map(({ verdict }) => verdict?.bound)),
    replicaSeconds: judgement(({ replicaSeconds }) => replicaSeconds),
    lost: sum(judged.map((run) => run.judgement.lost)),
    writtenTwice: sum(judged.map((run) => run.judgement.writtenTwice)),
    runUsd: middle(prices.map((price) => number(price?.usd))),
    perMillionUsd: middle(prices.map((price) => number(price?.perMillionEventsUsd))),
  };
}
