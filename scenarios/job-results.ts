import { z } from "zod";

const percentiles = z.object({ p50: z.number(), p99: z.number(), p999: z.number(), max: z.number() });
const offsetsByPartition = z.record(z.string(), z.number());

/** Result of `kafka-jobs load`. Times are unix times in seconds, rates events a second. */
export const loadResult = z.object({
  topic: z.string(),
  events: z.int(),
  sent: z.int(),
  validSent: z.int(),
  invalidSent: z.record(z.string(), z.int()),
  expectedValid: z.int(),
  delivered: z.boolean(),
  start: z.number(),
  end: z.number(),
  wantedRate: z.number(),
  achievedRate: z.number(),
  latenessMs: percentiles,
  latencyMs: percentiles,
  /** Events of each `step` seconds from the start: due by their intended times, and acknowledged. Not in older records. */
  series: z.object({ step: z.number(), intended: z.array(z.int()), acknowledged: z.array(z.int()) }).optional(),
});
export type LoadResult = z.infer<typeof loadResult>;

/** Result of `kafka-jobs offsets`. */
export const offsetsResult = z.object({
  time: z.number(),
  group: z.string(),
  groupState: z.string(),
  members: z.int(),
  endOffsets: z.record(z.string(), offsetsByPartition),
  committed: offsetsByPartition,
  lag: offsetsByPartition,
  totalLag: z.int(),
});
export type OffsetsResult = z.infer<typeof offsetsResult>;

/** Result of `kafka-jobs verify`. */
export const verifyResult = z.object({
  expected: z.int(),
  enriched: z.int(),
  lost: z.int(),
  writtenTwice: z.int(),
  foreign: z.int(),
  outOfOrderByKey: z.int(),
  outOfOrderByPartition: z.int(),
  read: z.int(),
  /** `read` counts all events, of whatever kind; older records do not have it. */
  input: z.object({ read: z.int().optional(), events: z.int(), twice: z.int(), outOfOrder: z.int() }),
  examples: z.object({ lost: z.array(z.string()), writtenTwice: z.array(z.string()) }),
  seconds: z.number(),
});
export type VerifyResult = z.infer<typeof verifyResult>;

/** Events that somebody else has written to the input topic during a load: at least those that were enriched. */
export function eventsOfOthers({ input, foreign }: VerifyResult, { sent }: Pick<LoadResult, "sent">): number {
  return Math.max(foreign, (input.read ?? sent) - sent - input.twice);
}
