import { lineChart, stackedBars, tornado } from "../../../report/charts";
import { html, type Html } from "../../../report/html";
import { opens, table } from "../../../report/table";
import type { Sensitivity } from "../../analysis/model";
import { decimal } from "../../formula";
import { Money, parameterValue, percent, plain } from "../money";
import { titleOf, type Report } from "../report";

export function cases(report: Report): Html {
  const { inputs, options } = report.analysis.cases;
  const money = new Money(report.context);
  const number = true as const;
  return html`<p>
      What the stream is used for may turn out smaller or larger; prices and what is deployed stay as they are.
    </p>
    ${table({
      caption: `${money.currency} a month`,
      columns: [
        { title: "Option" },
        { title: "low", numeric: number },
        { title: "expected", numeric: number },
        { title: "high", numeric: number },
      ],
      rows: options.map((each) => [
        titleOf(report, each.option),
        money.text(each.lowUsd),
        money.text(each.middleUsd),
        money.text(each.highUsd),
      ]),
    })}
    ${opens(
      "What low and high stand for",
      table({
        caption: "Inputs of the cases",
        columns: [
          { title: "Input" },
          { title: "low", numeric: number },
          { title: "expected", numeric: number },
          { title: "high", numeric: number },
          { title: "Unit" },
        ],
        rows: inputs.map(({ label, low, middle, high, unit }) => [label, plain(low), plain(middle), plain(high), unit]),
      }),
    )}`;
}

/** How many bars a tornado shows; the rest moves the total by little. */
const mostBars = 10;

export function sensitivity(report: Report): Html {
  const differences = [...report.analysis.differences].sort((a, b) => decimal(a.monthlyUsd).cmp(decimal(b.monthlyUsd)));
  const first = new Set(differences.slice(0, 2).map(({ option }) => option));
  const charts = report.analysis.sensitivity.map((each) => ({ each, chart: swings(report, each) }));
  return html`<p>
      One input at a time is a fifth lower and a fifth higher, whole numbers by at least one. The wider the bar, the
      more a mistake in that input matters.
    </p>
    ${charts.filter(({ each }) => first.has(each.option)).map(({ chart }) => chart)}
    ${charts.filter(({ each }) => !first.has(each.option)).map(({ each, chart }) => opens(titleOf(report, each.option), chart))}`;
}

function swings(report: Report, { option, middleUsd, swings: all }: Sensitivity): Html {
  const money = new Money(report.context);
  const title = titleOf(report, option);
  const bars = all.slice(0, mostBars);
  const [widest] = bars;
  return tornado({
    id: `sensitivity-${option}`,
    title: `What moves ${title}`,
    says: widest === undefined ? "Nothing moves it." : `Most of all: ${widest.label}.`,
    unit: `${money.currency} a month`,
    middle: Number(money.exact(middleUsd)),
    middleText: money.text(middleUsd),
    bars: bars.map((each) => ({
      name: each.label,
      range: `${parameterValue(each.low)} … ${parameterValue(each.high)}${each.unit === "" ? "" : ` ${each.unit}`}`,
      low: Number(money.exact(each.lowUsd)),
      high: Number(money.exact(each.highUsd)),
      lowText: money.text(each.lowUsd),
      highText: money.text(each.highUsd),
    })),
  });
}

