import { Metrics } from "../../processor/metrics";

/** Metrics of programs that are not ours, by who exports them. */
const foreignMetrics = {
  /** README of danielqsj/kafka_exporter v1.9.0, "Metrics". */
  "kafka-exporter": [
    "kafka_brokers",
    "kafka_broker_info",
    "kafka_topic_partitions",
    "kafka_topic_partition_current_offset",
    "kafka_topic_partition_oldest_offset",
    "kafka_topic_partition_in_sync_replica",
    "kafka_topic_partition_leader",
    "kafka_topic_partition_leader_is_preferred",
    "kafka_topic_partition_replicas",
    "kafka_topic_partition_under_replicated_partition",
    "kafka_consumergroup_current_offset",
    "kafka_consumergroup_current_offset_sum",
    "kafka_consumergroup_lag",
    "kafka_consumergroup_lag_sum",
    "kafka_consumergroup_members",
  ],
  /** Written by Prometheus itself for every target (documentation, "Automatically generated labels and time series"). */
  prometheus: ["up"],
} as const;

/** Names that the processor's own registry serves. */
async function processorMetrics(): Promise<string[]> {
  const { registry } = new Metrics({ input: "raw-events", output: "ready-events" });
  const served = (await registry.getMetricsAsJSON()) as unknown as { name: string; type: string }[];
  return served.flatMap(({ name, type }) =>
    type === "histogram" ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
  );
}

/** Every metric that an expression may name, apart from recorded ones. */
export async function exportedMetrics(): Promise<Set<string>> {
  return new Set<string>([...Object.values(foreignMetrics).flat(), ...(await processorMetrics())]);
}
