/** Events are written while nobody reads them, then read: REQ2 to REQ8 and elasticity are judged by this one reading. */
import { waitUntil } from "../../local/shell";
import type { AutoscalerSwitch } from "../experiment/autoscaler-switch";
import { eventsOfOthers, type LoadResult, type OffsetsResult } from "../job-results";
import { sendLoad, type LoadSettings } from "../load-job";
import { measuringJobs, readOffsets, verifyEvents } from "../measuring-jobs";
import { readAutoscaler, readReplicas, rescaleEvents, ReplicaRecorder } from "../replicas";
import { newRunId } from "../repository";
import type { ScenarioContext } from "../run";
import { replicaChanges } from "../summary";
import type { BacklogReading, Reading } from "./observations";
import { reading, StackReader } from "./reader";

export interface BacklogSettings extends LoadSettings {
  /** Longest waits, s. */
  readonly patience: {
    /** Until Prometheus shows what has happened. */
    readonly shown: number;
    /** Until everything was read. */
    readonly drained: number;
    /** Until the fewest replicas are left. */
    readonly back: number;
  };
}

/** Enough events for replicas to be added, few enough for a minute. */
export const defaultBacklog: BacklogSettings = {
  events: 20_000,
  rate: 2_500,
  invalidShare: 0.01,
  bytes: 500,
  patience: { shown: 60, drained: 600, back: 480 },
};

export interface BacklogContext {
  readonly context: ScenarioContext;
  /** Undefined for a fixed number of replicas: they go on reading meanwhile. */
  readonly autoscaler: AutoscalerSwitch | undefined;
}

/**
 * Takes the reading; the autoscaler is let go whatever happens.
 * @param known offsets while nothing waits; without them they are read first, once nothing waits any more
 */
export function readBacklog(
  session: BacklogContext,
  settings: BacklogSettings,
  known?: OffsetsResult,
): Promise<Reading<BacklogReading>> {
  return reading(`${settings.events} events while nobody reads, then read`, () => run(session, settings, known));
}

async function run(
  session: BacklogContext,
  settings: BacklogSettings,
  known: OffsetsResult | undefined,
): Promise<BacklogReading> {
  const { context } = session;
  const { cluster, stack, progress } = context;
  const { patience } = settings;
  const reader = new StackReader(context);
  const jobs = await measuringJobs(cluster, stack, newRunId());
  const before = known ?? (await readOffsets(jobs, "before", Math.min(300, patience.drained)));
  const waiting = await writeWhileNobodyReads(session, settings, reader, () =>
    sendLoad(settings, jobs.runId, context, jobs.job, () => undefined),
  );
  const { load } = waiting;
  progress.step("The autoscaler is let go: replicas are added", 60);
  const releasedAt = Date.now() / 1000;
  const recorder = new ReplicaRecorder(cluster, stack.namespace);
  try {
    const drained = await reading("kafka-jobs offsets", () => readOffsets(jobs, "drained", patience.drained));
    const drainedAt = drained.error === undefined ? drained.value.time : undefined;
    progress.step("Reading the output back", 10);
    const verification = await reading("kafka-jobs verify", () => verifyEvents(jobs, { before, load }));
    if (drainedAt !== undefined)
      await waitUntil(async () => (await reader.lag()).value === 0, patience.shown * 1_000, 1_000);
    const lagAfter = await reader.lag();
    const isBack =
      drainedAt !== undefined && stack.autoscaler.kind !== "none" && (await goneBack(context, patience.back));
    const scaledDownAt = Date.now() / 1000;
    await recorder.stop();
    const rescales = await rescaleEvents(cluster, stack.namespace, releasedAt).catch(() => []);
    const span = { start: releasedAt, end: drainedAt ?? scaledDownAt };
    return {
      sent: load.sent,
      validSent: load.validSent,
      invalidSent: load.sent - load.validSent,
      others: verification.error === undefined ? eventsOfOthers(verification.value, load) : 0,
      ...waiting.metrics,
      replicas: recorder.samples,
      changes: replicaChanges(recorder.samples, rescales, span),
      stabilisation: (await readAutoscaler(cluster, stack.namespace))?.scaleDownStabilization,
      drainSeconds: drainedAt === undefined ? undefined : drainedAt - releasedAt,
      lagAfter,
      verification,
      scaleDownSeconds: isBack && drainedAt !== undefined ? scaledDownAt - drainedAt : undefined,
    };
  } finally {
    await recorder.stop();
  }
}

/** The load, and what exporter and Prometheus show of it before anybody reads. */
async function writeWhileNobodyReads(
  { context, autoscaler }: BacklogContext,
  { patience }: BacklogSettings,
  reader: StackReader,
  write: () => Promise<LoadResult>,
) {
  const { cluster, stack, progress } = context;
  progress.step("Nobody reads: events wait", 60);
  try {
    await autoscaler?.hold(0);
    const isStopped = async () => (await readReplicas(cluster, stack.namespace)).existing === 0;
    const stopped = () => waitUntil(() => isStopped().catch(() => false), 180_000, 1_000);
    if (autoscaler !== undefined && !(await stopped())) {
      throw new Error("the processor did not stop within 180 s");
    }
    const load = await write();
    const isShown = async () => ((await reader.lag()).value ?? 0) >= load.sent;
    if (autoscaler !== undefined) await waitUntil(isShown, patience.shown * 1_000, 1_000);
    const [exporter, prometheus] = await Promise.all([reader.exporter(), reader.fromPrometheus()]);
    return { load, metrics: { exporter, prometheus } };
  } finally {
    await autoscaler?.release();
  }
}

/** Whether the fewest replicas are left within so many seconds. */
function goneBack({ cluster, stack, progress }: ScenarioContext, seconds: number): Promise<boolean> {
  progress.step("Replicas go back", 120);
  const fewest = Math.max(1, stack.autoscaler.replicas.min);
  const isBack = async () => (await readReplicas(cluster, stack.namespace)).existing <= fewest;
  return waitUntil(() => isBack().catch(() => false), seconds * 1_000, 1_000);
}
