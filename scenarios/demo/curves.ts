/** Curves of the experiment for its figures: repeats on one grid of time, scenarios one after the other. Pure. */
import { median } from "../experiment/judge";
import type { DemoRun } from "./record";

type Point = readonly [number, number];

export interface Curve {
  /** Median over the repeats. */
  readonly middle: readonly (readonly [x: number, y: number])[];
  /** Lowest and highest of the repeats. */
  readonly range: readonly (readonly [x: number, low: number, high: number])[];
}

export interface ScenarioCurves {
  readonly scenario: DemoRun["scenario"];
  readonly repeats: number;
  /** Where it begins and ends on the common axis, s. */
  readonly from: number;
  readonly to: number;
  readonly lag: Curve;
  readonly wanted: Curve;
  readonly ready: Curve;
}

/** Seconds between two points of the grid, and between two scenarios. */
const step = 5;
const gap = 20;

/** Value of a series at a time: between two points on the line, before the first and after the last as those are. */
export function interpolated(points: readonly Point[], time: number): number | undefined {
  const after = points.findIndex(([t]) => t >= time);
  if (points.length === 0) return undefined;
  if (after === -1) return points.at(-1)?.[1];
  const [t1, v1] = points[after] as Point;
  const before = points[after - 1];
  if (before === undefined) return v1;
  return before[1] + ((v1 - before[1]) * (time - before[0])) / (t1 - before[0]);
}

/** Value of a series that holds until its next point. */
export function held(points: readonly Point[], time: number): number | undefined {
  return (points.findLast(([t]) => t <= time) ?? points[0])?.[1];
}

function curve(series: readonly (readonly Point[])[], at: typeof interpolated, offset: number, seconds: number): Curve {
  const middle: [number, number][] = [];
  const range: [number, number, number][] = [];
  for (let time = 0; time <= seconds; time += step) {
    const values = series.map((points) => at(points, time)).filter((value) => value !== undefined);
    const centre = median(values);
    if (centre === undefined) continue;
    middle.push([offset + time, centre]);
    range.push([offset + time, Math.min(...values), Math.max(...values)]);
  }
  return { middle, range };
}

/** Seconds from the first event until the group had read everything, and a little more to see that it stays so. */
const lengthOf = ({ record }: DemoRun) => record.load.end - record.load.start + record.lag.drainSeconds + 15;

export function scenarioCurves(runs: readonly DemoRun[]): ScenarioCurves[] {
  return alignedCurves([runs])[0] ?? [];
}

/** Curves of several demonstrations on one axis: each scenario begins at the same place in all, and has room for the longest. */
export function alignedCurves(demonstrations: readonly (readonly DemoRun[])[]): ScenarioCurves[][] {
  const result: ScenarioCurves[][] = demonstrations.map(() => []);
  let offset = 0;
  for (const scenario of [1, 2, 3] as const) {
    const own = demonstrations.map((runs) => runs.filter((run) => run.scenario === scenario));
    if (own.every((runs) => runs.length === 0)) continue;
    const seconds = Math.ceil(Math.max(...own.flat().map(lengthOf)) / step) * step;
    for (const [index, runs] of own.entries()) {
      if (runs.length > 0) result[index]?.push(curvesOf(scenario, runs, offset, seconds));
    }
    offset += seconds + gap;
  }
  return result;
}

function curvesOf(
  scenario: DemoRun["scenario"],
  runs: readonly DemoRun[],
  offset: number,
  seconds: number,
): ScenarioCurves {
  const since = ({ record }: DemoRun, points: readonly Point[]) =>
    points.map(([time, value]): Point => [time - record.load.start, value]);
  const replicas = (run: DemoRun, column: 1 | 3) =>
    since(
      run,
      run.record.series.replicas.map((sample): Point => [sample[0], sample[column]]),
    );
  const over = (series: readonly (readonly Point[])[], at: typeof interpolated) => curve(series, at, offset, seconds);
  return {
    scenario,
    repeats: runs.length,
    from: offset,
    to: offset + seconds,
    lag: over(
      runs.map((run) => since(run, run.record.series.lag)),
      interpolated,
    ),
    wanted: over(
      runs.map((run) => replicas(run, 1)),
      held,
    ),
    ready: over(
      runs.map((run) => replicas(run, 3)),
      held,
    ),
  };
}
