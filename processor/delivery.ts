import { KafkaPartitionLedger } from "./partition-ledger";
import type { TopicWrite } from "./topic-writer";
import type { Cluster } from "./kafkajs-internals";
import type { PartitionLedger } from "./partition-session";
import type { ProcessorSettings } from "./settings";
import { AtLeastOnceLedger } from "./at-least-once";

/** Makes what writes and commits a partition's chunks. */
export interface PartitionWriter {
  ledger(partition: number): PartitionLedger<TopicWrite>;
}

/**
 * The writer for the delivery guarantee that the settings ask for.
 * @param commitOffset commits as a member of the group, for at-least-once
 */
export function createWriter(
  settings: ProcessorSettings,
  cluster: Cluster,
  commitOffset: (partition: number, offset: number) => Promise<void>,
): PartitionWriter {
  const { consumerGroup, topics, transactionTimeoutMs } = settings;
  const options = { consumerGroup, topic: topics.input, transactionTimeoutMs };
  switch (settings.deliveryGuarantee) {
    case "exactly-once":
      return { ledger: (partition) => new KafkaPartitionLedger(cluster, { ...options, partition }) };
    case "at-least-once":
      return { ledger: (partition) => new AtLeastOnceLedger(cluster, { ...options, partition }, commitOffset) };
  }
}
