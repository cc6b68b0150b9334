import { readNumber, shown, type ShapeKind } from "./kind";
import { RateCurve, type RatePoint } from "./rate-curve";
import { stretched } from "./schedule";

/** A day in the time of the run: 24 weights, one for each hour from midnight, each hour at one rate. */
export interface DailyShape {
  readonly kind: "daily";
  readonly weights: readonly number[];
}

const hours = 24;

export const daily: ShapeKind<DailyShape> = {
  usage: "daily:WEIGHT,… with 24 weights, one for each hour",
  ownRates: false,
  parse: (settings) => {
    const parts = settings === "" ? [] : settings.split(",");
    if (parts.length !== hours) throw new RangeError(`${parts.length} weights are given`);
    const weights = parts.map((part, hour) => readNumber(`the weight of hour ${hour}`, part, 0, 1e6));
    if (weights.every((weight) => weight === 0)) throw new RangeError("all weights are 0, so that no event would come");
    return { kind: "daily", weights };
  },
  settings: ({ weights }) => weights.join(","),
  describe: ({ weights }) => {
    const mean = weights.reduce((sum, weight) => sum + weight, 0) / hours;
    return `a day's curve, its busiest hour at ${shown(Math.max(...weights) / mean)} times the mean`;
  },
  schedule: ({ weights }, events, rate) => {
    const steps = weights.flatMap((weight, hour): RatePoint[] => [
      [hour, weight],
      [hour + 1, weight],
    ]);
    return stretched(new RateCurve(steps), events, rate);
  },
};
