/** Looks at a running stack, and disturbs it only by events of its own and by holding its autoscaler for a minute. */
import { parseStackConfiguration } from "../../config/load";
import { topicsConfigMap } from "../../components/kafka-topics";
import { topicProblems } from "../../targets/running-stack";
import type { AutoscalerSwitch } from "../experiment/autoscaler-switch";
import { loadResult, offsetsResult, verifyResult, type LoadResult, type OffsetsResult } from "../job-results";
import { runJob, type JobSettings } from "../kafka-job";
import { loadArguments } from "../load-job";
import { readReplicas, ReplicaRecorder } from "../replicas";
import { newRunId } from "../repository";
import { jobSettings, type ScenarioContext } from "../run";
import type { BacklogReading, Observations, Reading } from "./observations";
import { reading, StackReader } from "./reader";

/** The backlog: enough for replicas to be added, few enough for a minute. */
const backlogLoad = { events: 20_000, rate: 2_500, invalidShare: 0.01, bytes: 500 };

export async function observe(
  context: ScenarioContext,
  autoscaler: AutoscalerSwitch | undefined,
): Promise<Observations> {
  const { stack, progress, facts } = context;
  const reader = new StackReader(context);
  const { kafka, topics } = stack.costParameters;
  const startedAt = new Date().toISOString();
  progress.step("Pods, metrics, targets, dashboards", 15);
  const job = await jobSettings(context.cluster, stack);
  const first = await reading("kafka-jobs offsets", () => offsets(context, job, `${newRunId()}-topics`, 0));
  const partitionsOf = ({ endOffsets }: OffsetsResult) =>
    Object.fromEntries(
      Object.entries(endOffsets).map(([name, byPartition]) => [name, Object.keys(byPartition).length]),
    );
  const seen = {
    schemaVersion: 1 as const,
    startedAt,
    commit: facts.commit,
    namespace: stack.namespace,
    expected: {
      zookeeperServers: kafka.zookeeperServers,
      brokers: kafka.brokers,
      inClusterKafka: kafka.placement === "in-cluster",
      topics: Object.fromEntries(
        topics
          .filter(({ name }) => [stack.topics.raw, stack.topics.ready].includes(name))
          .map(({ name, partitions }) => [name, partitions]),
      ),
      rawTopic: stack.topics.raw,
      minReplicas: stack.autoscaler.replicas.min,
      maxReplicas: stack.autoscaler.replicas.max,
      autoscaler: stack.autoscaler.kind,
      grafana: stack.endpoints.grafana !== undefined,
    },
    pods: await reader.pods(),
    zookeeperErrors: await reader.zookeeperErrors(kafka.zookeeperServers),
    topics: first.error === undefined ? { ...first, value: partitionsOf(first.value) } : first,
    exporter: await reader.exporter(),
    prometheus: await reader.fromPrometheus(),
    targets: await reader.targets(),
    prometheusRequests: await reader.requests(),
    autoscaler: await reader.autoscaler(),
    dashboards: await reader.dashboards(),
    morePartitions: await partitionChange(context, 1),
    fewerPartitions: await partitionChange(context, -1),
  };
  const backlog = await reading(`${backlogLoad.events} events while nobody reads, then read`, () =>
    runBacklog(context, job, reader, autoscaler),
  );
  return { ...seen, backlog };
}

function offsets(
  { cluster, stack }: ScenarioContext,
  job: JobSettings,
  name: string,
  wait: number,
): Promise<OffsetsResult> {
  const args = [
    "offsets",
    "--input-topic",
    stack.topics.raw,
    "--output-topic",
    stack.topics.ready,
    "--group",
    stack.consumerGroup,
  ];
  return runJob(
    cluster,
    job,
    { name, args: wait === 0 ? args : [...args, "--wait-drained", String(wait)], timeout: wait + 90 },
    offsetsResult,
  );
}

