import type { Broker, Cluster, ProducerIdentity } from "./kafkajs-internals";
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

  /**
   * Writes in order; resolves once all in-sync replicas have acknowledged all of it. The writes are sent one behind the
   * other without waiting in between: the broker takes those of one connection in their order, and would refuse one whose
   * number is not the next.
   */
  async write(writes: readonly TopicWrite[]): Promise<void> {
    const { identity, transactionalId } = this;
    if (identity === undefined) throw new Error("write before begin");
    const targets = new Map<string, { partition: number; broker: Broker }>();
    for (const { topic } of writes) {
      if (targets.has(topic)) continue;
      const partition = this.outputPartition(topic);
      targets.set(topic, {
        partition,
        broker: await this.cluster.findBroker({ nodeId: this.leader(topic, partition) }),
      });
    }
    // From here on nothing waits, so that nothing has been sent when something is not as it should be.
    const sent = writes.map(({ topic, batch }) => {
      const { partition, broker } = targets.get(topic) as { partition: number; broker: Broker };
      const firstSequence = this.sequences.get(topic) ?? 0;
      // Sequences are 31 bits wide and wrap around.
      this.sequences.set(topic, (firstSequence + batch.count) % 2 ** 31);
      return broker.produce({
        ...identity,
        ...(transactionalId === undefined ? {} : { transactionalId }),
        acks: -1,
        timeout: writeTimeoutMs,
        topicData: [{ topic, partitions: [{ partition, firstSequence, messages: batch }] }],
      });
    });
    await allDone(sent);
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

/**
 * Waits until all have settled, then throws the first failure: nothing may still be on its way when a failure is
 * acted on.
 */
export async function allDone(requests: readonly Promise<unknown>[]): Promise<void> {
  for (const result of await Promise.allSettled(requests))
    if (result.status === "rejected") throw result.reason as Error;
}
