import { errorType } from "./kafka-errors";

/** What a partition's exactly-once processing needs of Kafka; see partition-ledger.ts for the real one. */
export interface PartitionLedger<Write> {
  /**
   * Ends every earlier holder of this partition: bumps the epoch of its transactional id, so that nothing the earlier
   * holder still sends is accepted, and waits until its last transaction is committed or aborted.
   */
  fence(): Promise<void>;
  /** The group's committed offset, no transaction pending on it; undefined when none was ever committed. */
  committedOffset(): Promise<number | undefined>;
  /** Writes and the offset to resume from, all or nothing. When it rejects, the outcome is unknown. */
  commit(writes: readonly Write[], nextOffset: number): Promise<void>;
}

/** What to do with a fetched batch. */
export type BatchStart = { action: "process"; from: number } | { action: "seek"; to: number };

/**
 * Where to start in a batch that was fetched from `fetchedOffset`, when `resume` is the offset to go on from.
 * Events before `resume` are done: the batch may be older than the predecessor's last commit. A batch that begins after
 * it would lose what lies between.
 * @param resume undefined: nothing was ever committed, so the group begins where the consumer does
 */
export function startOf(fetchedOffset: number, resume: number | undefined): BatchStart {
  if (resume === undefined) return { action: "process", from: fetchedOffset };
  return fetchedOffset > resume ? { action: "seek", to: resume } : { action: "process", from: resume };
}

/**
 * The exactly-once rules of one partition, in one generation of the consumer group:
 * 1. Fence, then read the committed offset, then process from there, in this order.
 * 2. Each commit goes on exactly where the last one ended.
 * 3. After any failure the outcome is unknown, so everything is forgotten and rule 1 begins anew.
 * Thrown away at every rebalance, even for partitions that stay.
 */
export class PartitionSession<Write> {
  /** Offset that the next commit begins with; undefined while rule 1 has not run. */
  private position: { next: number | undefined } | undefined;

  constructor(private readonly ledger: PartitionLedger<Write>) {}

  /** Whether the partition is held: fenced, and its position known. */
  get held(): boolean {
    return this.position !== undefined;
  }

  /**
   * Decides what to do with a batch.
   * @param fetchedOffset the offset that the batch was asked from
   */
  async begin(fetchedOffset: number): Promise<BatchStart> {
    if (this.position === undefined) {
      await this.ledger.fence();
      this.position = { next: await this.ledger.committedOffset() };
    }
    const { next } = this.position;
    const start = startOf(fetchedOffset, next);
    if (start.action === "process") return start;
    // The consumer is ahead. Either it has to go back, or the group's offset was reset after data had been deleted by
    // retention: the broker knows which.
    const committed = await this.ledger.committedOffset();
    if (committed !== next) this.position = { next: committed };
    return startOf(fetchedOffset, committed);
  }

  /**
   * Commits what was made of the events in [from, nextOffset).
   * @throws the broker's error; the session then begins anew
   */
  async commit(from: number, writes: readonly Write[], nextOffset: number): Promise<void> {
    const position = this.position;
    if (position === undefined) throw new Error("commit without a held partition");
    if (position.next !== undefined && position.next !== from)
      throw new Error(`commit from ${from}, but ${position.next} is next`);
    this.position = undefined;
    await this.ledger.commit(writes, nextOffset);
    this.position = { next: nextOffset };
  }
}

/** Whether an error says that another holder has taken the partition over (or the transaction timed out). */
export function isFenced(error: unknown): boolean {
  return ["INVALID_PRODUCER_EPOCH", "PRODUCER_FENCED", "INVALID_PRODUCER_ID_MAPPING"].includes(errorType(error));
}
