import type { Cluster, ProducerIdentity } from "./kafkajs-internals";
import type { RecordBatchBuilder } from "./record-encoder";

/** A record batch for one topic, not larger than one write may be. */
export interface TopicWrite {
  topic: string;
  batch: RecordBatchBuilder;
}

/** The time a broker may take for a write, milliseconds. */
const writeTimeoutMs = 30_000;

/** Writes the records of one input partition under one producer identity, numbered so that no retry writes twice. */
export class TopicWriter {
  private identity: ProducerIdentity | undefined;
  private transactionalId: string | undefined;
  private readonly sequences = new Map<string, number>();

  constructor(
    private readonly cluster: Cluster,
    private readonly inputPartition: number,
  ) {}

  /** Starts to number from 0 under a new identity. */
  begin(identity: ProducerIdentity, transactionalId?: string): void {
    this.identity = identity;
    this.transactionalId = transactionalId;
    this.sequences.clear();
  }

  /** Writes in order, each acknowledged by all in-sync replicas before the next is sent. */
  async write(writes: readonly TopicWrite[]): Promise<void> {
    if (this.identity === undefined) throw new Error("write before begin");
    for (const { topic, batch } of writes) {
      const partition = this.outputPartition(topic);
      const firstSequence = this.sequences.get(topic) ?? 0;
      const broker = await this.cluster.findBroker({ nodeId: this.leader(topic, partition) });
      await broker.produce({
        ...this.identity,
        ...(this.transactionalId === undefined ? {} : { transactionalId: this.transactionalId }),
        acks: -1,
        timeout: writeTimeoutMs,
        topicData: [{ topic, partitions: [{ partition, firstSequence, messages: batch }] }],
      });
      // Sequences are 31 bits wide and wrap around.
      this.sequences.set(topic, (firstSequence + batch.count) % 2 ** 31);
    }
  }

  /** The same partition as in the input, so that order within a partition and the place of a key are kept. */
  outputPartition(topic: string): number {
    const count = this.cluster.findTopicPartitionMetadata(topic).length;
    if (count === 0) throw Object.assign(new Error(`The topic ${topic} does not exist`), { retriable: true });
    return this.inputPartition % count;
  }

  private leader(topic: string, partition: number): number {
    const found = this.cluster.findTopicPartitionMetadata(topic).find((entry) => entry.partitionId === partition);
    if (found === undefined || found.leader < 0)
      throw Object.assign(new Error(`Partition ${partition} of ${topic} has no leader`), { retriable: true });
    return found.leader;
  }
}
