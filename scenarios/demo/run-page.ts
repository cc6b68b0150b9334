/** One run of `npm start` as a page. */
import { lineChart, type Axis } from "../../report/charts";
import { facts, page } from "../../report/page";
import { html, type Html } from "../../report/html";
import type { RunRecord } from "../run-record";
import { recordedShape, summaryRows } from "../summary-table";
import { generator } from "./page";
import { rateFigure } from "./rate-figure";
import { minute, whole } from "./words";

type Point = readonly [number, number];

function series(
  { id, title, says, unit, steps }: Record<"id" | "title" | "says" | "unit", string> & { steps: boolean },
  x: Axis,
  points: readonly Point[],
): Html {
  return lineChart({
    id,
    title,
    says,
    x,
    y: { title: unit, scale: "linear" },
    series: [{ name: unit, points, steps }],
    legend: false,
    height: 260,
    data: {
      caption: title,
      columns: [
        { title: "second", numeric: true },
        { title: unit, numeric: true },
      ],
      rows: points.map(([x, y]) => [whole(x), whole(y)]),
    },
  });
}

/** The figures share their axis of seconds from the first event. */
export function runPage(record: RunRecord): string {
  const { load, lag, commit, startedAt, problems, runId } = record;
  const since = (points: readonly Point[]) => points.map(([time, value]): Point => [time - load.start, value]);
  const read = { name: "read by the processor", look: 2, points: since(record.series.rateIn) };
  const waiting = since(record.series.lag);
  const ready = since(record.series.replicas.map(([time, , , value]): Point => [time, value]));
  const times = [...read.points, ...waiting, ...ready].map(([time]) => time);
  const ends = [Math.min(0, ...times), Math.max(1, ...times)] as const;
  const x: Axis = { title: "seconds from the first event", scale: "linear", ends };
  const loads = load.series === undefined ? [] : [{ series: load.series, from: 0, name: runId }];
  return page({
    title: `ACM event stream: ${runId}`,
    lead: `${recordedShape(record)}; ${minute(startedAt)} UTC, commit ${commit.slice(0, 12)}`,
    opening: html`<p class="answer">
      ${problems.length === 0 ? "Every valid event was enriched exactly once." : problems.join(" ")}
    </p>`,
    sections: [
      {
        id: "load",
        title: "Load, lag and replicas",
        content: [
          ...rateFigure("rate", loads, { x }, [read]),
          series(
            {
              id: "lag",
              title: "Lag of the consumer group",
              says: `At most ${whole(lag.peak)} events waited.`,
              unit: "events waiting",
              steps: false,
            },
            x,
            waiting,
          ),
          series(
            {
              id: "replicas",
              title: "Replicas that are ready",
              says: `At most ${record.maxReadyReplicas}.`,
              unit: "replicas ready",
              steps: true,
            },
            x,
            ready,
          ),
        ],
      },
      { id: "summary", title: "In numbers", content: facts(summaryRows(record)) },
    ],
    footer: html`<p>Recorded data: the JSON file beside this page.</p>`,
    generator,
  });
}
