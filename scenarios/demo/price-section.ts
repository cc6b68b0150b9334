/** What the runs cost, by architecture. */
import { html, type Content, type Html } from "../../report/html";
import { opens, table } from "../../report/table";
import { median } from "../experiment/judge";
import { ownOption } from "./headline";
import type { DemoRecord, DemoRun } from "./record";
import { dollars, scenarioNames } from "./words";

type Price = NonNullable<DemoRun["prices"]>[number];

/** Titles by option, in the order of the cost comparison. */
export function pricedOptions(runs: readonly DemoRun[]): Map<string, string> {
  return new Map(runs.flatMap(({ prices = [] }) => prices.map(({ option, title }) => [option, title] as const)));
}

/** Median over runs that have this price, US dollars. */
export function middlePrice(
  runs: readonly DemoRun[],
  option: string,
  pick: "usd" | "perMillionEventsUsd",
): number | undefined {
  return median(
    runs
      .flatMap(({ prices = [] }) => prices.filter((price) => price.option === option))
      .map((price) => Number(price[pick])),
  );
}

const shown = (value: number | undefined) => (value === undefined ? "–" : dollars(value));

export function priceSection(record: DemoRecord): Content {
  const priced = record.runs.filter(({ prices = [] }) => prices.length > 0);
  const notes = record.priceNotes.map((note) => html`<p>${note}</p>`);
  if (priced.length === 0)
    return html`<p>No run could be priced.</p>
      ${notes}`;
  return html`<p>
      A run pays for its time of what stands there all month, and for its own events where events are paid. A million
      events are priced as if that load went on: the busier the same servers are, the less each event costs. The marked
      row is what it ran on.
    </p>
    ${scenarioPrices(record, priced)}${notes}
    ${opens(`Every run by itself (${priced.length})`, runPrices(priced), html` class="printed"`)}`;
}

function scenarioPrices(record: DemoRecord, priced: readonly DemoRun[]): Html {
  const options = [...pricedOptions(priced)];
  const scenarios = ([1, 2, 3] as const).filter((wanted) => priced.some(({ scenario }) => scenario === wanted));
  const own = ownOption(record);
  return table({
    caption: "US dollars: one run, and a million events; median of the repeats",
    columns: [
      { title: "Architecture" },
      ...scenarios.flatMap((scenario) => [
        { title: `scenario ${scenario}: one run`, numeric: true },
        { title: "a million", numeric: true },
      ]),
    ],
    rows: options.map(([option, title]) => [
      option === own ? html`${title} <span class="tag">it ran on this</span>` : title,
      ...scenarios.flatMap((scenario) => {
        const runs = priced.filter((run) => run.scenario === scenario);
        return [shown(middlePrice(runs, option, "usd")), shown(middlePrice(runs, option, "perMillionEventsUsd"))];
      }),
    ]),
    marked: (row) => (options[row]?.[0] === own ? "strong" : undefined),
  });
}

function runPrices(priced: readonly DemoRun[]): Html {
  const row = ({ scenario, repeat }: DemoRun, { title, usd, perMillionEventsUsd }: Price): Content[] => [
    scenarioNames[scenario],
    repeat,
    title,
    dollars(Number(usd)),
    dollars(Number(perMillionEventsUsd)),
  ];
  return table({
    caption: "US dollars",
    columns: [
      { title: "Scenario" },
      { title: "repeat", numeric: true },
      { title: "architecture" },
      { title: "one run", numeric: true },
      { title: "a million events", numeric: true },
    ],
    rows: priced.flatMap((run) => (run.prices ?? []).map((price) => row(run, price))),
  });
}