export function years(report: Report): Html {
  const money = new Money(report.context);
  const all = report.analysis.years;
  const [capital, running] = ["capital", "running cost"] as const;
  const longest = Math.max(...all.map((each) => each.years));
  const amount = (usd: string) => Number(money.exact(usd));
  return html`<p>
      Money as it leaves the house: what is bought in its first year, warranty in its last years, the rest monthly. Not
      discounted.
    </p>
    ${stackedBars({
      id: "years",
      title: `${longest} years`,
      says: "Capital is bought at the beginning; running cost can be given up.",
      unit: `${money.currency} in ${longest} years`,
      parts: [capital, running],
      format: (value) => money.text(String(value / Number(money.exact("1")))),
      bars: all
        .filter((each) => each.years === longest)
        .map((each) => ({
          name: titleOf(report, each.option),
          parts: { [capital]: amount(each.capitalUsd), [running]: amount(each.runningUsd) },
          total: money.text(each.totalUsd, 0),
        })),
    })}
    ${table({
      caption: money.currency,
      columns: [
        { title: "Option" },
        { title: "Years", numeric: true },
        { title: "Capital", numeric: true },
        { title: "Running", numeric: true },
        { title: "Together", numeric: true },
      ],
      rows: all.map((each) => [
        titleOf(report, each.option),
        each.years,
        money.text(each.capitalUsd, 0),
        money.text(each.runningUsd, 0),
        money.text(each.totalUsd, 0),
      ]),
    })}`;
}

export function autoscaling(report: Report): Html | undefined {
  const result = report.analysis.autoscaling;
  if (result === undefined) return undefined;
  const money = new Money(report.context);
  const { hours, fixedReplicas, shortOf, freedUsdPerMonth } = result;
  const hour = (value: number) => `${String(value).padStart(2, "0")}:00`;
  const day = [...hours.map((each) => [each.hour, each.replicas] as const), [24, hours.at(-1)?.replicas ?? 0] as const];
  return html`<p>
      With the load of this day autoscaling runs ${plain(String(result.scaledReplicaHours))} replica-hours instead of
      ${plain(String(result.fixedReplicaHours))}: <strong>${percent(result.savedPercent, false)} less</strong> than
      ${fixedReplicas} replicas all day, which the busiest hour needs.
      ${freedUsdPerMonth !== undefined && `The cores that this frees are worth ${money.text(freedUsdPerMonth)} ${money.currency} a month at the price of the servers' cores: room for other work, not cash, as long as the same servers stand.`}
      ${shortOf !== undefined && `The busiest hour asks for ${shortOf.wanted} replicas; processor.replicasMax allows ${shortOf.allowed}, so that events would wait.`}
    </p>
    ${lineChart({
      id: "autoscaling",
      title: "Replicas over a day",
      says: "The space between the two lines is what autoscaling saves.",
      x: { title: "hour of the day", scale: "linear", ends: [0, 24], ticks: [0, 6, 12, 18, 24], format: hour },
      y: { title: "replicas", scale: "linear", format: (value) => (Number.isInteger(value) ? String(value) : "") },
      series: [
        {
          name: "fixed size",
          points: [
            [0, fixedReplicas],
            [24, fixedReplicas],
          ],
        },
        { name: "autoscaled", points: day, steps: true },
      ],
      data: {
        caption: "Replicas by hour",
        columns: [{ title: "Hour" }, { title: "Events a second", numeric: true }, { title: "Replicas", numeric: true }],
        rows: hours.map((each) => [hour(each.hour), plain(String(each.eventsPerSecond), 2), each.replicas]),
      },
    })}`;
}

export function run(report: Report): Html | undefined {
  const result = report.analysis.run;
  if (result === undefined) return undefined;
  const money = new Money(report.context);
  const { source, events, seconds, replicaSeconds, maxReplicas } = result.run;
  return html`<p>
      ${plain(String(events))} events in ${plain(String(seconds), 1)} seconds (${source}),
      ${plain(String(replicaSeconds), 0)} replica-seconds where ${maxReplicas} replicas all the time would have been
      ${plain(String(result.fixedReplicaSeconds), 0)}. What is deployed counts for its share of the month, what is used
      for its share of the events.
    </p>
    ${table({
      caption: `${money.currency} for this run`,
      columns: [{ title: "Option" }, { title: "the run", numeric: true }, { title: "a million events", numeric: true }],
      rows: result.options.map((each) => [
        titleOf(report, each.option),
        money.text(each.usd, 4),
        money.text(each.perMillionEventsUsd),
      ]),
    })}`;
}
