/** The experiment in numbers: a row for each scenario, and what opens has one for each run. */
import { html, type Html } from "../../report/html";
import { opens, table } from "../../report/table";
import { summarise } from "../experiment/table";
import { headlines, type ScenarioHeadline } from "./headline";
import type { DemoRecord, DemoRun } from "./record";
import { experimentRuns } from "./verdict";
import { scenarioNames, seconds, whole } from "./words";

const numbersAfterFirst = (titles: readonly string[]) => titles.map((title, index) => ({ title, numeric: index > 0 }));

/** The first scenario is what the others are measured by, which a load that is not constant does not allow. */
function possible(scenario: 1 | 2 | 3, share: number | undefined, bound: number | undefined): string {
  if (scenario === 1) return "is the measure";
  return share === undefined ? "not judged" : `${(share * 100).toFixed(0)} % of ${(bound ?? 1).toFixed(2)}×`;
}

export function experimentTables(record: DemoRecord): Html {
  return html`${scenarioTable(headlines(record))}
  ${opens(
    `Every run by itself (${record.runs.length}), CPU and memory`,
    html`${runTable(record)}${resourceTable(record.runs)}`,
    html` class="printed"`,
  )}`;
}

function scenarioTable(scenarios: readonly ScenarioHeadline[]): Html {
  const repeats = Math.max(1, ...scenarios.map((each) => each.repeats));
  const range = ({ secondsRange: [low, high] }: ScenarioHeadline) =>
    repeats > 1 ? ` (${low.toFixed(0)} to ${seconds(high)})` : "";
  return table({
    caption:
      `${repeats > 1 ? `Median of ${repeats} repeats. ` : ""}All read: from the first event. Events/s: slope of the falling lag, once all replicas were ready. ` +
      "Of what is possible: five partitions let one to five replicas be 1, 1.67, 2.5, 2.5 and 5 times as fast as one; the time that pods need to start is taken off.",
    columns: numbersAfterFirst([
      "Scenario",
      "replicas",
      "peak lag",
      "all read after",
      "events/s",
      "of what is possible",
      "replica-seconds",
      "lost",
      "twice",
    ]),
    rows: scenarios.map((each) => [
      scenarioNames[each.scenario],
      `${each.startReplicas} → ${each.replicas}`,
      whole(each.peak),
      `${seconds(each.seconds)}${range(each)}`,
      each.eventsPerSecond === undefined ? "too short" : whole(each.eventsPerSecond),
      possible(each.scenario, each.ofPossible, each.bound),
      whole(each.replicaSeconds),
      each.lost,
      each.writtenTwice,
    ]),
  });
}

function runTable(record: DemoRecord): Html {
  return table({
    caption: "Plateau: time within 5 % of the peak. Drained: from the last event until everything was read.",
    columns: numbersAfterFirst([
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
    ]),
    rows: summarise(experimentRuns(record)).runs.map(({ scenario, repeat, startReplicas, judgement: j, verdict }) => [
      scenarioNames[scenario],
      repeat,
      `${startReplicas} → ${j.replicas}`,
      whole(j.peak),
      seconds(j.plateauSeconds),
      seconds(j.drainSeconds),
      j.eventsPerSecond === undefined ? "too short" : whole(j.eventsPerSecond),
      whole(j.replicaSeconds),
      j.lost,
      j.writtenTwice,
      possible(scenario, verdict === undefined ? undefined : 1 / verdict.ratio, verdict?.bound),
    ]),
  });
}

/** CPU and memory of the runs: mean and highest. */
function resourceTable(runs: readonly DemoRun[]): Html {
  const values = (points: readonly (readonly [number, number])[]) => points.map(([, value]) => value);
  const mean = (all: readonly number[], digits: number) =>
    all.length === 0 ? "not measured" : (all.reduce((sum, value) => sum + value, 0) / all.length).toFixed(digits);
  return table({
    caption: "CPU and memory of all processor replicas together, as their processes report it",
    columns: ["Scenario", "repeat", "mean cores", "most cores", "mean MiB", "autoscaler's changes"].map(
      (title, index) => ({ title, numeric: index > 0 && index < 5 }),
    ),
    rows: runs.map(({ scenario, repeat, resources, record }) => [
      scenarioNames[scenario],
      repeat,
      mean(values(resources.cpuCores), 2),
      resources.cpuCores.length === 0 ? "–" : Math.max(...values(resources.cpuCores)).toFixed(2),
      mean(values(resources.memoryMib), 0),
      record.replicaChanges
        .map(
          ({ afterFirstEvent, from, to, reason }) =>
            `${seconds(afterFirstEvent)}: ${from} → ${to}${reason === undefined ? "" : ` (${reason})`}`,
        )
        .join("; ") || "none",
    ]),
  });
}
