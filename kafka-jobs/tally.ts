/** What was read from the output topic, compared with what was sent. */
export interface TallyResult {
  /** Events that had to be there: the valid ones that were sent. */
  expected: number;
  /** Different events of the run that were found at least once. */
  enriched: number;
  lost: number;
  /** Surplus copies: an event found three times counts two. */
  writtenTwice: number;
  /** Events of other runs, or without an id of this form. */
  foreign: number;
  /** Events that follow a later one of the same key: order that Kafka promises was broken. */
  outOfOrderByKey: number;
  /** The same by partition: holds as well while input and output topic have equally many partitions. */
  outOfOrderByPartition: number;
  /** Events read, all kinds. */
  read: number;
  /** Up to ten ids each, to look for in logs. */
  examples: { lost: string[]; writtenTwice: string[] };
}

const exampleCount = 10;

/** Counts events by their id `<run id>-<sequence>`, sequence from 0 to expected - 1. */
export class Tally {
  private readonly counts: Uint8Array;
  private readonly lastByKey = new Map<string, number>();
  private readonly lastByPartition = new Map<number, number>();
  private foreign = 0;
  private read = 0;
  private outOfOrderByKey = 0;
  private outOfOrderByPartition = 0;

  constructor(
    private readonly runId: string,
    private readonly expected: number,
  ) {
    this.counts = new Uint8Array(expected);
  }

  /** @param value the event as it was written */
  add(partition: number, key: string, value: Buffer | null): void {
    this.read++;
    const sequence = this.sequenceOf(value);
    if (sequence === undefined) {
      this.foreign++;
      return;
    }
    const count = this.counts[sequence] as number;
    // A copy is counted as such; it says nothing about the order of the events.
    if (count === 0) {
      if (isBehind(this.lastByKey, key, sequence)) this.outOfOrderByKey++;
      if (isBehind(this.lastByPartition, partition, sequence)) this.outOfOrderByPartition++;
    }
    if (count < 255) this.counts[sequence] = count + 1;
  }

  private sequenceOf(value: Buffer | null): number | undefined {
    const id = idOf(value);
    if (id === undefined || !id.startsWith(`${this.runId}-`)) return undefined;
    const text = id.slice(this.runId.length + 1);
    const sequence = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    return sequence < this.expected ? sequence : undefined;
  }

  result(): TallyResult {
    const examples: TallyResult["examples"] = { lost: [], writtenTwice: [] };
    let enriched = 0;
    let writtenTwice = 0;
    this.counts.forEach((count, sequence) => {
      if (count > 0) enriched++;
      if (count > 1) writtenTwice += count - 1;
      if (count === 1) return;
      const list = count === 0 ? examples.lost : examples.writtenTwice;
      if (list.length < exampleCount) list.push(`${this.runId}-${sequence}`);
    });
    return {
      expected: this.expected,
      enriched,
      lost: this.expected - enriched,
      writtenTwice,
      foreign: this.foreign,
      outOfOrderByKey: this.outOfOrderByKey,
      outOfOrderByPartition: this.outOfOrderByPartition,
      read: this.read,
      examples,
    };
  }
}

function isBehind<K>(last: Map<K, number>, key: K, sequence: number): boolean {
  const before = last.get(key) ?? -1;
  if (sequence > before) last.set(key, sequence);
  return sequence < before;
}

function idOf(value: Buffer | null): string | undefined {
  try {
    const event: unknown = JSON.parse(value?.toString("utf8") ?? "");
    const id = typeof event === "object" && event !== null ? (event as { id?: unknown }).id : undefined;
    return typeof id === "string" ? id : undefined;
  } catch {
    return undefined;
  }
}
