import { lineChart, short } from "../../../report/charts";
import { html, type Html } from "../../../report/html";
import { opens, table } from "../../../report/table";
import type { BreakEven, TurningPoints } from "../../analysis/model";
import { Money, percent, plain } from "../money";
import { titleOf, type Report } from "../report";
import { switches } from "./sources";

/** Under what the answer holds, and where it turns. */
export function conclusion(report: Report): Html {
  const turns = report.analysis.turningPoints;
  const money = new Money(report.context);
  return html`<ul>
      ${sentences(report, turns, money).map((sentence) => html`<li>${sentence}</li>`)}
    </ul>
    ${turns.instanceTypes.length > 0 && machines(turns, money)} ${switches(report)}`;
}

function sentences(report: Report, turns: TurningPoints, money: Money): string[] {
  const base = titleOf(report, turns.baseline);
  const cheaper = turns.instanceTypes.filter(({ cheaperThanBaseline }) => cheaperThanBaseline);
  const dearest = cheaper.at(-1);
  const { machineHourUsd: hour, currentUtilisationPercent: busy } = turns;
  return [
    ...(hour === undefined
      ? []
      : [
          `Virtual machines cost as much as ${base} at ${money.unitPrice(hour.turnsAt)} ${money.currency} for a machine's hour; the machine compared costs ${money.unitPrice(hour.current)}.`,
        ]),
    ...(dearest === undefined
      ? []
      : [
          `With a smaller machine the answer changes: up to ${dearest.instanceType} (${dearest.vcpu} vCPU, ${dearest.memoryGib} GiB each) virtual machines cost less than ${base}. A busy core is one to two vCPU, so whether that machine carries the load must be measured.`,
        ]),
    ...turns.utilisation.map(
      ({ option, percent: at, eventsPerDay }) =>
        `${titleOf(report, option)} costs as much as the servers when they are busy to ${percent(at, false)} (${plain(eventsPerDay, 0)} events a day)${busy === undefined ? "" : `; they are at ${percent(busy, false)}`}. Below, ${titleOf(report, option)} is cheaper.`,
    ),
  ];
}

function machines({ instanceTypes, baseline }: TurningPoints, money: Money): Html {
  return table({
    caption: `Virtual machines with another instance type, ${money.currency} a month, against ${baseline}`,
    columns: [
      { title: "Machine" },
      { title: "vCPU each", numeric: true },
      { title: "GiB each", numeric: true },
      { title: "a month", numeric: true },
      { title: "difference", numeric: true },
    ],
    rows: instanceTypes.map((each) => [
      html`${each.instanceType} ${each.current && html`<span class="tag">compared</span>`}`,
      each.vcpu,
      each.memoryGib,
      money.text(each.monthlyUsd),
      money.difference(each.differenceUsd),
    ]),
    marked: (row) => (instanceTypes[row]?.current === true ? "strong" : undefined),
  });
}

export function breakEven(report: Report): Html {
  const found = report.analysis.breakEven;
  const money = new Money(report.context);
  const capacity = found.onPremisesCapacity;
  return html`<p>
      What is deployed costs the same at every load, what is used grows with it. The picture holds the sizes of the
      options fixed.
      ${capacity !== undefined && `On premises it is true up to ${plain(capacity, 0)} events a day, where all cores of the servers are busy; beyond, more servers would be needed.`}
    </p>
    ${chart(report, found, money)} ${opens("Every pair of options", pairs(report, found, money), html` open`)}`;
}

function chart(report: Report, { curves, current, pairs: all, onPremisesCapacity }: BreakEven, money: Money): Html {
  const amount = (usd: number) => usd * Number(money.exact("1"));
  const base = report.analysis.baseline;
  const points = curves[0]?.points ?? [];
  const [start, end] = [points[0]?.[0] ?? 1, points.at(-1)?.[0] ?? 10];
  const capacity = Number(onPremisesCapacity ?? end);
  const notes = all
    .filter(({ options }) => options.includes(base))
    .flatMap(({ crossings }) => crossings.slice(0, 1))
    .filter(({ eventsPerDay }) => Number(eventsPerDay) >= start && Number(eventsPerDay) <= end)
    .map((each) => ({
      x: Number(each.eventsPerDay),
      y: amount(Number(each.monthlyUsd)),
      text: short(Number(each.eventsPerDay)),
    }));
  return lineChart({
    id: "break-even",
    title: "A month by load",
    says: `Circles: loads at which an option costs as much as ${titleOf(report, base)}. Both axes by powers of ten.`,
    x: { title: "events a day", scale: "logarithmic", ends: [start, end] },
    y: { title: `${money.currency} a month`, scale: "logarithmic" },
    series: curves.map((curve) => ({
      name: titleOf(report, curve.option),
      points: curve.points.map(([load, usd]) => [load, amount(usd)] as const),
    })),
    bands: [
      ...(capacity < end ? [{ from: capacity, to: end, name: "servers full" }] : []),
      { from: Number(current) * 0.985, to: Number(current) * 1.015, name: "now" },
    ],
    notes,
    data: {
      caption: `${money.currency} a month by events a day`,
      columns: [
        { title: "Events a day", numeric: true },
        ...curves.map(({ option }) => ({ title: titleOf(report, option), numeric: true })),
      ],
      rows: points.map(([load], index) => [
        plain(String(load), 0),
        ...curves.map((curve) => money.text(String(curve.points[index]?.[1] ?? 0))),
      ]),
    },
  });
}

function pairs(report: Report, { pairs: all }: BreakEven, money: Money): Html {
  const rows = all.flatMap(({ options: [a, b], crossings, alwaysCheaper }) => {
    const names = `${titleOf(report, a)} and ${titleOf(report, b)}`;
    if (crossings.length === 0) {
      return [
        [names, "none", "", alwaysCheaper === undefined ? "the same" : `always ${titleOf(report, alwaysCheaper)}`, ""],
      ];
    }
    return crossings.map((each) => [
      names,
      plain(each.eventsPerDay, 0),
      money.text(each.monthlyUsd),
      titleOf(report, each.cheaperBelow),
      titleOf(report, each.cheaperAbove),
    ]);
  });
  return table({
    caption: `Loads at which two options cost the same; ${money.currency} a month`,
    columns: [
      { title: "Options" },
      { title: "events a day", numeric: true },
      { title: "a month", numeric: true },
      { title: "cheaper below" },
      { title: "cheaper above" },
    ],
    rows,
  });
}
