import { setTimeout as sleep } from "node:timers/promises";
import { errorType } from "./kafka-errors";
import {
  transactionCoordinator,
  type Broker,
  type Cluster,
  type OutgoingRecord,
  type ProducerIdentity,
} from "./kafkajs-internals";
import type { PartitionLedger } from "./partition-session";
import { readStableOffset } from "./stable-offsets";

/** Records for one topic that fit one write. */
export interface TopicWrite {
  topic: string;
  records: OutgoingRecord[];
}

export interface LedgerOptions {
  consumerGroup: string;
  topic: string;
  partition: number;
  transactionTimeoutMs: number;
}

/** Errors by which a coordinator says "not yet": the predecessor's transaction is being ended, or it just took over. */
const notYet = ["CONCURRENT_TRANSACTIONS", "GROUP_LOAD_IN_PROGRESS", "COORDINATOR_LOAD_IN_PROGRESS"];

/** The time a broker may take for a write, milliseconds. */
const writeTimeoutMs = 30_000;

/**
 * A partition's transactions: the transactional id is `<group>-<topic>-<partition>`, so whoever reads the partition next
 * fences whoever read it before. Never aborts: an aborted transaction would keep its epoch, and a write that arrives
 * late would open a transaction that nobody ends. Instead the next fence aborts it, under a higher epoch.
 */
export class KafkaPartitionLedger implements PartitionLedger<TopicWrite> {
  private readonly transactionalId: string;
  private coordinator: Broker | undefined;
  private identity: ProducerIdentity | undefined;
  private readonly sequences = new Map<string, number>();

  constructor(
    private readonly cluster: Cluster,
    private readonly options: LedgerOptions,
  ) {
    this.transactionalId = `${options.consumerGroup}-${options.topic}-${options.partition}`;
  }

  async fence(): Promise<void> {
    this.identity = undefined;
    this.sequences.clear();
    const { transactionalId } = this;
    this.coordinator = await this.cluster.findGroupCoordinator({
      groupId: transactionalId,
      coordinatorType: transactionCoordinator,
    });
    const coordinator = this.coordinator;
    this.identity = await retryNotYet(() =>
      coordinator.initProducerId({ transactionalId, transactionTimeout: this.options.transactionTimeoutMs }),
    );
  }

  async committedOffset(): Promise<number | undefined> {
    const { consumerGroup, topic, partition } = this.options;
    const groupCoordinator = await this.cluster.findGroupCoordinator({ groupId: consumerGroup });
    return readStableOffset(groupCoordinator, consumerGroup, topic, partition);
  }

  async commit(writes: readonly TopicWrite[], nextOffset: number): Promise<void> {
    const { coordinator, identity, transactionalId } = this;
    if (coordinator === undefined || identity === undefined) throw new Error("commit before fence");
    const { consumerGroup, topic, partition } = this.options;
    const transaction = { ...identity, transactionalId };
    const topics = [...new Set(writes.map((write) => write.topic))].map((output) => ({
      topic: output,
      partitions: [this.outputPartition(output)],
    }));
    // The coordinator may still be writing the markers of the transaction before: both of these wait for it.
    if (topics.length > 0) await retryNotYet(() => coordinator.addPartitionsToTxn({ ...transaction, topics }));
    await retryNotYet(() => coordinator.addOffsetsToTxn({ ...transaction, groupId: consumerGroup }));
    const groupCoordinator = await this.cluster.findGroupCoordinator({ groupId: consumerGroup });
    const offsets = [{ topic, partitions: [{ partition, offset: String(nextOffset) }] }];
    // All settled, not the first failure: nothing of this transaction may be on its way when the next fence is sent.
    const results = await Promise.allSettled([
      this.produce(writes, identity),
      groupCoordinator.txnOffsetCommit({ ...transaction, groupId: consumerGroup, topics: offsets }),
    ]);
    for (const result of results) if (result.status === "rejected") throw result.reason;
    await coordinator.endTxn({ ...transaction, transactionResult: true });
  }

  private async produce(writes: readonly TopicWrite[], identity: ProducerIdentity): Promise<void> {
    for (const { topic, records } of writes) {
      const partition = this.outputPartition(topic);
      const firstSequence = this.sequences.get(topic) ?? 0;
      const broker = await this.cluster.findBroker({ nodeId: this.leader(topic, partition) });
      await broker.produce({
        ...identity,
        transactionalId: this.transactionalId,
        acks: -1,
        timeout: writeTimeoutMs,
        topicData: [{ topic, partitions: [{ partition, firstSequence, messages: records }] }],
      });
      // Sequences are 31 bits wide and wrap around.
      this.sequences.set(topic, (firstSequence + records.length) % 2 ** 31);
    }
  }

  /** The same partition as in the input, so that order within a partition and the place of a key are kept. */
  private outputPartition(topic: string): number {
    const count = this.cluster.findTopicPartitionMetadata(topic).length;
    if (count === 0) throw Object.assign(new Error(`The topic ${topic} does not exist`), { retriable: true });
    return this.options.partition % count;
  }

  private leader(topic: string, partition: number): number {
    const found = this.cluster.findTopicPartitionMetadata(topic).find((entry) => entry.partitionId === partition);
    if (found === undefined || found.leader < 0)
      throw Object.assign(new Error(`Partition ${partition} of ${topic} has no leader`), { retriable: true });
    return found.leader;
  }
}

/** Repeats a request while the coordinator says "not yet", for about 10 s. */
async function retryNotYet<T>(request: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await request();
    } catch (error) {
      if (!notYet.includes(errorType(error)) || attempt >= 200) throw error;
      await sleep(Math.min(5 * (attempt + 1), 50));
    }
  }
}
