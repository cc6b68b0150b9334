/** One run of `npm start` as a page. */
import { lineChart } from "../../report/charts";
import { facts, page } from "../../report/page";
import type { Html } from "../../report/html";
import type { RunRecord } from "../run-record";
import { recordedShape, summaryRows } from "../summary-table";
import { generator } from "./page";
import { rateFigure } from "./rate-figure";

type Point = readonly [number, number];

const whole = (value: number) => Math.round(value).toLocaleString("en-US");

function series(id: string, title: string, says: string, unit: string, points: readonly Point[], steps: boolean): Html {
  return lineChart({
    id,
    title,
    says,
    x: { title: "seconds from the first event", scale: "linear" },
    y: { title: unit, scale: "linear" },
    series: [{ name: unit, points, steps }],
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
  const x = { title: "seconds from the first event", scale: "linear" } as const;
  const read = { name: "read by the processor", look: 0, points: since(record.series.rateIn) };
  const ready = record.series.replicas.map(([time, , , value]): Point => [time, value]);
  const loads = load.series === undefined ? [] : [{ series: load.series, from: 0, name: runId }];
  return page({
    title: `ACM event stream: ${runId}`,
    lead: `${recordedShape(record)}; ${startedAt.slice(0, 16).replace("T", " ")} UTC, commit ${commit.slice(0, 12)}`,
    opening: facts([
      ["Verdict", problems.length === 0 ? "Every valid event was enriched exactly once." : problems.join(" ")],
    ]),
    sections: [
      {
        id: "load",
        title: "Load, lag and replicas",
        content: [
          ...rateFigure("rate", loads, { x }, [read]),
          series(
            "lag",
            "Lag of the consumer group",
            `At most ${whole(lag.peak)} events waited.`,
            "events waiting",
            since(record.series.lag),
            false,
          ),
          series(
            "replicas",
            "Replicas that are ready",
            `At most ${record.maxReadyReplicas}.`,
            "replicas ready",
            since(ready),
            true,
          ),
        ],
      },
      { id: "summary", title: "In numbers", content: facts(summaryRows(record)) },
    ],
    footer: facts([["Recorded data", "the JSON file beside this page"]]),
    generator,
  });
}
