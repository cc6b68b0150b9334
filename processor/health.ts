import type { WorkerReport } from "./worker-report";

export interface Health {
  ok: boolean;
  /** One line for whoever asks the endpoint. */
  reason: string;
}

/** End and committed offset of one partition of the input topic. */
export interface PartitionLag {
  partition: number;
  end: number;
  /** Undefined when the group has committed none. */
  committed: number | undefined;
}

export interface HealthOptions {
  workers: number;
  progressTimeoutMs: number;
  /** A worker thread that has sent no report for this long is stuck. @default 30000 */
  reportTimeoutMs?: number;
  /** Milliseconds of a clock that only goes forward. */
  now?: () => number;
}

/**
 * Whether the processor is alive and ready, from what its threads report and from the lag that an independent look at
 * the brokers finds: a consumer that hangs does not know that it does.
 */
export class HealthMonitor {
  private readonly reports = new Map<number, { report: WorkerReport; at: number }>();
  /** By partition: where it stood, and since when. */
  private readonly standing = new Map<number, { offset: number; since: number; lag: number }>();
  private readonly startedAt: number;
  private readonly now: () => number;
  private readonly reportTimeoutMs: number;
  private stoppingSince: number | undefined;

  constructor(private readonly options: HealthOptions) {
    this.now = options.now ?? (() => performance.now());
    this.reportTimeoutMs = options.reportTimeoutMs ?? 30_000;
    this.startedAt = this.now();
  }

  workerReported(report: WorkerReport): void {
    this.reports.set(report.worker, { report, at: this.now() });
  }

  stopping(): void {
    this.stoppingSince ??= this.now();
  }

  /** Takes in a look at the brokers. Partitions of other replicas are ignored. */
  lagSeen(partitions: readonly PartitionLag[]): void {
    const own = this.ownPositions();
    for (const partition of this.standing.keys()) if (!own.has(partition)) this.standing.delete(partition);
    for (const { partition, end, committed } of partitions) {
      const position = own.get(partition);
      if (position === undefined) continue;
      // What has been read without anything to commit (markers of transactions) counts as progress as well.
      const offset = Math.max(position, committed ?? 0);
      const before = this.standing.get(partition);
      const since = before?.offset === offset && before.lag > 0 ? before.since : this.now();
      this.standing.set(partition, { offset, since, lag: Math.max(0, end - offset) });
    }
  }

  /** Fails when a thread is stuck, or a partition has lag and stands still for longer than the time-out. */
  live(): Health {
    const now = this.now();
    for (let worker = 0; worker < this.options.workers; worker++) {
      const silentMs = now - (this.reports.get(worker)?.at ?? this.startedAt);
      if (silentMs > this.reportTimeoutMs)
        return { ok: false, reason: `worker ${worker} has not reported for ${seconds(silentMs)}` };
    }
    const own = this.ownPositions();
    for (const [partition, { since, lag }] of this.standing) {
      if (lag > 0 && own.has(partition) && now - since > this.options.progressTimeoutMs)
        return {
          ok: false,
          reason: `partition ${partition} has ${lag} events waiting and made no progress for ${seconds(now - since)}`,
        };
    }
    return { ok: true, reason: "events are processed or none wait" };
  }

  /** Ready when every thread is in the group, whether it has partitions or waits for some. */
  ready(): Health {
    if (this.stoppingSince !== undefined) return { ok: false, reason: "stopping" };
    for (let worker = 0; worker < this.options.workers; worker++) {
      const entry = this.reports.get(worker);
      if (entry?.report.ready !== true) return { ok: false, reason: `worker ${worker} is not in the consumer group` };
    }
    return { ok: true, reason: "in the consumer group" };
  }

  /** Partitions that this replica reads, with the offset its threads have reached (0 when not known). */
  private ownPositions(): Map<number, number> {
    const own = new Map<number, number>();
    for (const { report } of this.reports.values()) {
      const positions = new Map(report.positions);
      for (const partition of report.assigned) own.set(partition, positions.get(partition) ?? 0);
    }
    return own;
  }
}

function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 1000)} s`;
}
