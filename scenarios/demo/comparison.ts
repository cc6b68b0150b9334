/** Two demonstrations side by side: two targets, or two commits. */
import { lineChart } from "../../report/charts";
import { html, type Content, type Html } from "../../report/html";
import { page } from "../../report/page";
import { table } from "../../report/table";
import { median } from "../experiment/judge";
import { summarise } from "../experiment/table";
import { scenarioCurves } from "./curves";
import { scenarioNames } from "./figures";
import { generator } from "./page";
import { environmentFacts, verdictTag } from "./parts";
import type { DemoRecord } from "./record";
import { experimentRuns, verdictOf } from "./verdict";

type Pair = readonly [DemoRecord, DemoRecord];

/** What each is called in the comparison: by target where the targets differ, else by commit, else by time. */
export function namesOf([a, b]: Pair): [string, string] {
  if (a.stack.target !== b.stack.target) return [a.stack.target, b.stack.target];
  if (a.commit !== b.commit) return [a.commit.slice(0, 12), b.commit.slice(0, 12)];
  return [a.startedAt, b.startedAt];
}

/** What both are made of, and whether it is the same. */
export function portability([a, b]: Pair): { what: string; a: string; b: string; same: boolean }[] {
  const images = ({ stack }: DemoRecord) =>
    stack.workloads
      .map(({ name, image }) => `${name} ${image.split("/").slice(-2).join("/")}`)
      .sort()
      .join("\n");
  const of = (what: string, pick: (record: DemoRecord) => string) => {
    const [left, right] = [pick(a), pick(b)];
    return { what, a: left, b: right, same: left === right };
  };
  return [
    of("Commit", ({ commit }) => commit),
    of("Images, without their registry", images),
    of("Target", ({ stack }) => stack.target),
    of("Kubernetes", ({ environment }) => environment.kubernetes),
    of(
      "Kafka",
      ({
        stack: {
          costParameters: { kafka },
        },
      }) => `${kafka.version}, ${kafka.mode}, ${kafka.placement}, ${kafka.brokers} brokers`,
    ),
    of("Broker type", ({ stack }) => stack.costParameters.kafka.instanceType ?? "pods of the cluster"),
    of("Region", ({ stack }) => stack.costParameters.region ?? "on premises"),
    of(
      "Autoscaler",
      ({ stack }) => `${stack.autoscaler.kind}, ${stack.autoscaler.replicas.min} to ${stack.autoscaler.replicas.max}`,
    ),
    of("Topics", ({ stack }) =>
      stack.costParameters.topics.map(({ name, partitions }) => `${name}: ${partitions}`).join(", "),
    ),
    of("Delivery", ({ stack }) => stack.costParameters.processor.deliveryGuarantee),
  ];
}

function portabilityTable(pair: Pair, names: readonly [string, string]): Html {
  const rows = portability(pair);
  return table({
    caption: "What runs, on both",
    columns: [{ title: "" }, { title: names[0] }, { title: names[1] }, { title: "" }],
    rows: rows.map(({ what, a, b, same }) => [what, a, b, same ? "same" : html`<strong>differs</strong>`]),
    marked: (row) => (rows[row]?.same === true ? undefined : "strong"),
  });
}

function requirementTable(pair: Pair, names: readonly [string, string]): Html {
  const find = (record: DemoRecord, id: string) =>
    record.requirements.flatMap(({ checks }) => checks).find((check) => check.id === id);
  const ids = [
    ...new Set(pair.flatMap((record) => record.requirements.flatMap(({ checks }) => checks.map(({ id }) => id)))),
  ];
  const cell = (record: DemoRecord, id: string): Content => {
    const check = find(record, id);
    return check === undefined
      ? "not in this run"
      : html`${verdictTag(check.verdict)}${check.verdict !== "passed" && html` ${check.reason}`}`;
  };
  const differs = (id: string) => find(pair[0], id)?.verdict !== find(pair[1], id)?.verdict;
  return table({
    caption: "Rows that differ are marked",
    columns: [{ title: "Check" }, { title: names[0] }, { title: names[1] }],
    rows: ids.map((id) => [
      `${id} ${find(pair[0], id)?.title ?? find(pair[1], id)?.title ?? ""}`,
      cell(pair[0], id),
      cell(pair[1], id),
    ]),
    marked: (row) => (differs(ids[row] ?? "") ? "strong" : undefined),
  });
}

