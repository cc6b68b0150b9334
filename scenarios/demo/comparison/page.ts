/** Two demonstrations side by side: two targets, or two commits. */
import { differenceSections } from "../../../plan/portability-html";
import { html, type Content, type Html } from "../../../report/html";
import { page } from "../../../report/page";
import { opens, table } from "../../../report/table";
import { figuresOf } from "../figures";
import type { ScenarioHeadline } from "../headline";
import { generator } from "../page";
import { environmentFacts, repetition } from "../parts";
import { tallyTag, verdictTag } from "../requirement-list";
import { verdictOf } from "../verdict";
import { dollars, minute, scenarioNames, seconds, whole } from "../words";
import type { ComparedCheck, DemoComparison } from "./model";
import { overview, overviewRows } from "./overview";

/** The comparison as one HTML file. */
export function comparisonPage(comparison: DemoComparison): string {
  const { pair, names } = comparison;
  const when = pair.map(({ startedAt }, index) => `${names[index] ?? ""} ${minute(startedAt)} UTC`);
  return page({
    title: `ACM event stream: ${names[0]} and ${names[1]} side by side`,
    lead: `Two demonstrations: ${when.join(", ")}`,
    opening: opening(comparison),
    sections: [
      { id: "differences", title: "What is the same, and what differs", content: differences(comparison) },
      { id: "requirements", title: "Requirements", content: requirements(comparison) },
      { id: "experiment", title: "The scalability experiment", content: experiment(comparison) },
      { id: "prices", title: "Prices", content: prices(comparison) },
      {
        id: "environments",
        title: "Environments, and how to repeat them",
        content: pair.map(
          (record, index) =>
            html`<h3>${names[index]}</h3>
              ${repetition(record)}${environmentFacts(record)}`,
        ),
      },
    ],
    footer: html`<p>
      Made from two records of <code>npm run demo</code>; the JSON file beside this page has the same for programs.
    </p>`,
    generator,
  });
}

const sided = (names: DemoComparison["names"], numeric = false) => names.map((title) => ({ title, numeric }));

function opening(comparison: DemoComparison): Html {
  const { pair, names } = comparison;
  const notGood = names.filter((_, index) => !verdictOf(pair[index as 0 | 1]).good);
  const { warnings, sentences } = overview(comparison);
  return html`<p class="answer">
      ${notGood.length === 0 ? "Everything held on both." : `Not everything held on ${notGood.join(" and ")}.`}
    </p>
    ${warnings.length > 0 && html`<div class="note">${warnings.map((sentence) => html`<p>${sentence}</p>`)}</div>`}
    <ul>
      ${sentences.map((sentence) => html`<li>${sentence}</li>`)}
    </ul>
    ${table({
      caption: "In one minute",
      columns: [{ title: "" }, ...sided(names), { title: `${names[1]} against ${names[0]}` }],
      rows: overviewRows(comparison).map(({ what, one, other, says }) => [what, one, other, difference(says)]),
    })}`;
}

/** Whether both are the same, so that it is seen before it is read. */
function difference(says: string): Content {
  if (says === "same") return html`<span class="tag good">same</span>`;
  return says === "differs" ? html`<span class="tag warn">differs</span>` : says;
}

function differences({ facts, names, portability }: DemoComparison): Html {
  const sorted = [...facts].sort((a, b) => Number(a.same) - Number(b.same));
  return html`${table({
    caption: "Made of; what differs stands first",
    columns: [{ title: "" }, ...sided(names), { title: "" }],
    rows: sorted.map(({ what, one, other, same }) => [what, one, other, difference(same ? "same" : "differs")]),
  })}${
    portability === undefined
      ? html`<p>
          What was deployed is not in both records, so that it cannot be compared here. What today's stack files would
          make is:
          <code>npm run portability</code>.
        </p>`
      : differenceSections(portability).map(
          ({ title, content }) =>
            html`<h3>${title}</h3>
              ${content}`,
        )
  }`;
}

