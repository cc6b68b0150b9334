import { setTimeout as sleep } from "node:timers/promises";
import type { EachBatchPayload } from "kafkajs";
import { enrichChunk, type Discarded, type EnrichOptions } from "./chunk";
import { errorMessage, errorType, isFatal } from "./kafka-errors";
import type { Logger } from "./logger";
import type { TopicWrite } from "./topic-writer";
import { isFenced, type PartitionSession } from "./partition-session";
import type { FetchedRecord } from "./record-decoder";
import type { ServiceSlots } from "./service-slots";

/** Thrown out of a batch to make kafkajs join the group again: it looks at the type only. */
export class RejoinError extends Error {
  readonly type = "REBALANCE_IN_PROGRESS";
}

/** What a batch is processed with. */
export interface PartitionContext {
  session: PartitionSession<TopicWrite>;
  slots: ServiceSlots;
  enrich: Omit<EnrichOptions, "processedAt" | "topic" | "partition">;
  /** Emulated work of one chunk in milliseconds of the replica, see settings. */
  chunkMs: number;
  logger: Logger;
  /** Throws when this member has to stop working on its batch: the group rebalances, or a stop was asked for. */
  checkpoint: (payload: EachBatchPayload) => Promise<"continue" | "stop">;
  /** Brings the connections up to date after a failure. */
  recover: () => Promise<void>;
  /** Moves the consumer. */
  seek: (offset: number) => void;
  /** Batches in hand in this thread, so that each gets its share of a chunk's time. */
  batchesInHand: () => number;
  committed: (chunk: CommittedChunk) => void;
}

export interface CommittedChunk {
  events: number;
  enriched: number;
  discarded: readonly Discarded[];
  seconds: number;
  nextOffset: number;
}

/**
 * Processes one fetched batch, chunk by chunk, until it is done, the group rebalances or a stop is asked for. A failure
 * of a broker is retried for as long as this member holds the partition: nothing is skipped.
 */
export async function processBatch(payload: EachBatchPayload, context: PartitionContext): Promise<void> {
  const arrivedAt = context.slots.arrival();
  for (let failures = 0; ;) {
    try {
      await attempt(payload, context, arrivedAt, () => (failures = 0));
      return;
    } catch (error) {
      if (error instanceof RejoinError || isFatal(error)) throw error;
      const { topic, partition } = payload.batch;
      if (isFenced(error)) {
        context.logger.info("another member has taken the partition over, joining the group again", {
          topic,
          partition,
        });
        throw new RejoinError("fenced", { cause: error });
      }
      failures++;
      const shrunk = ["MESSAGE_TOO_LARGE", "RECORD_LIST_TOO_LARGE"].includes(errorType(error));
      if (shrunk && !context.enrich.limits.shrink()) throw error;
      const waitMs = Math.min(100 * 2 ** (failures - 1), 2_000);
      // The first failure is ordinary when a broker restarts; what lasts is worth a warning.
      context.logger.log(failures < 3 ? "info" : "warn", "a chunk was not committed and will be tried again", {
        topic,
        partition,
        error: errorMessage(error),
        attempt: failures,
        ...(shrunk ? { maxBatchBytes: context.enrich.limits.maxBatchBytes } : {}),
      });
      await sleep(waitMs);
      if ((await context.checkpoint(payload)) === "stop") return;
      await context.recover().catch((reason: unknown) => {
        context.logger.debug("no metadata yet", { error: errorMessage(reason) });
      });
    }
  }
}

async function attempt(
  payload: EachBatchPayload,
  context: PartitionContext,
  arrivedAt: bigint,
  succeeded: () => void,
): Promise<void> {
  const { batch } = payload;
  const { topic, partition } = batch;
  const fetchedOffset = Number((batch as unknown as { fetchedOffset: string }).fetchedOffset);
  const start = await context.session.begin(fetchedOffset);
  if (start.action === "seek") {
    context.seek(start.to);
    return;
  }
  const lastOffset = Number(batch.lastOffset());
  if (start.from > lastOffset + 1) {
    context.seek(start.from);
    return;
  }
  let from = start.from;
  // What record-codec.ts has decoded.
  const fetched = batch.messages as unknown as FetchedRecord[];
  const messages =
    fetched[0] !== undefined && fetched[0].offset >= from ? fetched : fetched.filter(({ offset }) => offset >= from);
  for (let index = 0; index < messages.length;) {
    const began = performance.now();
    const chunk = messages.slice(index, index + chunkEvents(context));
    const enriched = enrichChunk(chunk, { ...context.enrich, topic, partition, processedAt: new Date().toISOString() });
    const events = enriched.enriched + enriched.discarded.length;
    if (context.slots.enabled) await sleep(context.slots.reserve(events, arrivedAt));
    index += chunk.length;
    const nextOffset = (chunk.at(-1) as FetchedRecord).offset + 1;
    await context.session.commit(from, enriched.writes, nextOffset);
    from = nextOffset;
    payload.resolveOffset(String(nextOffset - 1));
    succeeded();
    context.committed({
      events,
      enriched: enriched.enriched,
      discarded: enriched.discarded,
      seconds: (performance.now() - began) / 1000,
      nextOffset,
    });
    if ((await context.checkpoint(payload)) === "stop") return;
  }
  // Nothing was left of the batch: go on behind it.
  if (messages.length === 0) payload.resolveOffset(String(Math.max(lastOffset, start.from - 1)));
}

/** Events of a chunk: all of the batch, or what the replica serves in `chunkMs` shared among the batches in hand. */
function chunkEvents(context: PartitionContext): number {
  if (!context.slots.enabled) return Infinity;
  const events = (context.slots.eventsPerSecond * context.chunkMs) / 1000 / Math.max(1, context.batchesInHand());
  return Math.max(1, Math.round(events));
}
