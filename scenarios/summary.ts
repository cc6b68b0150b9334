import { eventsOfOthers, type LoadResult, type VerifyResult } from "./job-results";
import type { Series } from "./prometheus";
import type { ReplicaSample, RescaleEvent } from "./replicas";
import type { ReplicaChange } from "./run-record";

type Point = readonly [number, number];

/** Points of one series, or of several added up by time. */
export function summed(series: readonly Series[]): [number, number][] {
  const sums = new Map<number, number>();
  for (const { points } of series) {
    for (const [time, value] of points) if (Number.isFinite(value)) sums.set(time, (sums.get(time) ?? 0) + value);
  }
  return [...sums].sort(([a], [b]) => a - b);
}

/** The highest point, the earliest of equals; zeros when there is none. */
export function peak(points: readonly Point[]): { value: number; time: number } {
  return points.reduce((best, [time, value]) => (value > best.value ? { value, time } : best), {
    value: 0,
    time: points[0]?.[0] ?? 0,
  });
}

/**
 * By how much a counter has grown over its points. A smaller value is a restart from 0, as Prometheus takes it; a
 * series that begins after `start` was 0 before.
 */
export function counterGrowth(points: readonly Point[], start: number): number {
  let growth = 0;
  let before = (points[0]?.[0] ?? 0) > start ? 0 : (points[0]?.[1] ?? 0);
  for (const [, value] of points) {
    growth += value >= before ? value - before : value;
    before = value;
  }
  return growth;
}

/** Growth of counters by one of their labels. */
export function growthBy(label: string, series: readonly Series[], start: number): Record<string, number> {
  const result: Record<string, number> = {};
  for (const { labels, points } of series) {
    const key = labels[label] ?? "";
    result[key] = (result[key] ?? 0) + counterGrowth(points, start);
  }
  return Object.fromEntries(Object.entries(result).filter(([, growth]) => growth > 0));
}

/** Seconds between what an autoscaler says and what a reading of the replicas sees, either way. */
const eventTolerance = 4;

/** Each change of the wanted replicas with its reason. */
export function replicaChanges(
  samples: readonly ReplicaSample[],
  events: readonly RescaleEvent[],
  { start, end }: Pick<LoadResult, "start" | "end">,
): ReplicaChange[] {
  const changes: ReplicaChange[] = [];
  samples.forEach((sample, index) => {
    const before = samples[index - 1];
    if (before === undefined || before.wanted === sample.wanted) return;
    const ready = samples.slice(index).find((later) => later.ready === sample.wanted);
    const said = events
      .filter(({ to, time }) => to === sample.wanted && Math.abs(time - sample.time) <= eventTolerance)
      .at(-1);
    changes.push({
      time: rounded(sample.time),
      from: before.wanted,
      to: sample.wanted,
      afterFirstEvent: rounded(sample.time - start),
      afterLastEvent: rounded(sample.time - end),
      ...(ready === undefined ? {} : { readyAfter: rounded(ready.time - sample.time) }),
      ...(said === undefined ? {} : { reason: said.reason }),
    });
  });
  return changes;
}

/** Replicas times the seconds that they existed after `from`. @param from unix time, s */
export function replicaSeconds(samples: readonly ReplicaSample[], from: number): number {
  let total = 0;
  samples.forEach(({ time, existing }, index) => {
    const until = samples[index + 1]?.time ?? time;
    total += Math.max(0, until - Math.max(time, from)) * existing;
  });
  return rounded(total);
}

/** What a run must not show, one sentence each. */
export function problemsOf(run: {
  readonly load: LoadResult;
  readonly verification: VerifyResult;
  readonly drained: boolean;
  /** Input and output topic have equally many partitions, so that order holds by partition too. */
  readonly equalPartitions: boolean;
}): string[] {
  const { load, verification, drained, equalPartitions } = run;
  const example = (ids: readonly string[]) => (ids.length === 0 ? "" : ` (for example ${ids.slice(0, 3).join(", ")})`);
  const problems: string[] = [];
  if (!load.delivered) problems.push(`Only ${load.sent} of ${load.events} events could be sent.`);
  if (!drained) problems.push("The processor has not read everything within the time allowed.");
  if (verification.lost > 0) {
    problems.push(`${verification.lost} valid events are missing in the output${example(verification.examples.lost)}.`);
  }
  if (verification.writtenTwice > 0) {
    problems.push(
      `${verification.writtenTwice} events were written more than once${example(verification.examples.writtenTwice)}.`,
    );
  }
  const { input } = verification;
  if (input.events < load.validSent) {
    problems.push(`${load.validSent - input.events} events that Kafka acknowledged are not in the input topic.`);
  }
  const others = eventsOfOthers(verification, load);
  if (others > 0) {
    problems.push(
      `${others} events of somebody else came to the topic meanwhile: lag and times are not of this load alone.`,
    );
  }
  if (input.twice > 0) problems.push(`The load wrote ${input.twice} events more than once.`);
  const misplaced = equalPartitions ? verification.outOfOrderByPartition : verification.outOfOrderByKey;
  if (misplaced > 0) problems.push(`${misplaced} events stand behind later ones of the same partition.`);
  return problems;
}

/** To milliseconds: more digits would only pretend. */
export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