function requirements({ requirements: groups, names }: DemoComparison): Html {
  const differing = groups.flatMap(({ checks }) => checks.filter(({ same }) => !same));
  const side = (checks: readonly ComparedCheck[], pick: "one" | "other"): Content => {
    const own = checks.flatMap((check) => check[pick] ?? []);
    return own.length === 0 ? "not in this run" : tallyTag(own);
  };
  return html`${differing.length > 0 && checkTable("Checks with a different result", differing, names)}${table({
    caption:
      differing.length > 0 ? "All requirements; those with a difference are marked" : "The result is the same on both",
    columns: [{ title: "Requirement" }, ...sided(names)],
    rows: groups.map(({ id, title, checks }) => [
      id === title ? id : `${id}: ${title}`,
      side(checks, "one"),
      side(checks, "other"),
    ]),
    marked: (row) => (groups[row]?.checks.some(({ same }) => !same) === true ? "strong" : undefined),
  })}
  ${opens(
    "Every check",
    checkTable(
      "Evidence is in the report of each run",
      groups.flatMap(({ checks }) => checks),
      names,
    ),
  )}`;
}

function checkTable(caption: string, checks: readonly ComparedCheck[], names: DemoComparison["names"]): Html {
  const cell = (check: ComparedCheck["one"]): Content =>
    check === undefined
      ? "not in this run"
      : html`${verdictTag(check.verdict)}${check.verdict !== "passed" && html` ${check.reason}`}`;
  return table({
    caption,
    columns: [{ title: "Check" }, ...sided(names)],
    rows: checks.map(({ id, title, one, other }) => [`${id} ${title}`, cell(one), cell(other)]),
  });
}

const measures: readonly (readonly [string, (headline: ScenarioHeadline) => string])[] = [
  ["all read after", (each) => seconds(each.seconds)],
  ["peak lag, events", (each) => whole(each.peak)],
  ["replicas", (each) => `${each.startReplicas} → ${each.replicas}`],
  ["events a second", (each) => (each.eventsPerSecond === undefined ? "too short" : whole(each.eventsPerSecond))],
  ["replica-seconds", (each) => whole(each.replicaSeconds)],
];

function experiment({ pair, names, scenarios }: DemoComparison): Content {
  if (scenarios.length === 0) return html`<p>Neither has runs of the experiment.</p>`;
  const drawn = pair.map(({ runs }, index) => ({ name: names[index] ?? "", runs }));
  return html`${figuresOf(drawn, "overlay")}${table({
    caption: "Median of the repeats",
    columns: [{ title: "" }, ...sided(names, true)],
    rows: scenarios.flatMap(({ scenario, one, other }) =>
      measures.map(([title, pick]) => [
        `${scenarioNames[scenario]}: ${title}`,
        ...[one, other].map((side) => (side === undefined ? "–" : pick(side))),
      ]),
    ),
  })}`;
}

function prices({ prices: compared, names }: DemoComparison): Content {
  if (compared.length === 0) return html`<p>Neither has prices.</p>`;
  const shown = (value: number | undefined) => (value === undefined ? "–" : dollars(value));
  return html`<p>
      Every architecture is priced for the load and the replica-seconds of each run; the marked rows are what the two
      ran on.
    </p>
    ${table({
      caption:
        "US dollars for a million events at the load of the runs with scaling (scenario 2): median of the repeats",
      columns: [{ title: "Architecture" }, ...sided(names, true), { title: "ran on it" }],
      rows: compared.map(({ title, one, other, ranOn }) => [
        title,
        shown(one),
        shown(other),
        ranOn.map((side) => names[side === "one" ? 0 : 1]).join(", "),
      ]),
      marked: (row) => ((compared[row]?.ranOn.length ?? 0) > 0 ? "strong" : undefined),
    })}`;
}
