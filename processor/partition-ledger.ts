import { setTimeout as sleep } from "node:timers/promises";
import { errorType } from "./kafka-errors";
import { transactionCoordinator, type Broker, type Cluster, type ProducerIdentity } from "./kafkajs-internals";
import type { PartitionLedger } from "./partition-session";
import { readStableOffset } from "./stable-offsets";
import { allDone, TopicWriter, type TopicWrite } from "./topic-writer";

export interface LedgerOptions {
  consumerGroup: string;
  topic: string;
  partition: number;
  transactionTimeoutMs: number;
}

/** Errors by which a coordinator says "not yet": the predecessor's transaction is being ended, or it just took over. */
const notYet = ["CONCURRENT_TRANSACTIONS", "GROUP_LOAD_IN_PROGRESS", "COORDINATOR_LOAD_IN_PROGRESS"];

/**
 * A partition's transactions: the transactional id is `<group>-<topic>-<partition>`, so whoever reads the partition next
 * fences whoever read it before. Never aborts: an aborted transaction would keep its epoch, and a write that arrives
 * late would open a transaction that nobody ends. Instead the next fence aborts it, under a higher epoch.
 */
export class KafkaPartitionLedger implements PartitionLedger<TopicWrite> {
  private readonly transactionalId: string;
  /** Coordinators of the transaction and of the group; found anew after every failure, since a fence follows each. */
  private coordinator: Broker | undefined;
  private groupCoordinator: Broker | undefined;
  private identity: ProducerIdentity | undefined;
  private readonly writer: TopicWriter;

  constructor(
    private readonly cluster: Cluster,
    private readonly options: LedgerOptions,
  ) {
    this.writer = new TopicWriter(cluster, options.partition);
    this.transactionalId = `${options.consumerGroup}-${options.topic}-${options.partition}`;
  }

  async fence(): Promise<void> {
    this.identity = undefined;
    const { transactionalId } = this;
    this.coordinator = await this.cluster.findGroupCoordinator({
      groupId: transactionalId,
      coordinatorType: transactionCoordinator,
    });
    const coordinator = this.coordinator;
    this.identity = await retryNotYet(() =>
      coordinator.initProducerId({ transactionalId, transactionTimeout: this.options.transactionTimeoutMs }),
    );
    this.writer.begin(this.identity, transactionalId);
  }

  async committedOffset(): Promise<number | undefined> {
    const { consumerGroup, topic, partition } = this.options;
    this.groupCoordinator = await this.cluster.findGroupCoordinator({ groupId: consumerGroup });
    return readStableOffset(this.groupCoordinator, consumerGroup, topic, partition);
  }

  async commit(writes: readonly TopicWrite[], nextOffset: number): Promise<void> {
    const { coordinator, groupCoordinator, identity, transactionalId } = this;
    if (coordinator === undefined || groupCoordinator === undefined || identity === undefined)
      throw new Error("commit before fence and committedOffset");
    const { consumerGroup, topic, partition } = this.options;
    const transaction = { ...identity, transactionalId };
    const topics = [...new Set(writes.map((write) => write.topic))].map((output) => ({
      topic: output,
      partitions: [this.writer.outputPartition(output)],
    }));
    // The coordinator may still be writing the markers of the transaction before: both of these wait for it.
    await allDone([
      ...(topics.length > 0 ? [retryNotYet(() => coordinator.addPartitionsToTxn({ ...transaction, topics }))] : []),
      retryNotYet(() => coordinator.addOffsetsToTxn({ ...transaction, groupId: consumerGroup })),
    ]);
    const offsets = [{ topic, partitions: [{ partition, offset: String(nextOffset) }] }];
    await allDone([
      this.writer.write(writes),
      groupCoordinator.txnOffsetCommit({ ...transaction, groupId: consumerGroup, topics: offsets }),
    ]);
    await coordinator.endTxn({ ...transaction, transactionResult: true });
  }
}

/** Repeats a request while the coordinator says "not yet", for about 10 s. */
export async function retryNotYet<T>(request: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await request();
    } catch (error) {
      if (!notYet.includes(errorType(error)) || attempt >= 200) throw error;
      await sleep(Math.min(5 * (attempt + 1), 50));
    }
  }
}
