import { maxRate, namedNumbers, shown, type ShapeKind } from "./kind";
import { RateCurve } from "./rate-curve";
import { stretched } from "./schedule";

/** The rate goes from one to another on a line; it ends with the last event. Events a second. */
export interface RampShape {
  readonly kind: "ramp";
  readonly from: number;
  readonly to: number;
}

export const ramp: ShapeKind<RampShape> = {
  usage: "ramp:from=RATE,to=RATE",
  ownRates: true,
  parse: (settings) => {
    const { from, to } = namedNumbers(settings, { from: [0, maxRate], to: [0, maxRate] });
    if (from + to === 0) throw new RangeError("from and to are both 0, so that no event would come");
    return { kind: "ramp", from, to };
  },
  settings: ({ from, to }) => `from=${from},to=${to}`,
  describe: ({ from, to }) => `ramp from ${shown(from)} to ${shown(to)} a second`,
  schedule: ({ from, to }, events) => {
    const line = new RateCurve([
      [0, from],
      [1, to],
    ]);
    return stretched(line, events, (from + to) / 2);
  },
};