/** A figure for each scenario: both lags from the first event. */
function overlays(pair: Pair, names: readonly [string, string]): Html[] {
  const curves = pair.map((record) => scenarioCurves(record.runs));
  return ([1, 2, 3] as const).flatMap((scenario) => {
    const both = curves.map((own) => own.find((curve) => curve.scenario === scenario));
    if (both.some((curve) => curve === undefined)) return [];
    const series = both.map((curve, index) => ({
      name: names[index] ?? "",
      points: (curve?.lag.middle ?? []).map(([x, y]): [number, number] => [x - (curve?.from ?? 0), y]),
    }));
    return lineChart({
      id: `overlay-${scenario}`,
      title: `Lag, scenario ${scenarioNames[scenario]}`,
      says: "Both from the first event; the median of each one's repeats.",
      x: { title: "seconds from the first event", scale: "linear" },
      y: { title: "events waiting", scale: "linear" },
      series,
      height: 260,
      data: {
        caption: "Lag",
        columns: [{ title: "run" }, { title: "second", numeric: true }, { title: "events", numeric: true }],
        rows: series.flatMap(({ name, points }) =>
          points.map(([x, y]) => [name, x, Math.round(y).toLocaleString("en-US")]),
        ),
      },
    });
  });
}

function experimentNumbers(pair: Pair, names: readonly [string, string]): Html {
  const summaries = pair.map((record) => summarise(experimentRuns(record)));
  const middle = (index: number, scenario: number, pick: "drainSeconds" | "replicaSeconds" | "peak") => {
    const own =
      summaries[index]?.runs.filter((run) => run.scenario === scenario).map(({ judgement }) => judgement[pick]) ?? [];
    return median(own)?.toFixed(0) ?? "–";
  };
  const rows = ([1, 2, 3] as const).flatMap((scenario) =>
    (
      [
        ["peak lag", "peak"],
        ["drained in, s", "drainSeconds"],
        ["replica-seconds", "replicaSeconds"],
      ] as const
    ).map(([title, pick]) => [
      `${scenarioNames[scenario]}: ${title}`,
      middle(0, scenario, pick),
      middle(1, scenario, pick),
    ]),
  );
  return table({
    caption: "Median of the repeats",
    columns: [{ title: "" }, { title: names[0], numeric: true }, { title: names[1], numeric: true }],
    rows,
  });
}

function priceRows(pair: Pair, names: readonly [string, string]): Content {
  const middle = (record: DemoRecord, option: string) => {
    const values = record.runs
      .flatMap(({ prices = [] }) => prices.filter((price) => price.option === option))
      .map(({ perMillionEventsUsd }) => Number(perMillionEventsUsd));
    return median(values)?.toPrecision(3) ?? "–";
  };
  const options = new Map(
    pair.flatMap(({ runs }) =>
      runs.flatMap(({ prices = [] }) => prices.map(({ option, title }) => [option, title] as const)),
    ),
  );
  if (options.size === 0) return html`<p>Neither has prices.</p>`;
  return table({
    caption: "US dollars for a million events at the load of the runs: median of all runs",
    columns: [{ title: "Option" }, { title: names[0], numeric: true }, { title: names[1], numeric: true }],
    rows: [...options].map(([option, title]) => [title, middle(pair[0], option), middle(pair[1], option)]),
  });
}

export function comparisonPage(a: DemoRecord, b: DemoRecord): string {
  const pair: Pair = [a, b];
  const names = namesOf(pair);
  const same = portability(pair);
  const differing = same.filter((row) => !row.same).map(({ what }) => what.toLowerCase());
  return page({
    title: `ACM event stream: ${names[0]} and ${names[1]} side by side`,
    lead: `${verdictOf(a).says} / ${verdictOf(b).says}`,
    opening: html`<p class="answer">
      ${differing.length === 0 ? "Both run the same." : `The same on both but for: ${differing.join(", ")}.`}
    </p>`,
    sections: [
      { id: "portability", title: "What is the same, and what differs", content: portabilityTable(pair, names) },
      { id: "requirements", title: "Requirements", content: requirementTable(pair, names) },
      {
        id: "experiment",
        title: "The scalability experiment",
        content: html`${overlays(pair, names)}${experimentNumbers(pair, names)}`,
      },
      { id: "prices", title: "Prices", content: priceRows(pair, names) },
      {
        id: "environments",
        title: "Environments",
        content: html`<h3>${names[0]}</h3>
          ${environmentFacts(a)}
          <h3>${names[1]}</h3>
          ${environmentFacts(b)}`,
      },
    ],
    footer: html`<p>Made from two records of <code>npm run demo</code>.</p>`,
    generator,
  });
}
