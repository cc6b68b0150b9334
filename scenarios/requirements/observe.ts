/** Looks at a running stack, and disturbs it only by events of its own and by holding its autoscaler for a minute. */
import { parseStackConfiguration } from "../../config/load";
import { topicsConfigMap } from "../../components/kafka-topics";
import { topicProblems } from "../../targets/running-stack";
import { waitUntil } from "../../local/shell";
import type { OffsetsResult } from "../job-results";
import { sendLoad } from "../load-job";
import { measuringJobs, readOffsets, type MeasuringJobs } from "../measuring-jobs";
import { newRunId } from "../repository";
import type { ScenarioContext } from "../run";
import { defaultBacklog, readBacklog, type BacklogContext, type BacklogSettings } from "./backlog";
import type { Observations, Reading } from "./observations";
import { reading, StackReader } from "./reader";

/** Everything that REQ1 to REQ10 are judged by. @param settings of the backlog */
export async function observe(
  session: BacklogContext,
  settings: BacklogSettings = defaultBacklog,
): Promise<Observations> {
  const { context } = session;
  const { stack, progress, facts } = context;
  const reader = new StackReader(context);
  const { kafka, topics } = stack.costParameters;
  const startedAt = new Date().toISOString();
  progress.step("Pods, metrics, targets, dashboards", 15);
  const jobs = await measuringJobs(context.cluster, stack, newRunId());
  const first = await offsetsOfGroup(context, jobs, reader);
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
  // What still waits is waited for, and the offsets are read again.
  const before = first.error === undefined && first.value.totalLag === 0 ? first.value : undefined;
  return { ...seen, backlog: await readBacklog(session, settings, before) };
}

/** Longest waits for a stack that never had a load, s: the exporter looks for new topics and groups every half a minute. */
const freshness = 60;

/**
 * Topics and the group's offsets. On a stack that never had a load, the group has no lag to export and the autoscaler
 * nothing to read, and nothing of it is broken: a few events go first. What goes wrong with them, the checks will say.
 */
async function offsetsOfGroup(
  context: ScenarioContext,
  jobs: MeasuringJobs,
  reader: StackReader,
): Promise<Reading<OffsetsResult>> {
  const read = (moment: string) => reading("kafka-jobs offsets", () => readOffsets(jobs, moment, 0));
  const first = await read("topics");
  if (first.error !== undefined || Object.values(first.value.committed).every((offset) => offset >= 0)) return first;
  const load = { events: 500, rate: 500, invalidShare: 0, bytes: 500 };
  await reading("the first events", async () => {
    await sendLoad(load, `${jobs.runId}-first`, context, jobs.job, () => undefined);
    await readOffsets(jobs, "first", freshness);
    await waitUntil(async () => (await reader.lag()).value !== undefined, freshness * 1_000, 1_000);
  });
  return read("topics-again");
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
