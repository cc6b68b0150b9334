/** What was read from the output topic, compared with what was sent. */
export interface TallyResult {
  /** Events that had to be there: the valid ones that were sent. */
  expected: number;
  /** Different events of the run that were found at least once. */
  enriched: number;
  lost: number;
  /** Surplus copies: an event found three times counts two. Copies that the input has as well do not count. */
  writtenTwice: number;
  /** Events of other runs, or without an id of this form. */
  foreign: number;
  /** Events that follow a later one of the same key: order that Kafka promises was broken. */
  outOfOrderByKey: number;
  /** The same by partition: holds as well while input and output topic have equally many partitions. */
  outOfOrderByPartition: number;
  /** Events read, all kinds. */
  read: number;
  /** What the input topic itself holds; order and copies above are relative to it. */
  input: {
    /** Events read, all kinds: those of the run, valid or not, and others. */
    read: number;
    /** Different valid events of the run. */
    events: number;
    /** Surplus copies, written by the load. */
    twice: number;
    /** Events behind a later one of the same partition: the load's order, not the processor's. */
    outOfOrder: number;
  };
  /** Up to ten ids each, to look for in logs. */
  examples: { lost: string[]; writtenTwice: string[] };
}

const exampleCount = 10;

/** Counts events by their id `<run id>-<sequence>`, sequence from 0 to expected - 1. */
export class Tally {
  private readonly counts: Uint8Array;
  private readonly inputCounts: Uint8Array;
  /** Position of each event in its input partition; its sequence while the input is not known. */
  private readonly ranks: Int32Array;
  private readonly inputPositions = new Map<number, number>();
  private readonly lastInput = new Map<number, number>();
  private readonly lastByKey = new Map<string, number>();
  private readonly lastByPartition = new Map<number, number>();
  private foreign = 0;
  private read = 0;
  private outOfOrderByKey = 0;
  private outOfOrderByPartition = 0;
  private inputOutOfOrder = 0;
  private inputRead = 0;

  constructor(
    private readonly runId: string,
    private readonly expected: number,
  ) {
    this.counts = new Uint8Array(expected);
    this.inputCounts = new Uint8Array(expected);
    this.ranks = Int32Array.from({ length: expected }, (_, sequence) => sequence);
  }

  /** An event of the input topic, in the order of its partition. All of them come before the first {@link add}. */
  addInput(partition: number, value: Buffer | null): void {
    this.inputRead++;
    const sequence = this.sequenceOf(value);
    if (sequence === undefined) return;
    const count = this.inputCounts[sequence] as number;
    if (count === 0) {
      const position = this.inputPositions.get(partition) ?? 0;
      this.ranks[sequence] = position;
      this.inputPositions.set(partition, position + 1);
      if (isBehind(this.lastInput, partition, sequence)) this.inputOutOfOrder++;
    }
    if (count < 255) this.inputCounts[sequence] = count + 1;
  }

  /** An event of the output topic. @param value the event as it was written */
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
      const rank = this.ranks[sequence] as number;
      if (isBehind(this.lastByKey, key, rank)) this.outOfOrderByKey++;
      if (isBehind(this.lastByPartition, partition, rank)) this.outOfOrderByPartition++;
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
    const input: TallyResult["input"] = { read: this.inputRead, events: 0, twice: 0, outOfOrder: this.inputOutOfOrder };
    let enriched = 0;
    let writtenTwice = 0;
    this.counts.forEach((count, sequence) => {
      const inputCount = this.inputCounts[sequence] as number;
      if (inputCount > 0) input.events++;
      if (inputCount > 1) input.twice += inputCount - 1;
      if (count > 0) enriched++;
      const surplus = Math.max(0, count - Math.max(1, inputCount));
      writtenTwice += surplus;
      const list = count === 0 ? examples.lost : surplus > 0 ? examples.writtenTwice : undefined;
      if (list !== undefined && list.length < exampleCount) list.push(`${this.runId}-${sequence}`);
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
      input,
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
