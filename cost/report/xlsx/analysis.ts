import { titleOf, type Report } from "../report";
import { header, text } from "./references";
import { columnName, type Cell, type Sheet } from "./workbook";

const money = (value: string): Cell => ({ number: value, style: "money" });
const count = (value: string | number): Cell => ({ number: String(value), style: "quantity" });

type Block = (report: Report, firstRow: number) => Cell[][];

/** Results of the analysis, block below block. Values as they were when the workbook was made. */
export function analysisSheet(report: Report): Sheet {
  const rows: Cell[][] = [];
  for (const block of [cases, years, breakEven, turns, autoscaling, run, sensitivity]) {
    const made = block(report, rows.length + 1);
    if (made.length > 0) rows.push(...made, []);
  }
  return { name: "Analysis", widths: [34, 34, 20, 20, 20, 20, 20, 20], rows };
}

const title = (value: string): Cell[] => [{ text: value, style: "title" }];

const cases: Block = (report) => {
  const { inputs, options } = report.analysis.cases;
  return [
    title("Used less, as expected, and more"),
    header(["Input", "", "Low", "Expected", "High", "Unit"], [2, 3, 4]),
    ...inputs.map((each) => [
      text(each.label),
      text(each.path),
      count(each.low),
      count(each.middle),
      count(each.high),
      text(each.unit),
    ]),
    header(["Option", "", "Low, USD a month", "Expected, USD a month", "High, USD a month"], [2, 3, 4]),
    ...options.map((each) => [
      text(titleOf(report, each.option)),
      text(each.option),
      money(each.lowUsd),
      money(each.middleUsd),
      money(each.highUsd),
    ]),
  ];
};

const years: Block = (report, firstRow) => [
  title("Money that leaves the house"),
  header(["Option", "", "Years", "Capital, USD", "Running, USD", "Together, USD"], [2, 3, 4, 5]),
  ...report.analysis.years.map((each, index): Cell[] => {
    const row = firstRow + 2 + index;
    return [
      text(titleOf(report, each.option)),
      text(each.option),
      { number: String(each.years) },
      money(each.capitalUsd),
      money(each.runningUsd),
      { formula: `${columnName(3)}${row}+${columnName(4)}${row}`, value: each.totalUsd, style: "money" },
    ];
  }),
];

const breakEven: Block = (report) => [
  title("Loads at which two options cost the same"),
  header(["First", "Second", "Events a day", "USD a month", "Cheaper below", "Cheaper above"], [2, 3]),
  ...report.analysis.breakEven.pairs.flatMap(({ options: [a, b], crossings, alwaysCheaper }): Cell[][] => {
    const names = [text(titleOf(report, a)), text(titleOf(report, b))];
    if (crossings.length === 0) {
      const says = alwaysCheaper === undefined ? "they cost the same" : `always ${titleOf(report, alwaysCheaper)}`;
      return [[...names, text("none"), undefined, text(says), text(says)]];
    }
    return crossings.map((each) => [
      ...names,
      count(each.eventsPerDay),
      money(each.monthlyUsd),
      text(titleOf(report, each.cheaperBelow)),
      text(titleOf(report, each.cheaperAbove)),
    ]);
  }),
];

const turns: Block = (report) => {
  const { instanceTypes, machineHourUsd, utilisation } = report.analysis.turningPoints;
  return [
    title("Where the conclusion turns"),
    ...(machineHourUsd === undefined
      ? []
      : [
          [
            text("Price of a machine's hour, now"),
            text(""),
            { number: machineHourUsd.current, style: "price" } as const,
          ],
          [text("… at which it turns"), text(""), { number: machineHourUsd.turnsAt, style: "price" } as const],
        ]),
    ...(instanceTypes.length === 0
      ? []
      : [
          header(["Machine", "", "vCPU", "GiB", "USD a month", "Difference, USD"], [2, 3, 4, 5]),
          ...instanceTypes.map((each): Cell[] => [
            text(each.instanceType),
            text(each.current ? "the one compared" : ""),
            { number: String(each.vcpu) },
            { number: String(each.memoryGib) },
            money(each.monthlyUsd),
            money(each.differenceUsd),
          ]),
        ]),
    ...(utilisation.length === 0
      ? []
      : [
          header(["Same cost as on premises", "", "Utilisation, %", "Events a day"], [2, 3]),
          ...utilisation.map((each): Cell[] => [
            text(titleOf(report, each.option)),
            text(each.option),
            count(each.percent),
            count(each.eventsPerDay),
          ]),
        ]),
  ];
};

const autoscaling: Block = ({ analysis }) => {
  const result = analysis.autoscaling;
  if (result === undefined) return [];
  return [
    title("What autoscaling saves over a day"),
    [text("Replica-hours, fixed size"), text(""), count(result.fixedReplicaHours)],
    [text("Replica-hours, autoscaled"), text(""), count(result.scaledReplicaHours)],
    [text("Saved, %"), text(""), count(result.savedPercent)],
    header(["Hour", "", "Events a second", "Replicas"], [2, 3]),
    ...result.hours.map((each): Cell[] => [
      text(`${String(each.hour).padStart(2, "0")}:00`),
      text(""),
      count(each.eventsPerSecond),
      { number: String(each.replicas) },
    ]),
  ];
};

const run: Block = (report) => {
  const result = report.analysis.run;
  if (result === undefined) return [];
  return [
    title("What one recorded run cost"),
    [
      text("Run"),
      text(result.run.source),
      count(result.run.events),
      text("events"),
      count(result.run.seconds),
      text("s"),
    ],
    header(["Option", "", "USD", "USD a million events"], [2, 3]),
    ...result.options.map((each): Cell[] => [
      text(titleOf(report, each.option)),
      text(each.option),
      { number: each.usd, style: "price" },
      money(each.perMillionEventsUsd),
    ]),
  ];
};

const sensitivity: Block = (report) => [
  title("What a fifth less and more of each input does"),
  header(["Option", "Input", "From", "To", "USD a month, lower", "USD a month, higher", "Unit"], [2, 3, 4, 5]),
  ...report.analysis.sensitivity.flatMap(({ option, swings }) =>
    swings.map((each): Cell[] => [
      text(titleOf(report, option)),
      text(each.label),
      count(each.low),
      count(each.high),
      money(each.lowUsd),
      money(each.highUsd),
      text(each.unit),
    ]),
  ),
];
