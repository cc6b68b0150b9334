import type { Enricher } from "./enrichment";
import { readEvent, type DiscardReason } from "./event";
import { enrichmentAllowance, type SizeLimits } from "./limits";
import type { FetchedRecord } from "./record-decoder";
import { appendHeaders, appendWithin, recordBytes, type PlainRecord, type RecordBatchBuilder } from "./record-encoder";
import { spliceMember } from "./splice";
import type { TopicWrite } from "./topic-writer";

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

/** Bytes that enrichment adds to an event, about; only how much is reserved at first depends on it. */
const expectedEnrichmentBytes = 400;

/** Enriches the messages of one partition, in order. Placeholders of left-out records are passed over. */
export function enrichChunk(messages: readonly FetchedRecord[], options: EnrichOptions): EnrichedChunk {
  const { enricher, limits } = options;
  const ready: RecordBatchBuilder[] = [];
  const dead: RecordBatchBuilder[] = [];
  const discarded: Discarded[] = [];
  let enriched = 0;
  let waiting = messages.reduce((sum, { valueLength }) => sum + valueLength + expectedEnrichmentBytes, 0);
  for (const message of messages) {
    if (message.placeholder) continue;
    const { key, value, timestamp, rawHeaders } = message;
    const read = readEvent(value, limits.maxEventBytes);
    if (read.valid && value !== null) {
      const json = enricher.enrichmentJson(read.event, options.processedAt);
      const { head, tail } = spliceMember(value, "enrichment", json);
      const record = { key, value: head, valueTail: tail, timestamp, rawHeaders };
      if (recordBytes(record) + enrichmentAllowance / 2 < limits.maxBatchBytes) {
        appendWithin(ready, record, limits.maxBatchBytes, waiting);
        waiting -= value.length + expectedEnrichmentBytes;
        enriched++;
        continue;
      }
    }
    const reason = read.valid ? "too_large" : read.reason;
    discarded.push({ reason, offset: message.offset, size: value?.length ?? 0 });
    if (options.deadLetterTopic !== undefined)
      appendWithin(dead, deadLetter(message, reason, options), limits.maxBatchBytes, 0);
  }
  return {
    writes: [
      ...ready.map((batch) => ({ topic: options.outputTopic, batch })),
      ...dead.map((batch) => ({ topic: options.deadLetterTopic as string, batch })),
    ],
    enriched,
    discarded,
  };
}

/** The message as it came, with where it came from and why it is here; without its content if that cannot be written. */
function deadLetter(message: FetchedRecord, reason: DiscardReason, options: EnrichOptions): PlainRecord {
  const { key, value, timestamp, rawHeaders } = message;
  const own = {
    "acm-discard-reason": reason,
    "acm-source": `${options.topic}/${options.partition}/${message.offset}`,
    "acm-source-bytes": String(value?.length ?? 0),
  };
  const record = { key, value, timestamp, rawHeaders: appendHeaders(rawHeaders, own) };
  if (recordBytes(record) + enrichmentAllowance / 2 < options.limits.maxBatchBytes) return record;
  return { key: null, value: null, timestamp, rawHeaders: appendHeaders(undefined, own) };
}
