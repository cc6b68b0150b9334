import { analyse } from "../../../cost/analysis";
import { changedLine, parametersWith, totalWith } from "../../../cost/analysis/changes";
import { quickTotal } from "../../../cost/analysis/quick-total";
import { moved } from "../../../cost/analysis/sensitivity";
import { decimal } from "../../../cost/formula";
import type { Option, ParameterSet } from "../../../cost/model";
import { fixtureCompare, fixtureParameters, toCents } from "../support/fixture";

const parameters = fixtureParameters();
const comparison = fixtureCompare(parameters);
const compare = (changed: ParameterSet) => fixtureCompare(changed);
const run = { source: "run.json", events: 75_000, seconds: 200, replicaSeconds: 300, maxReplicas: 3 };
const analysis = analyse({ comparison, parameters, compare, run });
const option = (id: string) => comparison.options.find((each) => each.id === id) as Option;

test("differences to the baseline are exact, in money and in percent", () => {
  const [base, machines] = analysis.differences;
  expect(base).toMatchObject({ option: "on-premises", baseline: true, cheapest: true, differenceUsd: "0" });
  // 3 × 2.752 × 730 + 3 × 4,096 × 0.11 + 11 shards × 730 × 0.017, minus 352,000 / 60
  expect(toCents(machines?.monthlyUsd ?? "")).toBe("7515.07");
  expect(toCents(machines?.differenceUsd ?? "")).toBe("1648.40");
  expect(toCents(machines?.differencePercent ?? "")).toBe("28.10");
  // 352,000 / 60 for 170 M × 730 / 24 events
  expect(toCents(base?.perMillionEventsUsd ?? "")).toBe("1.13");
});

test("changed inputs give what the whole comparison gives with them", () => {
  for (const [path, value] of Object.entries({
    "workload.eventsPerDay": "34000000",
    "onPremises.months": "48",
    "lambda.memoryMib": "512",
    "virtualMachines.count": "7",
  })) {
    const whole = fixtureCompare(parametersWith(parameters, { [path]: value }));
    for (const [index, each] of comparison.options.entries()) {
      expect(totalWith(each, { inputs: { [path]: value } })).toBe(whole.options[index]?.monthlyUsd);
    }
  }
});

test("a line that names nothing of the change stays the same object", () => {
  const [line] = option("on-premises").lines;
  expect(line && changedLine(line, { inputs: { "workload.eventsPerDay": "1" } })).toBe(line);
});

test("totals in floating point stay within a thousandth of a cent of the exact ones", () => {
  for (const each of comparison.options) {
    const total = quickTotal(each.lines, "workload.eventsPerDay");
    for (const load of [1, 86_400, 17e6, 170e6, 1.7e9, 17e9]) {
      const exact = Number(totalWith(each, { inputs: { "workload.eventsPerDay": String(load) } }));
      expect(Math.abs(total(load) - exact)).toBeLessThan(1e-5 + exact * 1e-12);
    }
  }
});

test("10,000 evaluations of every option take less than two seconds", () => {
  const totals = comparison.options.map(({ lines }) => quickTotal(lines, "workload.eventsPerDay"));
  const began = process.cpuUsage();
  let sum = 0;
  for (let index = 0; index < 10_000; index++) for (const total of totals) sum += total(17e6 + index);
  expect(sum).toBeGreaterThan(0);
  expect(process.cpuUsage(began).user / 1e6).toBeLessThan(2);
});

test("at a break-even load both options cost the same, and the cheaper one changes", () => {
  const pair = analysis.breakEven.pairs.find(({ options }) => options.join() === "on-premises,lambda");
  expect(pair?.crossings).toHaveLength(1);
  const [crossing] = pair?.crossings ?? [];
  expect(crossing).toMatchObject({ cheaperBelow: "lambda", cheaperAbove: "on-premises" });
  const at = (load: string) =>
    decimal(totalWith(option("lambda"), { inputs: { "workload.eventsPerDay": load } })).minus(
      decimal(option("on-premises").monthlyUsd),
    );
  const load = Number(crossing?.eventsPerDay);
  expect(at(String(load - 2)).isNegative()).toBe(true);
  expect(at(String(load + 2)).isNegative()).toBe(false);
  // 108 cores for 68.4 busy ones
  expect(analysis.breakEven.onPremisesCapacity).toBe("268421052");
});

test("options that never cost the same say which one is always cheaper", () => {
  const fixed = {
    ...comparison,
    options: [option("on-premises"), { ...option("on-premises"), id: "eks-msk" as const }],
  };
  const dearer = { ...fixed, options: [fixed.options[0], { ...option("virtual-machines") }] as Option[] };
  const result = analyse({
    comparison: dearer,
    parameters: fixtureParameters({ "virtualMachines.count": 9 }),
    compare,
  });
  expect(result.breakEven.pairs[0]).toMatchObject({ crossings: [], alwaysCheaper: "on-premises" });
});

