import { lineChart, type Series } from "../../report/charts";
import type { Html } from "../../report/html";
import { scenarioCurves, type ScenarioCurves } from "./curves";
import { medianLoad, rateFigure, type PlacedLoad } from "./rate-figure";
import type { DemoRun } from "./record";

export const scenarioNames = {
  1: "1: no scaling, one replica",
  2: "2: scaling, from one replica",
  3: "3: scaling, from the replicas of 2",
} as const;

const whole = (value: number) => Math.round(value).toLocaleString("en-US");
const data = (
  curves: readonly ScenarioCurves[],
  pick: (curve: ScenarioCurves) => ScenarioCurves["lag"],
  what: string,
) => ({
  caption: `${what}: median of the repeats, and their lowest and highest value`,
  columns: [
    { title: "second" },
    { title: "scenario", numeric: true },
    { title: "median", numeric: true },
    { title: "lowest", numeric: true },
    { title: "highest", numeric: true },
  ],
  rows: curves.flatMap((curve) =>
    pick(curve).range.map(([x, low, high], index) => [
      whole(x),
      curve.scenario,
      whole(pick(curve).middle[index]?.[1] ?? 0),
      whole(low),
      whole(high),
    ]),
  ),
});

/** The lag of the scenarios in one figure, like the thesis' Figure 7.1, and the replicas below on the same axis. */
export function experimentFigures(runs: readonly DemoRun[], id = "experiment"): Html[] {
  const curves = scenarioCurves(runs);
  const last = curves.at(-1)?.to ?? 1;
  const repeats = Math.max(0, ...curves.map((curve) => curve.repeats));
  const x = { title: "seconds; the scenarios one after the other", scale: "linear", ends: [0, last] } as const;
  const bands = curves.map(({ from, to, scenario }) => ({ from, to, name: `scenario ${scenario}` }));
  const series = (pick: (curve: ScenarioCurves) => ScenarioCurves["lag"], steps: boolean): Series[] =>
    curves.map((curve) => ({
      name: scenarioNames[curve.scenario],
      points: pick(curve).middle,
      steps,
      look: curve.scenario - 1,
      ...(repeats > 1 ? { range: pick(curve).range } : {}),
    }));
  const most = Math.max(
    1,
    ...curves.flatMap(({ wanted, ready }) => [...wanted.range, ...ready.range].map(([, , high]) => high)),
  );
  const peak = Math.max(0, ...curves.flatMap(({ lag }) => lag.range.map(([, , high]) => high)));
  const shaded = repeats > 1 ? ` The shade is the range of ${repeats} repeats.` : "";
  return [
    lineChart({
      id: `${id}-lag`,
      title: "Lag of the consumer group",
      says: `Events that wait: at most ${whole(peak)}. The faster a line falls, the more replicas read.${shaded}`,
      x,
      y: { title: "events waiting", scale: "linear" },
      series: series(({ lag }) => lag, false),
      bands,
      data: data(curves, ({ lag }) => lag, "Lag"),
    }),
    lineChart({
      id: `${id}-replicas`,
      title: "Replicas of the event stream processor that are ready",
      says: `On the same axis of time: at most ${whole(most)}. A replica counts once it has joined the consumer group.${shaded}`,
      x,
      y: {
        title: "replicas ready",
        scale: "linear",
        ends: [0, most + 0.3],
        ticks: Array.from({ length: most + 1 }, (_, tick) => tick),
      },
      series: series(({ ready }) => ready, true),
      bands,
      height: 220,
      data: data(curves, ({ ready }) => ready, "Ready replicas"),
    }),
    ...rateFigure(`${id}-rate`, placedLoads(runs, curves), { x, bands }),
  ];
}

/** The load of each scenario that has recorded its rate. */
function placedLoads(runs: readonly DemoRun[], curves: readonly ScenarioCurves[]): PlacedLoad[] {
  return curves.flatMap(({ scenario, from }) => {
    const series = medianLoad(runs.filter((run) => run.scenario === scenario).map(({ record }) => record));
    return series === undefined ? [] : [{ series, from, name: `scenario ${scenario}` }];
  });
}
