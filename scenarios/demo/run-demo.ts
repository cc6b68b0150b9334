import type { AutoscalerSwitch } from "../experiment/autoscaler-switch";
import { runExperiment, type ExperimentRun } from "../experiment/run-experiment";
import type { LoadSettings } from "../load-job";
import type { ScenarioContext } from "../run";
import { Prometheus } from "../prometheus";
import { newRunId } from "../repository";
import { qualityAttributes } from "../quality";
import type { Requirement } from "../quality/check";
import { checkContext } from "../quality/context";
import { runChecks } from "../quality/run-checks";
import { observe } from "../requirements/observe";
import { judged } from "./requirement-results";
import { priceRun } from "./prices";
import type { DemoRecord, DemoRun } from "./record";
import { resourcesOf } from "./resources";

export interface DemoPlan {
  /** Whether REQ1 to REQ10 are checked. */
  readonly requirements: boolean;
  /** Quality attributes and alternative scenarios. */
  readonly checks: readonly Requirement[];
  /** Undefined: no experiment. */
  readonly experiment: { readonly load: LoadSettings; readonly repeat: number } | undefined;
}

/** The checks of quality whose id matches, in their groups. */
export function selectedChecks(pattern: RegExp): Requirement[] {
  return qualityAttributes
    .map((group) => ({ ...group, checks: group.checks.filter(({ id }) => pattern.test(id)) }))
    .filter(({ checks }) => checks.length > 0);
}

/** Estimate, s. Checks that share a load count it once. */
export function estimate({ checks, experiment, requirements }: DemoPlan): number {
  const shared = 180;
  const seconds = checks.flatMap((requirement) => requirement.checks.map((check) => check.seconds ?? 2));
  const short = seconds.filter((each) => each < shared).reduce((sum, each) => sum + each, 0);
  const load = seconds.some((each) => each >= shared) ? shared : 0;
  const runs =
    experiment === undefined
      ? 0
      : experiment.repeat * (experiment.load.events / 500 + 2 * (experiment.load.events / 1_200) + 150);
  return short + load + runs + (requirements ? 240 : 0);
}

/**
 * Runs checks and experiment.
 * @param keep called with the record whenever it has grown
 * @throws UserError when a part of it could not be done; what was recorded until then has been kept
 */
export async function runDemo(
  plan: DemoPlan,
  begun: DemoRecord,
  context: ScenarioContext,
  autoscaler: AutoscalerSwitch,
  keep: (record: DemoRecord) => void,
): Promise<DemoRecord> {
  let record = begun;
  const grow = (change: Partial<DemoRecord>) => {
    record = { ...record, ...change, endedAt: new Date().toISOString() };
    keep(record);
  };
  const { stack, progress } = context;
  progress.plan(estimate(plan));
  // Experiment first: removing parts for the availability checks would disturb its warm caches and its autoscaler.
  if (plan.experiment !== undefined) {
    await experiment(plan.experiment, context, autoscaler, (runs, notes) => grow({ runs, priceNotes: notes }));
  }
  const held = stack.autoscaler.kind === "keda" ? autoscaler : undefined;
  const first = plan.requirements ? judged(await observe(context, held)) : [];
  if (plan.requirements) grow({ requirements: first });
  await runChecks(plan.checks, checkContext(newRunId(), context), progress, (results) =>
    grow({ requirements: [...first, ...results] }),
  );
  grow({ state: "complete" });
  return record;
}

async function experiment(
  { load, repeat }: NonNullable<DemoPlan["experiment"]>,
  context: ScenarioContext,
  autoscaler: AutoscalerSwitch,
  grown: (runs: DemoRun[], notes: string[]) => void,
): Promise<void> {
  const prometheus = new Prometheus(context.cluster, context.stack.namespace);
  const runs: DemoRun[] = [];
  const notes = new Set<string>();
  const onRun = async (run: ExperimentRun): Promise<void> => {
    const { prices, notes: own } = priced(run);
    for (const note of own) notes.add(note);
    const resources = await resourcesOf(prometheus, run.record).catch(() => ({ cpuCores: [], memoryMib: [] }));
    runs.push({ ...run, resources, ...(prices === undefined ? {} : { prices }) });
    grown(runs, [...notes]);
  };
  await runExperiment({ load, repeat, onRun }, context, autoscaler);
}

/** A run without a price is still a run. */
function priced({ record }: ExperimentRun): { prices?: NonNullable<DemoRun["prices"]>; notes: readonly string[] } {
  try {
    return priceRun(record);
  } catch (error) {
    return {
      notes: [`Run ${record.runId} could not be priced: ${error instanceof Error ? error.message : String(error)}`],
    };
  }
}
