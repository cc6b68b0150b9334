import { z } from "zod";
import { stackOutputs } from "../outputs";
import { loadResult, verifyResult } from "./job-results";

/** Raised when a reader of an older version would misunderstand the record. */
export const runRecordVersion = 1;

/** Points of [unix time in s, value]. */
const points = z.array(z.tuple([z.number(), z.number()]));

const replicaChange = z.object({
  /** Unix time, s, at which the number was seen to change. */
  time: z.number(),
  from: z.int(),
  to: z.int(),
  /** Seconds from the first event of the load, which is when the lag begins. */
  afterFirstEvent: z.number(),
  /** Seconds from the last event of the load; negative before it. */
  afterLastEvent: z.number(),
  /** Seconds until as many replicas were ready; absent when they never were. */
  readyAfter: z.number().optional(),
  /** The HorizontalPodAutoscaler's own words; absent when it has not said anything. */
  reason: z.string().optional(),
});
export type ReplicaChange = z.infer<typeof replicaChange>;

/**
 * One run of the load: what was asked for, what happened, and the series to draw it. Written by `npm start` to
 * out/local/run.json; read by the cost module and the demonstration.
 */
export const runRecord = z.object({
  schemaVersion: z.literal(runRecordVersion),
  runId: z.string(),
  /** ISO 8601. */
  startedAt: z.string(),
  /** Commit of the repository, with "+changes" when files differ from it; "unknown" outside of a git checkout. */
  commit: z.string(),
  versions: z.object({
    node: z.string(),
    kubernetes: z.string(),
    kafka: z.string(),
    images: z.record(z.string(), z.string()),
  }),
  cluster: z.object({ kind: z.enum(["local", "given"]), server: z.string() }),
  parameters: z.object({
    events: z.int(),
    /** Mean events a second. */
    rate: z.number(),
    invalidShare: z.number(),
    /** Size of an event. */
    bytes: z.int(),
    /** How the events were spread over time, as `--shape` takes it; a record without it is of a constant rate. */
    shape: z.string().optional(),
  }),
  load: loadResult,
  verification: verifyResult,
  /** Events that the processor has discarded, by reason; after a kill it may count an event again. */
  discarded: z.record(z.string(), z.number()),
  lag: z.object({
    /** Most events waiting at one reading of Prometheus. */
    peak: z.number(),
    /** Unix time, s. */
    peakTime: z.number(),
    /** Whether the group had read everything within the time allowed. */
    drained: z.boolean(),
    /** Seconds from the last event of the load until the group had committed all. */
    drainSeconds: z.number(),
  }),
  autoscaler: z.object({ minReplicas: z.int(), maxReplicas: z.int(), scaleDownStabilization: z.number() }).optional(),
  replicaChanges: z.array(replicaChange),
  /** Most replicas that were ready at once. */
  maxReadyReplicas: z.int(),
  /** Replicas times seconds that they existed, from the first event to the end of the recording. */
  replicaSeconds: z.number(),
  series: z.object({
    /** Seconds between two points. */
    step: z.number(),
    lag: points,
    lagByPartition: z.record(z.string(), points),
    /** [unix time in s, wanted, existing, ready], one entry for each change. */
    replicas: z.array(z.tuple([z.number(), z.int(), z.int(), z.int()])),
    /** Events a second that the processor reads, and writes. */
    rateIn: points,
    rateOut: points,
  }),
  stack: stackOutputs,
  /** Where services answer from this machine or by the API server's proxy. */
  addresses: z.object({ prometheus: z.string(), processor: z.string() }),
  /** What went wrong, one sentence each; empty after a good run. */
  problems: z.array(z.string()),
});
export type RunRecord = z.infer<typeof runRecord>;
