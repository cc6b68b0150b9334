import { judge, median, scalingVerdict, type Judgement, type ScalingVerdict } from "./judge";
import type { ExperimentRun } from "./run-experiment";

/** How far a measured time may be from what partitions and replicas allow. */
export const tolerance = 0.15;

export interface ExperimentSummary {
  readonly runs: readonly (Pick<ExperimentRun, "scenario" | "repeat" | "startReplicas"> & {
    readonly judgement: Judgement;
    /** Not of the first scenario, which is the measure, nor of a load that is not constant or slower than its replicas. */
    readonly verdict?: ScalingVerdict;
  })[];
  /** By scenario, over the repeats; undefined where no run was long enough to tell. */
  readonly medianEventsPerSecond: Readonly<Record<1 | 2 | 3, number | undefined>>;
  /** One sentence each; empty when everything held. */
  readonly problems: readonly string[];
}

/** The bound says something of a load only that keeps one replica busy from its first event to the last. */
const keepsBusy = ({ record: { parameters } }: ExperimentRun) => (parameters.shape ?? "constant") === "constant";

function noneAdded({ record: { lag, stack } }: ExperimentRun): string {
  const { lagThreshold = 0 } = stack.autoscaler;
  if (lag.peak > lagThreshold) return "no replica was added.";
  return `no replica was added: at most ${lag.peak} events waited, and the threshold is ${lagThreshold}. Send more, or faster.`;
}

/** Seconds that the lag is too high after which an autoscaler must have added a replica: it looks every 15 to 30 s. */
const patience = 60;

/** Whether replicas had to be added; a load in waves, or below what one replica reads, may ask for none. */
function asksForReplicas(run: ExperimentRun): boolean {
  if (keepsBusy(run)) return true;
  const { series, stack } = run.record;
  // Kubernetes leaves a metric up to a tenth above its target alone.
  const most = 1.1 * (stack.autoscaler.lagThreshold ?? Infinity);
  return series.lag.filter(([, lag]) => lag > most).length * series.step >= patience;
}

export function summarise(runs: readonly ExperimentRun[]): ExperimentSummary {
  const judged = runs.map((run) => {
    const single = runs.find(({ scenario, repeat }) => scenario === 1 && repeat === run.repeat);
    const verdict =
      single === undefined || run.scenario === 1 || !keepsBusy(run)
        ? undefined
        : scalingVerdict(single.record, run.record, run.startReplicas);
    return {
      scenario: run.scenario,
      repeat: run.repeat,
      startReplicas: run.startReplicas,
      judgement: judge(run.record),
      ...(verdict === undefined ? {} : { verdict }),
    };
  });
  const problems = runs.flatMap((run, index) => {
    const { scenario, repeat, record } = run;
    const { judgement, verdict } = judged[index] ?? {};
    const name = `Scenario ${scenario}, repeat ${repeat}`;
    return [
      ...record.problems.map((problem) => `${name}: ${problem}`),
      ...(scenario > 1 && judgement?.replicas === 1 && asksForReplicas(run) ? [`${name}: ${noneAdded(run)}`] : []),
      ...(verdict !== undefined && verdict.ratio > 1 + tolerance
        ? [
            `${name}: took ${verdict.measuredSeconds.toFixed(0)} s, ${((verdict.ratio - 1) * 100).toFixed(0)} % more than its replicas and partitions allow.`,
          ]
        : []),
    ];
  });
  const speeds = (wanted: number) =>
    median(judged.flatMap(({ scenario, judgement }) => (scenario === wanted ? (judgement.eventsPerSecond ?? []) : [])));
  return { runs: judged, medianEventsPerSecond: { 1: speeds(1), 2: speeds(2), 3: speeds(3) }, problems };
}

/** One line for each run. */
export function experimentTable({ runs }: Pick<ExperimentSummary, "runs">): string {
  const header = [
    "scenario",
    "repeat",
    "replicas",
    "peak",
    "plateau",
    "drained",
    "events/s",
    "replica-s",
    "lost",
    "twice",
    "of bound",
  ];
  const rows = runs.map(({ scenario, repeat, startReplicas, judgement: j, verdict }) => [
    String(scenario),
    String(repeat),
    `${startReplicas} → ${j.replicas}`,
    j.peak.toFixed(0),
    `${j.plateauSeconds.toFixed(0)} s`,
    `${j.drainSeconds.toFixed(0)} s`,
    j.eventsPerSecond === undefined ? "–" : j.eventsPerSecond.toFixed(0),
    j.replicaSeconds.toFixed(0),
    String(j.lost),
    String(j.writtenTwice),
    verdict === undefined ? "" : `${(100 / verdict.ratio).toFixed(0)} % of ${verdict.bound.toFixed(2)}`,
  ]);
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  return [header, ...rows]
    .map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join("  "))
    .join("\n");
}
