/** Parts of the demonstration's page. */
import { facts } from "../../report/page";
import { html, type Content, type Html } from "../../report/html";
import { opens, table } from "../../report/table";
import { summarise } from "../experiment/table";
import type { CheckResult, RequirementResult } from "../quality/check";
import { scenarioNames } from "./figures";
import type { DemoRecord, DemoRun } from "./record";
import { experimentRuns, type Verdict } from "./verdict";

const marks = { passed: "good", failed: "warn", skipped: "" } as const;
const words = { passed: "✓ passed", failed: "✗ failed", skipped: "– not checked" } as const;

export const verdictTag = (verdict: CheckResult["verdict"]): Html =>
  html`<span class="tag ${marks[verdict]}">${words[verdict]}</span>`;

function checkLine({ id, title, verdict, reason, correction, evidence, seconds }: CheckResult): Html {
  const shown = html`${reason !== undefined && html`<p><strong>Why:</strong> ${reason}</p>`}${
      correction !== undefined && html`<p><strong>Differs from the thesis:</strong> ${correction}</p>`
    }${evidence.map(
      ({ asked, answer, time }) =>
        html`<p><code>${asked}</code><br /><code>${answer}</code><br /><small>${time}</small></p>`,
    )}
    <p><small>${seconds} s</small></p>`;
  // What failed is open: nobody should have to look for it.
  const attributes = verdict === "failed" ? html` class="line" open` : html` class="line"`;
  return opens(html`<span class="name">${id} ${title}</span> ${verdictTag(verdict)}`, shown, attributes);
}

export function requirementList(requirements: readonly RequirementResult[]): Html {
  return html`${requirements.map(
    ({ id, title, checks }) =>
      html`<h3>${id === title ? id : `${id}: ${title}`}</h3>
        ${checks.map(checkLine)}`,
  )}`;
}

export function opening({ says, problems, failed }: Verdict): Html {
  const list = [...failed.map(({ id, title, reason }) => `${id} ${title}: ${reason ?? ""}`), ...problems];
  return html`<p class="answer">${says}</p>
    ${list.length > 0 && html`<div class="note">${list.map((sentence) => html`<p>${sentence}</p>`)}</div>`}`;
}

const seconds = (value: number) => `${value.toFixed(0)} s`;

/** The experiment in numbers, a row for each run. */
export function experimentTable(record: DemoRecord): Html {
  const { runs } = summarise(experimentRuns(record));
  const titles = [
    "Scenario",
    "repeat",
    "replicas",
    "peak lag",
    "plateau",
    "drained in",
    "events/s",
    "replica-seconds",
    "lost",
    "twice",
    "of what is possible",
  ];
  return table({
    caption:
      "Plateau: time within 5 % of the peak. Events/s: slope of the lag by least squares, once all replicas were ready. Possible: what five partitions " +
      "allow is 1, 1.67, 2.5, 2.5 and 5 times one replica for one to five replicas; pod start is taken off.",
    columns: titles.map((title, index) => ({ title, numeric: index > 0 })),
    rows: runs.map(({ scenario, repeat, startReplicas, judgement: j, verdict }) => [
      scenarioNames[scenario],
      repeat,
      `${startReplicas} → ${j.replicas}`,
      Math.round(j.peak).toLocaleString("en-US"),
      seconds(j.plateauSeconds),
      seconds(j.drainSeconds),
      j.eventsPerSecond === undefined ? "too short" : j.eventsPerSecond.toFixed(0),
      j.replicaSeconds.toFixed(0),
      j.lost,
      j.writtenTwice,
      verdict === undefined
        ? scenario === 1
          ? "is the measure"
          : "not judged: the load is not constant"
        : `${(100 / verdict.ratio).toFixed(0)} % of ${verdict.bound.toFixed(2)}×`,
    ]),
  });
}

/** CPU and memory of the runs: mean and highest. */
export function resourceTable(runs: readonly DemoRun[]): Html {
  const mean = (values: readonly number[]) =>
    values.length === 0 ? "not measured" : (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(2);
  const values = (points: readonly (readonly [number, number])[]) => points.map(([, value]) => value);
  return table({
    caption: "CPU and memory of all processor replicas together, as their processes report it",
    columns: ["Scenario", "repeat", "mean cores", "most cores", "mean MiB", "autoscaler's changes"].map(
      (title, index) => ({
        title,
        numeric: index > 0 && index < 5,
      }),
    ),
    rows: runs.map(({ scenario, repeat, resources, record }) => [
      scenarioNames[scenario],
      repeat,
      mean(values(resources.cpuCores)),
      resources.cpuCores.length === 0 ? "–" : Math.max(...values(resources.cpuCores)).toFixed(2),
      mean(values(resources.memoryMib)),
      record.replicaChanges
        .map(
          ({ afterFirstEvent, from, to, reason }) =>
            `${seconds(afterFirstEvent)}: ${from} → ${to}${reason === undefined ? "" : ` (${reason})`}`,
        )
        .join("; ") || "none",
    ]),
  });
}

/** Text of an amount for people: enough digits to tell cents of cents apart. */
const dollars = (text: string) => {
  const value = Number(text);
  return value === 0 ? "0" : value >= 1 ? value.toFixed(2) : value.toPrecision(3);
};

export function priceTable(record: DemoRecord): Content {
  const priced = record.runs.filter(({ prices = [] }) => prices.length > 0);
  if (priced.length === 0) return html`<p>No run could be priced.</p>`;
  const options = priced[0]?.prices ?? [];
  return table({
    caption:
      "US dollars of one run (its share of the month for what stands there, its share of the events for what is used), and of a million events, by option",
    columns: [
      { title: "Option" },
      ...priced.flatMap(({ scenario, repeat }) => [
        { title: `${scenario}.${repeat} run`, numeric: true },
        { title: "per million", numeric: true },
      ]),
    ],
    rows: options.map(({ option, title }) => [
      title,
      ...priced.flatMap(({ prices = [] }) => {
        const own = prices.find((price) => price.option === option);
        return own === undefined ? ["–", "–"] : [dollars(own.usd), dollars(own.perMillionEventsUsd)];
      }),
    ]),
  });
}

export function environmentFacts(record: DemoRecord): Html {
  const { environment, stack, commit } = record;
  const { kafka, processor } = stack.costParameters;
  return facts([
    ["Target", `${stack.target}, stack "${record.stackName}", namespace "${stack.namespace}"`],
    ["Commit", commit],
    ["Cluster", `Kubernetes ${environment.kubernetes} at ${environment.server}`],
    ["Kafka", `${kafka.version}, ${kafka.mode}, ${kafka.placement}, ${kafka.brokers} brokers`],
    [
      "Processor",
      `${processor.serviceTimeMs} ms an event, ${processor.concurrency} at once, ${processor.replicas.min} to ${processor.replicas.max} replicas, ${processor.deliveryGuarantee}`,
    ],
    [
      "Autoscaler",
      `${stack.autoscaler.kind}${stack.autoscaler.lagThreshold === undefined ? "" : `, ${stack.autoscaler.lagThreshold} events a replica`}`,
    ],
    ["Images", stack.workloads.map(({ image }) => image).join(", ")],
    ["Seen from", `Node ${environment.node}, ${environment.cpus} CPUs, ${environment.memoryGib} GiB`],
    ["When", `${record.startedAt} to ${record.endedAt}`],
    ["Again", html`<code>${record.command}</code>`],
  ]);
}
