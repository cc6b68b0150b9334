import { z } from "zod";
import { kafkaConnection } from "../kafka-client/connection";
import { enrichmentAllowance } from "./limits";

const topicName = z.string().regex(/^[a-zA-Z0-9._-]{1,249}$/, "must be a topic name: letters, digits, . _ - only");
const milliseconds = (minimum: number) => z.int().min(minimum).max(3_600_000);

/** What the settings file of the event stream processor may say (`--settings FILE`, JSON). */
export const processorSettings = z
  .strictObject({
    kafka: kafkaConnection,
    /** Consumer group; the replicas of one deployment share it. It is also the prefix of the transactional ids. */
    consumerGroup: z.string().min(1).max(200).default("event-stream-prc"),
    topics: z.strictObject({
      input: topicName.default("raw-events"),
      output: topicName.default("ready-events"),
      /** Where invalid events are copied to, in the same transaction; absent: they are only counted. */
      deadLetter: topicName.optional(),
    }),
    /** exactly-once: events and offsets in one transaction. at-least-once: a crash may repeat the last chunk. */
    deliveryGuarantee: z.enum(["exactly-once", "at-least-once"]).default("exactly-once"),
    /** Emulated mean service time of one event in milliseconds; 0: none. The thesis measured 78.41. */
    serviceTimeMs: z.number().min(0).max(60_000).default(0),
    /** Events that a replica serves at once while a service time is emulated, whatever its threads and partitions. */
    concurrency: z.int().min(1).max(10_000).default(40),
    /** Threads, each a member of the consumer group. More than one helps only without an emulated service time. */
    workers: z.int().min(1).max(16).default(1),
    /** Port of /metrics, /healthz/live and /healthz/ready. */
    port: z.int().min(1).max(65_535).default(9095),
    /** Time after which the group gives up a silent member. */
    sessionTimeoutMs: milliseconds(1_000).default(10_000),
    /** Time after which the brokers abort a transaction that its processor left open. */
    transactionTimeoutMs: milliseconds(1_000).default(60_000),
    /** With lag and no progress for this long, the liveness probe fails. */
    progressTimeoutMs: milliseconds(5_000).default(120_000),
    /** How long a stop may take: finish the chunk in hand, commit, leave the group. */
    shutdownTimeoutMs: milliseconds(1_000).default(25_000),
    limits: z
      .strictObject({
        /** Bytes fetched of one partition at a time; sets the memory of the process. */
        maxBytesPerPartition: z.int().min(1_024).max(52_428_800).default(2_097_152),
        /** Bytes of one write; the broker's message.max.bytes (1 MiB by default) is the upper limit. */
        maxBatchBytes: z.int().min(1_024).max(52_428_800).default(900_000),
        /** An event larger than this is discarded as too large. */
        maxEventBytes: z.int().min(64).max(52_428_800).default(524_288),
        /** Emulated work of one transaction, in milliseconds of the whole replica. */
        chunkMs: milliseconds(10).default(500),
      })
      .prefault({}),
    /** Least severe level that is logged. */
    logLevel: z.enum(["debug", "info", "warn", "error"]).default("info"),
  })
  .refine((settings) => settings.limits.maxEventBytes + enrichmentAllowance <= settings.limits.maxBatchBytes, {
    path: ["limits", "maxEventBytes"],
    message: "must be at least 8192 less than limits.maxBatchBytes, so that an enriched event fits one write",
  })
  .refine((settings) => settings.topics.input !== settings.topics.output, {
    path: ["topics", "output"],
    message: "must differ from topics.input, or the processor reads what it writes",
  })
  .refine(
    ({ topics }) =>
      topics.deadLetter === undefined || (topics.deadLetter !== topics.input && topics.deadLetter !== topics.output),
    { path: ["topics", "deadLetter"], message: "must differ from topics.input and topics.output" },
  );
export type ProcessorSettings = z.output<typeof processorSettings>;
