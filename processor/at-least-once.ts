import type { Cluster } from "./kafkajs-internals";
import { retryNotYet, type LedgerOptions } from "./partition-ledger";
import type { PartitionLedger } from "./partition-session";
import { readStableOffset } from "./stable-offsets";
import { TopicWriter, type TopicWrite } from "./topic-writer";

/**
 * At least once: the events are written, then the offset is committed as a member of the group. A crash in between
 * writes the chunk again. Without transactions, so consumers need not wait for their end.
 */
export class AtLeastOnceLedger implements PartitionLedger<TopicWrite> {
  private readonly writer: TopicWriter;

  constructor(
    private readonly cluster: Cluster,
    private readonly options: LedgerOptions,
    /** Commits as a member of the group; the group refuses a member that it has given up. */
    private readonly commitOffset: (partition: number, offset: number) => Promise<void>,
  ) {
    this.writer = new TopicWriter(cluster, options.partition);
  }

  /** Nothing to fence: a new idempotent identity, whose writes are numbered from 0. */
  async fence(): Promise<void> {
    const { partition, topic, consumerGroup, transactionTimeoutMs } = this.options;
    // Any broker gives an identity; this one spreads them.
    const broker = await this.cluster.findGroupCoordinator({ groupId: `${consumerGroup}-${topic}-${partition}` });
    this.writer.begin(await retryNotYet(() => broker.initProducerId({ transactionTimeout: transactionTimeoutMs })));
  }

  async committedOffset(): Promise<number | undefined> {
    const { consumerGroup, topic, partition } = this.options;
    const coordinator = await this.cluster.findGroupCoordinator({ groupId: consumerGroup });
    return readStableOffset(coordinator, consumerGroup, topic, partition);
  }

  async commit(writes: readonly TopicWrite[], nextOffset: number): Promise<void> {
    await this.writer.write(writes);
    await this.commitOffset(this.options.partition, nextOffset);
  }
}
