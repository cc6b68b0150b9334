/** Metrics by who exports them: what an expression may name. */
export const exportedMetrics = {
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
  /** processor/metrics.ts and the default metrics of prom-client. */
  "event-stream-processor": [
    "acm_processor_events_in_total",
    "acm_processor_events_out_total",
    "acm_processor_events_discarded_total",
    "acm_processor_batch_events_bucket",
    "acm_processor_batch_events_sum",
    "acm_processor_batch_events_count",
    "acm_processor_batch_duration_seconds_bucket",
    "acm_processor_batch_duration_seconds_sum",
    "acm_processor_batch_duration_seconds_count",
    "acm_processor_assigned_partitions",
    "acm_processor_consumer_restarts_total",
    "acm_processor_rebalances_total",
    "process_resident_memory_bytes",
    "process_cpu_seconds_total",
    "nodejs_eventloop_lag_seconds",
  ],
  /** Written by Prometheus itself for every target (documentation, "Automatically generated labels and time series"). */
  prometheus: ["up"],
} as const;
