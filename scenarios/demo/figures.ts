import { lineChart, type Band, type LineChart, type Note, type Series } from "../../report/charts";
import type { Html } from "../../report/html";
import type { Table } from "../../report/table";
import { median } from "../experiment/judge";
import { alignedCurves, type Curve, type ScenarioCurves } from "./curves";
import { medianLoad, rateFigure, type PlacedLoad } from "./rate-figure";
import type { DemoRun } from "./record";
import { scenarioNames, seconds, whole } from "./words";

/** One demonstration in a figure. */
export interface Drawn {
  /** What its lines are called; undefined: by their scenario, when it is alone. */
  readonly name?: string;
  readonly runs: readonly DemoRun[];
}

/**
 * The lag of the scenarios in one figure, like the thesis' Figure 7.1, and the replicas below on the same axis; several
 * demonstrations lie on top of each other.
 */
export function experimentFigures(runs: readonly DemoRun[], id = "experiment"): Html[] {
  return figuresOf([{ runs }], id);
}

export function figuresOf(drawn: readonly Drawn[], id: string): Html[] {
  const curves = alignedCurves(drawn.map(({ runs }) => runs));
  const all = curves.flat();
  const repeats = Math.max(0, ...all.map((curve) => curve.repeats));
  const shaded = repeats > 1 ? ` The line is the median of ${repeats} repeats, the shade their range.` : "";
  const most = Math.max(1, ...all.flatMap(({ ready }) => ready.range.map(([, , high]) => high)));
  const peak = Math.max(0, ...drawn.flatMap(({ runs }) => runs.map(({ record }) => record.lag.peak)));
  const common = {
    x: {
      title: "seconds; the scenarios one after the other",
      scale: "linear",
      ends: [0, Math.max(1, ...all.map(({ to }) => to))],
    },
    bands: bandsOf(drawn, all),
  } as const satisfies Partial<LineChart>;
  return [
    lineChart({
      ...common,
      id: `${id}-lag`,
      title: "Lag of the consumer group",
      says: `Events that wait: at most ${whole(peak)}. The faster a line falls, the more replicas read.${shaded}`,
      y: { title: "events waiting", scale: "linear", ends: [0, Math.max(1, peak * 1.15)] },
      series: seriesOf(drawn, curves, ({ lag }) => lag, false),
      notes: drawn.length > 1 ? [] : peaks(all, drawn[0]?.runs ?? []),
      data: dataOf(drawn, curves, ({ lag }) => lag, "Lag"),
    }),
    lineChart({
      ...common,
      id: `${id}-replicas`,
      title: "Replicas of the event stream processor that are ready",
      says: `On the same axis of time: at most ${whole(most)}. A replica counts once it has joined the consumer group.${shaded}`,
      y: {
        title: "replicas ready",
        scale: "linear",
        ends: [0, most + 0.3],
        ticks: Array.from({ length: most + 1 }, (_, tick) => tick),
      },
      series: seriesOf(drawn, curves, ({ ready }) => ready, true),
      legend: drawn.length > 1,
      height: 220,
      data: dataOf(drawn, curves, ({ ready }) => ready, "Ready replicas"),
    }),
    // Of several demonstrations the load is the same, or nothing can be compared.
    ...(drawn.length > 1 ? [] : rateFigure(`${id}-rate`, placedLoads(drawn[0]?.runs ?? [], all), common)),
  ];
}

/** The load of each scenario that has recorded its rate. */
function placedLoads(runs: readonly DemoRun[], curves: readonly ScenarioCurves[]): PlacedLoad[] {
  return curves.flatMap(({ scenario, from }) => {
    const series = medianLoad(runs.filter((run) => run.scenario === scenario).map(({ record }) => record));
    return series === undefined ? [] : [{ series, from, name: `scenario ${scenario}` }];
  });
}

/** Each scenario's place, with the seconds until everything was read. */
function bandsOf(drawn: readonly Drawn[], curves: readonly ScenarioCurves[]): Band[] {
  const places = new Map(curves.map((curve) => [curve.scenario, curve]));
  return [...places.values()].map(({ scenario, from, to }) => {
    const times = drawn.flatMap(({ runs }) => {
      const own = runs.filter((run) => run.scenario === scenario);
      return median(own.map(({ record: { load, lag } }) => load.end - load.start + lag.drainSeconds)) ?? [];
    });
    const said = times.map((time) => seconds(time)).join(" / ");
    const shorter = [`scenario ${scenario}: ${said}`, `${scenario}: ${said}`, `${scenario}`];
    return { from, to, name: `scenario ${scenario}: all read after ${said}`, shorter };
  });
}

/** The highest point of each line, with the peak of the readings, of which the line has one every few seconds. */
function peaks(curves: readonly ScenarioCurves[], runs: readonly DemoRun[]): Note[] {
  return curves.flatMap(({ scenario, lag }) => {
    const [first, ...rest] = lag.middle;
    if (first === undefined) return [];
    const [x, y] = rest.reduce((best, point) => (point[1] > best[1] ? point : best), first);
    const read = runs.filter((run) => run.scenario === scenario).map(({ record }) => record.lag.peak);
    return y > 0 ? { x, y, text: whole(median(read) ?? y), side: "above" as const } : [];
  });
}

function seriesOf(
  drawn: readonly Drawn[],
  curves: readonly (readonly ScenarioCurves[])[],
  pick: (curve: ScenarioCurves) => Curve,
  steps: boolean,
): Series[] {
  return curves.flatMap((own, index) => {
    const name = drawn[index]?.name;
    const one = (curve: ScenarioCurves): Series => ({
      name: name ?? scenarioNames[curve.scenario],
      points: pick(curve).middle,
      steps,
      look: name === undefined ? curve.scenario - 1 : index,
      ...(curve.repeats > 1 ? { range: pick(curve).range } : {}),
    });
    return own.map(one);
  });
}

function dataOf(
  drawn: readonly Drawn[],
  curves: readonly (readonly ScenarioCurves[])[],
  pick: (curve: ScenarioCurves) => Curve,
  what: string,
): Table {
  const named = drawn.some(({ name }) => name !== undefined);
  const repeated = curves.flat().some(({ repeats }) => repeats > 1);
  const titles = ["second", ...(repeated ? ["median", "lowest", "highest"] : [what.toLowerCase()])];
  return {
    caption: `${what}, from the first event of each scenario${repeated ? ": median of the repeats, and their lowest and highest value" : ""}`,
    columns: [{ title: named ? "run, scenario" : "scenario" }, ...titles.map((title) => ({ title, numeric: true }))],
    rows: curves.flatMap((own, index) =>
      own.flatMap((curve) =>
        pick(curve).range.map(([x, low, high], point) => [
          named ? `${drawn[index]?.name ?? ""}, ${curve.scenario}` : `${curve.scenario}`,
          whole(x - curve.from),
          whole(pick(curve).middle[point]?.[1] ?? 0),
          ...(repeated ? [whole(low), whole(high)] : []),
        ]),
      ),
    ),
  };
}
