/** The Jobs that measure a load, with the stack's topics and consumer group filled in: offsets and verification. */
import type { StackOutputs } from "../outputs";
import type { ClusterAccess } from "./cluster-access";
import { offsetsResult, verifyResult, type LoadResult, type OffsetsResult, type VerifyResult } from "./job-results";
import { runJob, type JobRequest, type JobSettings } from "./kafka-job";
import { processorName } from "./replicas";

/** Where the Jobs of one measurement run. */
export interface MeasuringJobs {
  readonly cluster: ClusterAccess;
  readonly stack: StackOutputs;
  readonly job: JobSettings;
  /** Names of Jobs, and ids of events, begin with it. */
  readonly runId: string;
}

/** Image, pull policy and service account are those of the running stack. @throws TypeError when its outputs name no image for Jobs */
export async function measuringJobs(
  cluster: ClusterAccess,
  stack: StackOutputs,
  runId: string,
): Promise<MeasuringJobs> {
  const { namespace, workloads } = stack;
  const image = workloads.find(({ name }) => name === "kafka-topics")?.image;
  if (image === undefined) throw new TypeError("the stack's outputs name no image of kafka-topics");
  const processor = await cluster.apps.readNamespacedStatefulSet({ namespace, name: processorName });
  const pod = processor.spec?.template.spec;
  const imagePullPolicy = pod?.containers.at(0)?.imagePullPolicy ?? "IfNotPresent";
  const job = { namespace, image, imagePullPolicy, serviceAccountName: pod?.serviceAccountName };
  return { cluster, stack, job, runId };
}

/**
 * Offsets of topics and group.
 * @param moment names the Job
 * @param wait seconds that the group may take to read everything before; 0 does not wait
 */
export function readOffsets(
  { cluster, stack, job, runId }: MeasuringJobs,
  moment: string,
  wait: number,
  more: Pick<JobRequest, "onProgress"> = {},
): Promise<OffsetsResult> {
  const { topics, consumerGroup } = stack;
  const args = ["offsets", "--input-topic", topics.raw, "--output-topic", topics.ready, "--group", consumerGroup];
  if (wait > 0) args.push("--wait-drained", String(wait));
  return runJob(cluster, job, { name: `${runId}-${moment}`, args, timeout: wait + 90, ...more }, offsetsResult);
}

/** Counts the events of a load in both topics. @param before offsets before the load */
export function verifyEvents(
  { cluster, stack, job, runId }: MeasuringJobs,
  { before, load }: { readonly before: OffsetsResult; readonly load: LoadResult },
): Promise<VerifyResult> {
  const { raw, ready } = stack.topics;
  const from = (topic: string) => JSON.stringify(before.endOffsets[topic] ?? {});
  const timeout = 300;
  const args = ["verify", "--run-id", runId, "--input-topic", raw, "--input-from", from(raw)];
  args.push("--topic", ready, "--from", from(ready), "--expected-valid", String(load.validSent));
  args.push("--timeout", String(timeout));
  return runJob(cluster, job, { name: `${runId}-verify`, args, timeout: timeout + 90 }, verifyResult);
}
