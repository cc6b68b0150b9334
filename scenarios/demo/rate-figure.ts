/** The load's rate as it was wanted and as it was achieved. */
import { lineChart, type Axis, type Band, type Series } from "../../report/charts";
import type { Html } from "../../report/html";
import { median } from "../experiment/judge";
import type { RunRecord } from "../run-record";
import { whole } from "./words";

type Point = readonly [number, number];
type LoadSeries = NonNullable<RunRecord["load"]["series"]>;

/** One load and where it begins on the figure's axis. */
export interface PlacedLoad {
  readonly series: LoadSeries;
  /** Seconds. */
  readonly from: number;
  /** What the data table calls it. */
  readonly name: string;
}

/** The median of repeats, step by step; undefined when none of them has recorded its rate. */
export function medianLoad(records: readonly RunRecord[]): LoadSeries | undefined {
  const all = records.flatMap(({ load }) => load.series ?? []);
  const step = Math.max(...all.map((series) => series.step));
  // A repeat that took far longer has coarser steps, which cannot be laid over the others.
  const same = all.filter((series) => series.step === step);
  const longest = Math.max(0, ...same.map(({ intended }) => intended.length));
  const middle = (pick: (series: LoadSeries) => readonly number[]) =>
    Array.from({ length: longest }, (_, index) => median(same.map((series) => pick(series)[index] ?? 0)) ?? 0);
  if (same.length === 0) return undefined;
  return {
    step,
    intended: middle(({ intended }) => intended),
    acknowledged: middle(({ acknowledged }) => acknowledged),
  };
}

/** Events a second of each step, and none after the last. */
function ratePoints(counts: readonly number[], step: number, from: number): Point[] {
  const points = counts.map((count, index): Point => [from + index * step, count / step]);
  return [...points, [from + counts.length * step, 0]];
}

/**
 * A figure with two lines: events due and events acknowledged by Kafka a second. A gap between them is a load that did
 * not keep its rate.
 * @param more further lines, for example what was read
 * @returns nothing when there is no load
 */
export function rateFigure(
  id: string,
  loads: readonly PlacedLoad[],
  axis: { readonly x: Axis; readonly bands?: readonly Band[] },
  more: readonly Series[] = [],
): Html[] {
  if (loads.length === 0) return [];
  const line = (name: string, look: number, pick: (series: LoadSeries) => readonly number[]): Series => ({
    name,
    look,
    steps: true,
    points: loads.flatMap(({ series, from }) => ratePoints(pick(series), series.step, from)),
  });
  return [
    lineChart({
      id,
      title: "Rate of the load",
      says: "Events that were due by their intended times, and that Kafka acknowledged. Where the lines part, events came late.",
      x: axis.x,
      y: { title: "events a second", scale: "linear" },
      series: [
        line("due", 0, ({ intended }) => intended),
        line("acknowledged", 5, ({ acknowledged }) => acknowledged),
        ...more,
      ],
      ...(axis.bands === undefined ? {} : { bands: axis.bands }),
      height: 260,
      data: {
        caption: "Events of each step, by the time at which it begins",
        columns: [
          { title: "run" },
          { title: "second", numeric: true },
          { title: "due", numeric: true },
          { title: "acknowledged", numeric: true },
        ],
        rows: loads.flatMap(({ series, from, name }) =>
          series.intended.map((due, index) => [
            name,
            whole(from + index * series.step),
            whole(due),
            whole(series.acknowledged[index] ?? 0),
          ]),
        ),
      },
    }),
  ];
}
