import type { KafkaMessage } from "kafkajs";
import { recordBytes, splitBySize } from "./batches";
import type { Enricher } from "./enrichment";
import { readEvent, type DiscardReason } from "./event";
import type { OutgoingRecord } from "./kafkajs-internals";
import type { TopicWrite } from "./topic-writer";
import { enrichmentAllowance } from "./settings";
import { spliceMember } from "./splice";

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
  offset: string;
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

/** Enriches the messages of one partition, in order. */
export function enrichChunk(messages: readonly KafkaMessage[], options: EnrichOptions): EnrichedChunk {
  const { enricher, limits } = options;
  const ready: SizedRecord[] = [];
  const dead: SizedRecord[] = [];
  const discarded: Discarded[] = [];
  for (const message of messages) {
    const read = readEvent(message.value, limits.maxEventBytes);
    if (read.valid && message.value !== null) {
      const value = spliceMember(message.value, "enrichment", enricher.enrichmentJson(read.event, options.processedAt));
      const record = outgoing(message, value);
      if (recordBytes(record) < limits.maxBatchBytes) {
        ready.push(record);
        continue;
      }
    }
    const reason = read.valid ? "too_large" : read.reason;
    discarded.push({ reason, offset: message.offset, size: message.value?.length ?? 0 });
    if (options.deadLetterTopic !== undefined) dead.push(deadLetter(message, reason, options));
  }
  return {
    writes: [
      ...splitBySize(ready, limits.maxBatchBytes).map((records) => ({ topic: options.outputTopic, records })),
      ...splitBySize(dead, limits.maxBatchBytes).map((records) => ({ topic: options.deadLetterTopic ?? "", records })),
    ],
    enriched: ready.length,
    discarded,
  };
}

interface SizedRecord extends OutgoingRecord {
  headerBytes: number;
}

function outgoing(message: KafkaMessage, value: Buffer | null): SizedRecord {
  const headers = message.headers ?? {};
  return { key: message.key, value, headers, timestamp: message.timestamp, headerBytes: headerBytes(headers) };
}

/** The message as it came, with where it came from and why it is here; without its value if that cannot be written. */
function deadLetter(message: KafkaMessage, reason: DiscardReason, options: EnrichOptions): SizedRecord {
  const headers = {
    ...message.headers,
    "acm-discard-reason": reason,
    "acm-source": `${options.topic}/${options.partition}/${message.offset}`,
    "acm-source-bytes": String(message.value?.length ?? 0),
  };
  const record = outgoing({ ...message, headers } as KafkaMessage, message.value);
  if (recordBytes(record) < options.limits.maxBatchBytes) return record;
  const own = Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith("acm-")));
  return outgoing({ ...message, headers: own, key: null } as unknown as KafkaMessage, null);
}

function headerBytes(headers: OutgoingRecord["headers"]): number {
  let bytes = 0;
  for (const name in headers) {
    const values = headers[name];
    for (const value of Array.isArray(values) ? values : [values ?? ""])
      bytes += 10 + Buffer.byteLength(name) + Buffer.byteLength(value);
  }
  return bytes;
}
