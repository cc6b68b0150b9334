import { enrichmentAllowance, recordBytes, splitBySize } from "./batches";
import type { Enricher } from "./enrichment";
import { readEvent, type DiscardReason } from "./event";
import type { FetchedRecord } from "./record-decoder";
import { appendHeaders } from "./record-encoder";
import { spliceMember } from "./splice";
import type { TopicWrite } from "./topic-writer";

/** Sizes that may have to shrink when a topic admits less than the settings say. */
export class SizeLimits {
  constructor(
    public maxBatchBytes: number,
    public maxEventBytes: number,
  ) {}

  /**
   * Halves the writes after the broker has refused one as too large, and with them what counts as too large an event.
   * @returns false when they cannot become any smaller
   */
  shrink(): boolean {
    if (this.maxBatchBytes < 4 * enrichmentAllowance) return false;
    this.maxBatchBytes = Math.floor(this.maxBatchBytes / 2);
    this.maxEventBytes = Math.min(this.maxEventBytes, this.maxBatchBytes - enrichmentAllowance);
    return true;
  }
}

/** An event that is not passed on; nothing of its content, which may be personal data. */
export interface Discarded {
  reason: DiscardReason;
  offset: number;
  /** Bytes of the value. */
  size: number;
}

/** What becomes of a chunk of a partition's messages. */
export interface EnrichedChunk {
  writes: TopicWrite[];
  enriched: number;
  discarded: Discarded[];
}

export interface EnrichOptions {
  enricher: Enricher;
  limits: SizeLimits;
  topic: string;
  partition: number;
  outputTopic: string;
  deadLetterTopic: string | undefined;
  /** RFC 3339. */
  processedAt: string;
}

/** A record with its headers as they are written. */
interface OutgoingRecord {
  key: Buffer | null;
  value: Buffer | null;
  valueTail?: string;
  timestamp: number;
  rawHeaders: Buffer | undefined;
}

/** Enriches the messages of one partition, in order. Placeholders of left-out records are passed over. */
export function enrichChunk(messages: readonly FetchedRecord[], options: EnrichOptions): EnrichedChunk {
  const { enricher, limits } = options;
  const ready: OutgoingRecord[] = [];
  const dead: OutgoingRecord[] = [];
  const discarded: Discarded[] = [];
  for (const message of messages) {
    if (message.placeholder) continue;
    const { key, timestamp, rawHeaders } = message;
    const read = readEvent(message.value, limits.maxEventBytes);
    if (read.valid && message.value !== null) {
      const json = enricher.enrichmentJson(read.event, options.processedAt);
      const { head, tail } = spliceMember(message.value, "enrichment", json);
      const record = { key, value: head, valueTail: tail, timestamp, rawHeaders };
      if (recordBytes(record) < limits.maxBatchBytes) {
        ready.push(record);
        continue;
      }
    }
    const reason = read.valid ? "too_large" : read.reason;
    discarded.push({ reason, offset: message.offset, size: message.value?.length ?? 0 });
    if (options.deadLetterTopic !== undefined) dead.push(deadLetter(message, reason, options));
  }
  const writes = splitBySize(ready, limits.maxBatchBytes).map((records) => ({ topic: options.outputTopic, records }));
  if (options.deadLetterTopic !== undefined)
    for (const records of splitBySize(dead, limits.maxBatchBytes))
      writes.push({ topic: options.deadLetterTopic, records });
  return { writes, enriched: ready.length, discarded };
}

/** The message as it came, with where it came from and why it is here; without its content if that cannot be written. */
function deadLetter(message: FetchedRecord, reason: DiscardReason, options: EnrichOptions): OutgoingRecord {
  const { key, value, timestamp, rawHeaders } = message;
  const own = {
    "acm-discard-reason": reason,
    "acm-source": `${options.topic}/${options.partition}/${message.offset}`,
    "acm-source-bytes": String(value?.length ?? 0),
  };
  const record = { key, value, timestamp, rawHeaders: appendHeaders(rawHeaders, own) };
  if (recordBytes(record) < options.limits.maxBatchBytes) return record;
  return { key: null, value: null, timestamp, rawHeaders: appendHeaders(undefined, own) };
}
