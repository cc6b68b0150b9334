import { shapeText } from "../kafka-jobs/load-shape";
import type { Progress } from "../local/progress";
import type { StackOutputs } from "../outputs";
import type { ClusterAccess } from "./cluster-access";
import type { LoadResult, OffsetsResult } from "./job-results";
import type { JobRequest } from "./kafka-job";
import { sendLoad, slowly, type LoadSettings } from "./load-job";
import { measuringJobs, readOffsets, verifyEvents, type MeasuringJobs } from "./measuring-jobs";
import { measure } from "./measure";
import { readAutoscaler, ReplicaRecorder, type AutoscalerState } from "./replicas";
import { runRecordVersion, type RunRecord } from "./run-record";
import { problemsOf, rounded } from "./summary";

export interface ScenarioSettings extends LoadSettings {
  readonly runId: string;
  /** Seconds that reading everything may take after the last event was sent. */
  readonly drainTimeout: number;
  /** Whether to wait until the autoscaler has gone back to its minimum. */
  readonly awaitScaleDown: boolean;
  /** Called once when the first events have been sent, to disturb what runs; must end before the output is read. */
  readonly disturb?: () => Promise<void>;
}

/** Where the run takes place, and what is only known outside of it. */
export interface ScenarioContext {
  readonly cluster: ClusterAccess;
  readonly stack: StackOutputs;
  readonly facts: Pick<RunRecord, "commit" | "cluster" | "addresses">;
  readonly progress: Progress;
}

/** Seconds within which the autoscaler has gone down after its window: two syncs and a pod's grace period. */
const scaleDownSlack = 75;

/**
 * Sends events at the times that their shape gives, watches the processor and its replicas follow, and counts every event in the output.
 * @throws UserError when a part of it cannot be started; a loss is no error but stands in `problems`
 */
export async function runScenario(settings: ScenarioSettings, context: ScenarioContext): Promise<RunRecord> {
  const { cluster, stack, progress } = context;
  const { namespace } = stack;
  const startedAt = new Date();
  const jobs = await measuringJobs(cluster, stack, settings.runId);
  const autoscaler = await readAutoscaler(cluster, namespace);

  progress.step("Offsets before the load", 5);
  // What an interrupted run has left would count as lag of this one.
  const before = await readOffsets(jobs, "before", settings.drainTimeout, waiting(progress));
  const recorder = new ReplicaRecorder(cluster, namespace);
  try {
    if (settings.awaitScaleDown && autoscaler !== undefined) await atMinimum(autoscaler, recorder, progress);
    let disturbance: Promise<void> | undefined;
    const load = await sendLoad(settings, settings.runId, context, jobs.job, () => {
      disturbance ??= settings.disturb?.();
      // Its error is thrown below, when there is somebody to catch it.
      disturbance?.catch(() => undefined);
    });
    const drained = await drain(settings, context, jobs, load, () => disturbance);
    progress.step("Reading the output back", 10);
    const verification = await verifyEvents(jobs, { before, load });
    if (settings.awaitScaleDown && autoscaler !== undefined) await atMinimum(autoscaler, recorder, progress);
    await recorder.stop();
    progress.step("Series from Prometheus", 2);
    const measured = await measure(cluster, stack, recorder.samples, load);
    progress.done();

    const drainSeconds = rounded(Math.max(0, (drained?.time ?? Date.now() / 1000) - load.end));
    const partitions = Object.values(before.endOffsets).map((byPartition) => Object.keys(byPartition).length);
    return {
      schemaVersion: runRecordVersion,
      runId: settings.runId,
      startedAt: startedAt.toISOString(),
      ...context.facts,
      versions: {
        node: process.version,
        kubernetes: cluster.version,
        kafka: stack.costParameters.kafka.version,
        images: Object.fromEntries(stack.workloads.map(({ name, image }) => [name, image])),
      },
      parameters: {
        events: settings.events,
        rate: settings.rate,
        invalidShare: settings.invalidShare,
        bytes: settings.bytes,
        shape: shapeText(settings.shape ?? { kind: "constant" }),
      },
      load,
      verification,
      lag: { ...measured.peakLag, drained: drained !== undefined, drainSeconds },
      ...(autoscaler === undefined ? {} : { autoscaler }),
      ...measured.record,
      stack,
      problems: problemsOf({
        load,
        verification,
        drained: drained !== undefined,
        equalPartitions: new Set(partitions).size === 1,
      }),
    };
  } finally {
    await recorder.stop();
  }
}

/** Shows what a Job waits for. */
function waiting(progress: Progress): Pick<JobRequest, "onProgress"> {
  return {
    onProgress: slowly(10, ({ waitingFor }) => {
      if (typeof waitingFor === "string") progress.note(`waiting for ${waitingFor}`);
    }),
  };
}

/** Undefined when it took longer than allowed. A disturbance ends before, for it may bring new work. */
async function drain(
  { drainTimeout }: ScenarioSettings,
  { progress }: ScenarioContext,
  jobs: MeasuringJobs,
  load: LoadResult,
  disturbance: () => Promise<void> | undefined,
): Promise<OffsetsResult | undefined> {
  progress.step("Processor reads what waits", Math.round(load.sent / 1100));
  await disturbance();
  try {
    return await readOffsets(jobs, "drained", drainTimeout, waiting(progress));
  } catch (error) {
    if (error instanceof Error && error.message.includes("Gave up after")) return undefined;
    throw error;
  }
}

/** Waits until the autoscaler has gone down to its minimum, at most for its window and some slack. */
async function atMinimum(
  { minReplicas, scaleDownStabilization }: AutoscalerState,
  recorder: ReplicaRecorder,
  progress: Progress,
): Promise<void> {
  const minimum = Math.max(1, minReplicas);
  const isDown = () => recorder.latest?.wanted === minimum && recorder.latest.ready === minimum;
  const deadline = Date.now() + (scaleDownStabilization + scaleDownSlack) * 1000;
  while (recorder.latest === undefined && Date.now() < deadline) await sleep(100);
  if (isDown()) return;
  progress.step(
    `Replicas go back after the stabilisation window of ${scaleDownStabilization} s`,
    scaleDownStabilization,
  );
  while (!isDown() && Date.now() < deadline) await sleep(500);
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
