import type { ShapeKind } from "./kind";
import { constantSchedule } from "./schedule";

/** Equal intervals, as in the thesis' experiment. */
export interface ConstantShape {
  readonly kind: "constant";
}

export const constant: ShapeKind<ConstantShape> = {
  usage: "constant",
  ownRates: false,
  parse: (settings) => {
    if (settings !== "") throw new RangeError(`"${settings}" is none of its settings: it has none`);
    return { kind: "constant" };
  },
  settings: () => "",
  describe: () => "constant",
  schedule: (_, events, rate) => constantSchedule(events, rate),
};
