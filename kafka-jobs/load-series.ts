import type { Schedule } from "./load-shape";

/** Counts of events in equal steps from the first event on. */
export interface LoadSeries {
  /** Seconds of a step. */
  readonly step: number;
  /** Events that were due in each step: the intended times, counted. */
  readonly intended: readonly number[];
  /** Events that the brokers acknowledged in each step. */
  readonly acknowledged: readonly number[];
}

/** Most steps: enough for a chart, and a result that stays a few kilobytes. */
export const maxSteps = 600;

/**
 * @param latency milliseconds from the time that an event was due until it was acknowledged, by event; NaN when it never
 *   was
 */
export function loadSeries(times: Schedule, latency: Float64Array): LoadSeries {
  let last = 0;
  for (let index = 0; index < times.events; index++) {
    last = Math.max(last, times.intendedTime(index) + (Number.isNaN(latency[index]) ? 0 : (latency[index] ?? 0)));
  }
  const step = stepFor(last / 1000);
  const counts = () => new Array<number>(Math.floor(last / 1000 / step) + 1).fill(0);
  const [intended, acknowledged] = [counts(), counts()];
  for (let index = 0; index < times.events; index++) {
    const due = times.intendedTime(index);
    const late = latency[index] ?? Number.NaN;
    add(intended, due / 1000 / step);
    if (!Number.isNaN(late)) add(acknowledged, (due + late) / 1000 / step);
  }
  return { step, intended, acknowledged };
}

function add(counts: number[], at: number): void {
  const index = Math.max(0, Math.floor(at));
  counts[index] = (counts[index] ?? 0) + 1;
}

/** 1, 2, 5, 10, 20, 50 … seconds: the smallest that makes not more than {@link maxSteps}. */
function stepFor(seconds: number): number {
  for (let power = 1; ; power *= 10) {
    for (const digit of [1, 2, 5]) if (seconds < digit * power * maxSteps) return digit * power;
  }
}
