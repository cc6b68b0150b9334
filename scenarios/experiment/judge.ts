/** What a recorded run says about scaling, in numbers. Pure: from records to figures. */
import type { RunRecord } from "../run-record";

type Point = readonly [number, number];

/**
 * How many times faster `replicas` consumers read a topic than one: the busiest one sets the pace, so that five
 * partitions give 1, 1.67, 2.5, 2.5 and 5 times for one to five consumers.
 */
export function bound(partitions: number, replicas: number): number {
  return partitions / Math.ceil(partitions / Math.min(replicas, partitions));
}

/** Slope of the line through points by ordinary least squares, units a second; undefined for fewer than three. */
export function slope(points: readonly Point[]): number | undefined {
  const count = points.length;
  if (count < 3) return undefined;
  const meanTime = points.reduce((sum, [time]) => sum + time, 0) / count;
  const meanValue = points.reduce((sum, [, value]) => sum + value, 0) / count;
  let numerator = 0;
  let denominator = 0;
  for (const [time, value] of points) {
    numerator += (time - meanTime) * (value - meanValue);
    denominator += (time - meanTime) ** 2;
  }
  return denominator === 0 ? undefined : numerator / denominator;
}

/** The middle value; the mean of the two middle ones of an even number; undefined for none. */
export function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined || sorted.length % 2 === 1) return upper;
  return ((sorted[middle - 1] ?? upper) + upper) / 2;
}

export interface Judgement {
  /** Most events waiting. */
  readonly peak: number;
  /** Seconds from the last event until everything was read. */
  readonly drainSeconds: number;
  /** Seconds that the lag stayed within 5 % of its peak: the plateau of the thesis' first scenario. */
  readonly plateauSeconds: number;
  /** Events a second by which the lag fells once every replica was ready; undefined when it was too short to tell. */
  readonly eventsPerSecond: number | undefined;
  /** Ready replicas while it did. */
  readonly replicas: number;
  /** Seconds from the first event until that many were ready; 0 when they were from the start. */
  readonly readyAfter: number;
  readonly replicaSeconds: number;
  readonly lost: number;
  readonly writtenTwice: number;
}

/** Readings that are not judged after a change, s: two scrapes, and a rebalance of the group. */
const warmUp = 10;

export function judge(record: RunRecord): Judgement {
  const { lag, load, series, verification, replicaSeconds } = record;
  const replicas = Math.max(1, record.maxReadyReplicas);
  const readyTime = series.replicas.find(([, , , ready]) => ready >= replicas)?.[0] ?? load.start;
  const from = Math.max(lag.peakTime, load.end, readyTime) + warmUp;
  const falling = series.lag.filter(([time, value]) => time >= from && value > 0.05 * lag.peak);
  const drained = slope(falling);
  return {
    peak: lag.peak,
    drainSeconds: lag.drainSeconds,
    plateauSeconds: series.lag.filter(([, value]) => value >= 0.95 * lag.peak).length * series.step,
    eventsPerSecond: drained === undefined ? undefined : -drained,
    replicas,
    readyAfter: Math.max(0, readyTime - load.start),
    replicaSeconds,
    lost: verification.lost,
    writtenTwice: verification.writtenTwice,
  };
}

export interface ScalingVerdict {
  /** Events a second of one replica, by the drain of the first scenario. */
  readonly oneReplica: number;
  /** Seconds that the scaled scenario should take for all events: one replica until the others are ready, then the bound. */
  readonly expectedSeconds: number;
  readonly measuredSeconds: number;
  /** measured / expected: 1 is exactly what partitions and replicas allow. */
  readonly ratio: number;
  /** The bound for its partitions and replicas. */
  readonly bound: number;
}

/**
 * Compares a scaled scenario with the one of a single replica. Time until further replicas are ready is served by those
 * that are; a rebalance on the way is not taken off.
 * @param startReplicas ready when the first event of the scaled scenario came
 * @returns undefined for a load that comes more slowly than its replicas could read it: then the load sets the pace
 */
export function scalingVerdict(
  single: RunRecord,
  scaled: RunRecord,
  startReplicas: number,
): ScalingVerdict | undefined {
  const partitions =
    scaled.stack.costParameters.topics.find(({ name }) => name === scaled.stack.topics.raw)?.partitions ?? 1;
  const seconds = ({ load, lag }: RunRecord) => load.end - load.start + lag.drainSeconds;
  const oneReplica = single.load.sent / seconds(single);
  const { replicas, readyAfter } = judge(scaled);
  const limit = bound(partitions, replicas);
  if (scaled.load.sent / (scaled.load.end - scaled.load.start) < oneReplica * limit) return undefined;
  const before = Math.min(readyAfter * oneReplica * bound(partitions, startReplicas), scaled.load.sent);
  const expectedSeconds = readyAfter + (scaled.load.sent - before) / (oneReplica * limit);
  const measuredSeconds = seconds(scaled);
  return { oneReplica, expectedSeconds, measuredSeconds, ratio: measuredSeconds / expectedSeconds, bound: limit };
}
