import { maxRate, readNumber, shown, type ShapeKind } from "./kind";
import { RateCurve, type RatePoint } from "./rate-curve";
import { stretched } from "./schedule";

/** A recorded rate again: between two points on their line, stretched to the events and to the mean rate asked for. */
export interface ReplayShape {
  readonly kind: "replay";
  readonly points: readonly RatePoint[];
}

/**
 * Most points. They reach the job as one argument, of which Linux takes 128 KiB; 5,000 points of at most 22 characters
 * are 110 KB, far below the 1.5 MB of an object of Kubernetes as well.
 */
export const maxReplayPoints = 5_000;
const longest = 1e7;

/**
 * A series of readings as a shape: the first one is its beginning, and three decimals are kept.
 * @throws RangeError with the reading that is wrong, in a few words
 */
export function replayOf(readings: readonly RatePoint[]): ReplayShape {
  if (readings.length < 2) throw new RangeError(`${readings.length} readings are there, at least 2 are needed`);
  if (readings.length > maxReplayPoints) {
    throw new RangeError(
      `${readings.length} readings are there, at most ${maxReplayPoints} are possible: take a larger step between them`,
    );
  }
  const begin = readings[0]?.[0] ?? 0;
  const decimals = (value: number) => Math.round(value * 1000) / 1000;
  const points = readings.map(([seconds, rate]): RatePoint => [decimals(seconds - begin), decimals(rate)]);
  points.forEach(([seconds, rate], index) => {
    const name = `reading ${index + 1}`;
    if (!(seconds <= longest)) throw new RangeError(`${name} is more than ${longest} s after the first`);
    if (!(rate >= 0 && rate <= maxRate))
      throw new RangeError(`${name} has the rate ${rate}, not one from 0 to ${maxRate}`);
    if (seconds < (points[index - 1]?.[0] ?? 0)) throw new RangeError(`${name} is earlier than the one before it`);
  });
  if (new RateCurve(points).events === 0) throw new RangeError("its rates bring no event");
  return { kind: "replay", points };
}

export const replay: ShapeKind<ReplayShape> = {
  usage: "replay:SECONDS=RATE,SECONDS=RATE,…",
  ownRates: false,
  parse: (settings) =>
    replayOf(
      (settings === "" ? [] : settings.split(",")).map((part): RatePoint => {
        const [seconds = "", rate = "", ...more] = part.split("=");
        if (more.length > 0) throw new RangeError(`"${part}" is not SECONDS=RATE`);
        return [readNumber("a time", seconds, 0, longest), readNumber("a rate", rate, 0, maxRate)];
      }),
    ),
  settings: ({ points }) => points.map(([seconds, rate]) => `${seconds}=${rate}`).join(","),
  describe: ({ points }) => `replay of ${shown(points.length)} readings over ${shown(new RateCurve(points).seconds)} s`,
  schedule: ({ points }, events, rate) => stretched(new RateCurve(points), events, rate),
};

/** What the series itself says: its events, rounded, and how long it is. */
export function recordedLoad({ points }: ReplayShape): { events: number; seconds: number } {
  const { events, seconds } = new RateCurve(points);
  return { events: Math.round(events), seconds };
}
