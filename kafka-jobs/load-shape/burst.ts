import { maxRate, namedNumbers, shown, type ShapeKind } from "./kind";
import { RateCurve } from "./rate-curve";
import { scheduleOf } from "./schedule";

/** Quiet, with a burst at the end of every period, until all events are out. */
export interface BurstShape {
  readonly kind: "burst";
  /** Events a second between the bursts. */
  readonly base: number;
  /** Events a second in a burst. */
  readonly peak: number;
  /** Seconds from the end of one burst to the end of the next. */
  readonly every: number;
  /** Seconds that a burst takes. */
  readonly for: number;
}

const day = 86_400;

export const burst: ShapeKind<BurstShape> = {
  usage: "burst:base=RATE,peak=RATE,every=SECONDS,for=SECONDS",
  ownRates: true,
  parse: (settings) => {
    const read = namedNumbers(settings, { base: [0, maxRate], peak: [0, maxRate], every: [1, day], for: [0.1, day] });
    if (read.peak <= read.base) throw new RangeError("peak is not more than base");
    if (read.for >= read.every) throw new RangeError("for is not less than every");
    return { kind: "burst", ...read };
  },
  settings: ({ base, peak, every, for: length }) => `base=${base},peak=${peak},every=${every},for=${length}`,
  describe: ({ base, peak, every, for: length }) =>
    `bursts of ${shown(peak)} a second in the last ${shown(length)} s of every ${shown(every)} s, else ${shown(base)}`,
  schedule: ({ base, peak, every, for: length }, events) => {
    const one = new RateCurve([
      [0, base],
      [every - length, base],
      [every - length, peak],
      [every, peak],
    ]);
    // Of whole periods, and what is left of the last one.
    const after = (count: number, periods: number) => periods * every + one.time(count - periods * one.events);
    return scheduleOf(events, {
      seconds: after(events, Math.ceil(events / one.events) - 1),
      peakRate: peak,
      time: (index) => after(index, Math.floor(index / one.events)),
      count: (seconds) => {
        const periods = Math.floor(seconds / every);
        return periods * one.events + one.count(seconds - periods * every);
      },
    });
  },
};
