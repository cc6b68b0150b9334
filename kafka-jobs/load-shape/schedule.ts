import type { RateCurve } from "./rate-curve";

/** When each event of a load is due. */
export interface Schedule {
  readonly events: number;
  /** From the first event until one more would be due. */
  readonly seconds: number;
  /** Most events a second. */
  readonly peakRate: number;
  /** Milliseconds after the start at which the event number `index` is due, from 0; never falls. */
  intendedTime(index: number): number;
  /** Events that are due `elapsed` milliseconds after the start: exactly those whose intended time has come. */
  dueEvents(elapsed: number): number;
}

/** Equal intervals. */
export function constantSchedule(events: number, rate: number): Schedule {
  return {
    events,
    seconds: events / rate,
    peakRate: rate,
    intendedTime: (index) => (index * 1000) / rate,
    dueEvents: (elapsed) => Math.max(0, Math.min(events, Math.floor((elapsed * rate) / 1000 + 1e-9) + 1)),
  };
}

/**
 * @param times `time` in seconds of an event, and `count`, the events until a time, near enough to begin looking: the
 *   intended times decide
 */
export function scheduleOf(
  events: number,
  times: Pick<Schedule, "seconds" | "peakRate"> & {
    readonly time: (index: number) => number;
    readonly count: (seconds: number) => number;
  },
): Schedule {
  const intendedTime = (index: number) => times.time(index) * 1000;
  return {
    events,
    seconds: times.seconds,
    peakRate: times.peakRate,
    intendedTime,
    dueEvents: (elapsed) => {
      let due = Math.max(0, Math.min(events, Math.floor(times.count(elapsed / 1000)) + 1));
      while (due < events && intendedTime(due) <= elapsed) due++;
      while (due > 0 && intendedTime(due - 1) > elapsed) due--;
      return due;
    },
  };
}

/** The form of a curve, stretched to so many events and to a mean rate. */
export function stretched(curve: RateCurve, events: number, rate: number): Schedule {
  const height = events / curve.events;
  const seconds = events / rate;
  const width = seconds / curve.seconds;
  return scheduleOf(events, {
    seconds,
    peakRate: (curve.peak * height) / width,
    time: (index) => curve.time(index / height) * width,
    count: (time) => curve.count(time / width) * height,
  });
}
