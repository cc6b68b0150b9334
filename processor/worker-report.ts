import type { DiscardReason } from "./event-kinds";
import type { PartitionLag } from "./health";

/** What a worker thread tells the main thread, about once a second and at every change of state. */
export interface WorkerReport {
  worker: number;
  /** Partitions of the input topic that this member reads. */
  assigned: number[];
  /** Offset that each assigned partition is read up to, as far as this worker knows. */
  positions: [partition: number, offset: number][];
  /** In the group: joined, and heard from since within three session time-outs. */
  ready: boolean;
  /** Added since the last report. */
  counts: WorkerCounts;
}

export interface WorkerCounts {
  eventsIn: number;
  eventsOut: number;
  discarded: Partial<Record<DiscardReason, number>>;
  rebalances: number;
  restarts: number;
  /** Events of each committed chunk. */
  batchEvents: number[];
  /** Seconds from taking a chunk in hand to its commit, in the order of `batchEvents`. */
  batchSeconds: number[];
}

export function noCounts(): WorkerCounts {
  return { eventsIn: 0, eventsOut: 0, discarded: {}, rebalances: 0, restarts: 0, batchEvents: [], batchSeconds: [] };
}

/** From a worker thread to the main thread. */
export type WorkerMessage =
  | { kind: "report"; report: WorkerReport }
  /** What the first worker's look at the brokers found, for all. */
  | { kind: "lag"; partitions: PartitionLag[] }
  | { kind: "stopped" }
  /** The worker cannot go on; the process ends with this message. */
  | { kind: "failed"; message: string };

/** From the main thread to a worker thread. */
export interface WorkerCommand {
  kind: "stop";
}

/** What a worker thread is started with. */
export interface WorkerData {
  worker: number;
  settings: unknown;
  rules: unknown;
  slots: SharedArrayBuffer;
}