/** What the program would say to another number of partitions, by the topics that the last deployment has left. */
function partitionChange({ cluster, stack }: ScenarioContext, change: number): Promise<Reading<readonly string[]>> {
  const { namespace, topics, costParameters } = stack;
  const partitions = (costParameters.topics.find(({ name }) => name === topics.raw)?.partitions ?? 0) + change;
  return reading(`acm:stack.topics.raw.partitions: ${partitions}`, async () => {
    const { data } = await cluster.core.readNamespacedConfigMap({ name: topicsConfigMap.name, namespace });
    const configuration = parseStackConfiguration({
      target: "onprem",
      kafka: {
        brokers: costParameters.kafka.brokers,
        replicationFactor: costParameters.kafka.replicationFactor,
        minInSyncReplicas: costParameters.kafka.minInSyncReplicas,
      },
      autoscaler: { kind: "none" },
      topics: { raw: { name: topics.raw, partitions } },
    });
    return topicProblems(configuration, data?.[topicsConfigMap.key]);
  });
}

async function runBacklog(
  context: ScenarioContext,
  job: JobSettings,
  reader: StackReader,
  autoscaler: AutoscalerSwitch | undefined,
): Promise<BacklogReading> {
  const { cluster, stack, progress } = context;
  const runId = newRunId();
  const before = await offsets(context, job, `${runId}-before`, 300);
  progress.step("Nobody reads: events wait", 60);
  let load: LoadResult;
  let exporter, prometheus;
  try {
    await autoscaler?.hold(0);
    await until(
      async () => (await readReplicas(cluster, stack.namespace)).existing === 0,
      180,
      "the processor did not stop",
    );
    const args = loadArguments(stack.topics.raw, runId, backlogLoad);
    load = await runJob(cluster, job, { name: `${runId}-load`, args, timeout: 300 }, loadResult);
    await until(async () => (await reader.lag()).value === load.sent, 60, undefined);
    [exporter, prometheus] = await Promise.all([reader.exporter(), reader.fromPrometheus()]);
  } finally {
    await autoscaler?.release();
  }
  progress.step("The autoscaler is released: replicas are added", 60);
  const released = Date.now() / 1000;
  const recorder = new ReplicaRecorder(cluster, stack.namespace);
  try {
    const drained = await reading("kafka-jobs offsets", () => offsets(context, job, `${runId}-drained`, 600));
    const drainedAt = Date.now() / 1000;
    progress.step("Reading the output back", 10);
    const verification = await reading("kafka-jobs verify", () => verify(context, job, runId, before, load));
    await until(async () => (await reader.lag()).value === 0, 60, undefined);
    const lagAfter = await reader.lag();
    progress.step("Replicas go back", 120);
    const { replicas, kind } = stack.autoscaler;
    const isDown = async () => (await readReplicas(cluster, stack.namespace)).existing <= Math.max(1, replicas.min);
    const isBack = kind !== "none" && (await until(isDown, 480, undefined));
    return {
      sent: load.sent,
      validSent: load.validSent,
      invalidSent: load.sent - load.validSent,
      exporter,
      prometheus,
      replicas: recorder.samples,
      drainSeconds: drained.error === undefined ? drainedAt - released : undefined,
      lagAfter,
      verification,
      scaleDownSeconds: isBack ? Date.now() / 1000 - drainedAt : undefined,
    };
  } finally {
    await recorder.stop();
  }
}

function verify(
  { cluster, stack }: ScenarioContext,
  job: JobSettings,
  runId: string,
  before: OffsetsResult,
  load: LoadResult,
) {
  const { raw, ready } = stack.topics;
  const from = (topic: string) => JSON.stringify(before.endOffsets[topic] ?? {});
  const args = [
    "verify",
    "--run-id",
    runId,
    "--input-topic",
    raw,
    "--input-from",
    from(raw),
    "--topic",
    ready,
    "--from",
    from(ready),
  ];
  return runJob(
    cluster,
    job,
    {
      name: `${runId}-verify`,
      args: [...args, "--expected-valid", String(load.validSent), "--timeout", "120"],
      timeout: 210,
    },
    verifyResult,
  );
}

/** Waits for something. @returns whether it came to be @throws Error when it did not and `otherwise` says what that means */
async function until(
  condition: () => Promise<boolean>,
  seconds: number,
  otherwise: string | undefined,
): Promise<boolean> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    if (await condition().catch(() => false)) return true;
    if (Date.now() > deadline) {
      if (otherwise === undefined) return false;
      throw new Error(`${otherwise} within ${seconds} s`);
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}
