/** Events a second at a time. Between two points the rate lies on their line; two points of one time are a jump. */
export type RatePoint = readonly [seconds: number, eventsPerSecond: number];

/**
 * A rate over time, and the events that it brings. Times begin at 0 and never fall, rates are 0 or more, and some event
 * comes: whoever makes a curve has checked that.
 */
export class RateCurve {
  /** Events before each point. */
  private readonly before: number[] = [0];

  constructor(private readonly points: readonly RatePoint[]) {
    for (let index = 1; index < points.length; index++) {
      const [[from, start], [to, end]] = [this.point(index - 1), this.point(index)];
      this.before.push((this.before[index - 1] ?? 0) + ((start + end) / 2) * (to - from));
    }
  }

  /** Where it ends. */
  get seconds(): number {
    return this.point(this.points.length - 1)[0];
  }

  /** Events of the whole curve; seldom a whole number. */
  get events(): number {
    return this.before.at(-1) ?? 0;
  }

  /** Events a second at its highest point. */
  get peak(): number {
    return this.points.reduce((most, [, rate]) => Math.max(most, rate), 0);
  }

  /** Events from the beginning to a time. */
  count(seconds: number): number {
    if (seconds <= 0) return 0;
    const index = lastAtMost(this.points.length, (at) => this.point(at)[0], seconds);
    const before = this.before[index] ?? 0;
    if (index === this.points.length - 1) return before;
    const [from, rate] = this.point(index);
    const passed = seconds - from;
    return before + passed * (rate + (this.slope(index) * passed) / 2);
  }

  /** The last time at which not more than so many events have come: the inverse of {@link count}. */
  time(count: number): number {
    const index = lastAtMost(this.points.length, (at) => this.before[at] ?? 0, Math.max(0, count));
    const [from, rate] = this.point(index);
    if (index === this.points.length - 1) return from;
    const rest = Math.max(0, count - (this.before[index] ?? 0));
    // Root of rate·x + slope·x²/2 = rest, in the form that loses no digits where the slope is small.
    const root = Math.sqrt(Math.max(0, rate * rate + 2 * this.slope(index) * rest));
    // Nothing but a rest that rounds to nothing has no speed.
    return rate + root === 0 ? from : Math.min(this.point(index + 1)[0], from + (2 * rest) / (rate + root));
  }

  private point(index: number): RatePoint {
    return this.points[index] ?? [0, 0];
  }

  private slope(index: number): number {
    const [[from, start], [to, end]] = [this.point(index), this.point(index + 1)];
    return (end - start) / (to - from);
  }
}

/** Index of the last of some rising values that is at most `limit`; 0 when none is. */
function lastAtMost(length: number, value: (index: number) => number, limit: number): number {
  let [low, high] = [0, length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (value(middle) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}
