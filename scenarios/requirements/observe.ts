/** Looks at a running stack, and disturbs it only by events of its own and by holding its autoscaler for a minute. */
import { parseStackConfiguration } from "../../config/load";
import { topicsConfigMap } from "../../components/kafka-topics";
import { topicProblems } from "../../targets/running-stack";
import type { OffsetsResult } from "../job-results";
import { measuringJobs, readOffsets } from "../measuring-jobs";
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
  const first = await reading("kafka-jobs offsets", () => readOffsets(jobs, "topics", 0));
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
  return { ...seen, backlog: await readBacklog(session, settings) };
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
