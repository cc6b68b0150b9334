import { runExperiment, type ExperimentRun } from "../experiment/run-experiment";
import type { LoadSettings } from "../load-job";
import type { Session } from "../session/session";
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

/** Estimate, s. */
export function estimate({ checks, experiment, requirements }: DemoPlan): number {
  const quality = checks.flatMap((group) => group.checks.map(({ seconds = 2 }) => seconds));
  const runs =
    experiment === undefined
      ? 0
      : experiment.repeat * (experiment.load.events / 500 + 2 * (experiment.load.events / 1_200) + 150);
  return quality.reduce((sum, each) => sum + each, 0) + runs + (requirements ? 240 : 0);
}

/**
 * Runs checks and experiment.
 * @param keep called with the record whenever it has grown
 * @throws UserError when a part of it could not be done; what was recorded until then has been kept
 */
export async function runDemo(
  plan: DemoPlan,
  begun: DemoRecord,
  session: Pick<Session, "context" | "autoscaler">,
  keep: (record: DemoRecord) => void,
): Promise<DemoRecord> {
  let record = begun;
  const grow = (change: Partial<DemoRecord>) => {
    record = { ...record, ...change, endedAt: new Date().toISOString() };
    keep(record);
  };
  const { progress } = session.context;
  progress.plan(estimate(plan));
  // Experiment first: removing parts for the availability checks would disturb its warm caches and its autoscaler.
  if (plan.experiment !== undefined) {
    await experiment(plan.experiment, session, (runs, notes) => grow({ runs, priceNotes: notes }));
  }
  const seen = plan.requirements ? await observe(session) : undefined;
  const first = seen === undefined ? [] : judged(seen);
  if (seen !== undefined) grow({ requirements: first });
  await runChecks(plan.checks, checkContext(newRunId(), session, seen?.backlog), progress, (results) =>
    grow({ requirements: [...first, ...results] }),
  );
  grow({ state: "complete" });
  return record;
}

async function experiment(
  { load, repeat }: NonNullable<DemoPlan["experiment"]>,
  session: Pick<Session, "context" | "autoscaler">,
  grown: (runs: DemoRun[], notes: string[]) => void,
): Promise<void> {
  const { cluster, stack } = session.context;
  const prometheus = new Prometheus(cluster, stack.namespace);
  const runs: DemoRun[] = [];
  const notes = new Set<string>();
  const onRun = async (run: ExperimentRun): Promise<void> => {
    const { prices, notes: own } = priced(run);
    for (const note of own) notes.add(note);
    const resources = await resourcesOf(prometheus, run.record).catch(() => ({ cpuCores: [], memoryMib: [] }));
    runs.push({ ...run, resources, ...(prices === undefined ? {} : { prices }) });
    grown(runs, [...notes]);
  };
  await runExperiment({ load, repeat, onRun }, session);
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