test("an input moves by a fifth, whole numbers to whole ones, and never out of its bounds", () => {
  expect(moved(parameters.input("workload.meanMs"), "0.8")).toBe("62.728");
  expect(moved(parameters.input("virtualMachines.count"), "0.8")).toBe("2");
  expect(moved(parameters.input("virtualMachines.count"), "1.2")).toBe("4");
  expect(moved({ ...parameters.input("onPremises.warrantyFraction"), value: "0.9" }, "1.2")).toBe("0.9");
});

test("sensitivity is sorted by width, and holds prices beside parameters", () => {
  const machines = analysis.sensitivity.find((each) => each.option === "virtual-machines");
  expect(machines?.swings[0]).toMatchObject({ path: "virtualMachines.count", low: "2", high: "4" });
  expect(machines?.swings).toContainEqual(
    // 6,026.88 of it are the machines' hours
    expect.objectContaining({ path: "ec2.c5a.16xlarge", kind: "price", lowUsd: "6309.694", highUsd: "8720.446" }),
  );
  expect(machines?.swings.map(({ path }) => path)).not.toContain("hoursPerMonth");
});

test("the low case is below, the high case above what is expected", () => {
  const { inputs, options } = analysis.cases;
  expect(inputs.map(({ path }) => path).sort()).toEqual([
    "workload.eventBytes",
    "workload.eventsPerDay",
    "workload.meanMs",
  ]);
  const lambda = options.find((each) => each.option === "lambda");
  expect(Number(lambda?.lowUsd)).toBeLessThan(Number(lambda?.middleUsd));
  expect(Number(lambda?.highUsd)).toBeGreaterThan(Number(lambda?.middleUsd) * 2);
});

test("the price of a machine's hour at which the conclusion turns makes both equal", () => {
  const { machineHourUsd, utilisation } = analysis.turningPoints;
  // (5,866.67 − 1,351.68 − 136.51) / 2,190 h
  expect(toCents(machineHourUsd?.turnsAt ?? "")).toBe("2.00");
  const lambda = utilisation.find((each) => each.option === "lambda");
  expect(Number(lambda?.percent)).toBeCloseTo((63.3333 * Number(lambda?.eventsPerDay)) / 170e6, 3);
});

test("years: the purchase at once, the warranty in the last four of five years", () => {
  const servers = analysis.years.filter((each) => each.option === "on-premises");
  expect(servers).toEqual([
    { option: "on-premises", years: 1, capitalUsd: "160000", runningUsd: "0", totalUsd: "160000" },
    { option: "on-premises", years: 3, capitalUsd: "160000", runningUsd: "96000", totalUsd: "256000" },
    { option: "on-premises", years: 5, capitalUsd: "160000", runningUsd: "192000", totalUsd: "352000" },
  ]);
});

test("hardware that lasts three years is bought twice in five", () => {
  const short = fixtureParameters({ "onPremises.months": 36, "onPremises.warrantyYears": 2 });
  const result = analyse({ comparison: fixtureCompare(short), parameters: short, compare });
  // Warranty in years 2, 3 and 5.
  expect(result.years[2]).toMatchObject({ years: 5, capitalUsd: "320000", runningUsd: "144000" });
});

test("autoscaling saves the replica-hours between the busiest hour and each other one", () => {
  const flat = fixtureParameters({
    "workload.dailyProfile": [...Array<number>(12).fill(1), ...Array<number>(12).fill(3)],
  });
  const result = analyse({ comparison, parameters: flat, compare }).autoscaling;
  // 170 M a day, 78.41 ms, 40 at once: 1.93 replicas at half the mean, 5.79 at one and a half times the mean.
  expect(result).toMatchObject({
    fixedReplicas: 6,
    fixedReplicaHours: 144,
    scaledReplicaHours: 96,
    savedReplicaHours: 48,
    shortOf: { wanted: 6, allowed: 3 },
  });
  expect(toCents(result?.savedPercent ?? "")).toBe("33.33");
});

test("a run costs its share of the month for what is deployed, of the events for what is used", () => {
  const cost = analysis.run;
  const servers = cost?.options.find((each) => each.option === "on-premises");
  // 5,866.67 / (730 × 3,600) × 200
  expect(Number(servers?.usd)).toBeCloseTo(0.44647, 4);
  expect(cost).toMatchObject({ fixedReplicaSeconds: 600, savedPercent: "50" });
});

test("nothing to compare is said", () => {
  expect(() => analyse({ comparison: { ...comparison, options: [] }, parameters, compare })).toThrow(/could be priced/);
});
