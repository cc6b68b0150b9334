import { Disturbances, type DoneDisturbance } from "./disturbances";
import { planDisturbances } from "./disturbance-plan";
import { newRunId } from "./repository";
import type { LoadSettings } from "./load-job";
import { runScenario, type ScenarioContext } from "./run";
import type { RunRecord } from "./run-record";

export interface ChaosResult {
  readonly record: RunRecord;
  readonly disturbances: readonly DoneDisturbance[];
}

/** One run of the load while processors are killed, a broker is deleted, and the coordination's leader is. */
export async function chaosRun(
  load: LoadSettings,
  seed: number,
  kubeconfig: string,
  context: ScenarioContext,
): Promise<ChaosResult> {
  const { cluster, stack, progress } = context;
  const { mode } = stack.costParameters.kafka;
  const disturbances = new Disturbances(cluster, kubeconfig, stack.namespace, mode, progress);
  await disturbances.waitForReady("kafka");
  await disturbances.freshProcessors();
  // Longer than the load: what is written while the processor catches up is at stake as well.
  const plan = planDisturbances(seed, Math.max(20, (load.events / load.rate) * 1.5));
  const record = await runScenario(
    {
      ...load,
      runId: newRunId(),
      drainTimeout: Math.ceil(load.events / 100) + 300,
      awaitScaleDown: false,
      disturb: () => disturbances.follow(plan),
    },
    context,
  );
  return { record, disturbances: disturbances.done };
}

/** One line for each run, and one for all. */
export function chaosTable(results: readonly ChaosResult[]): string {
  const header = [
    "run",
    "sent",
    "valid",
    "enriched",
    "lost",
    "twice",
    "kills",
    "brokers",
    "leaders",
    "drained",
    "good",
  ];
  const rows = results.map(({ record, disturbances }, index) => {
    const times = (kind: DoneDisturbance["kind"]) => disturbances.filter((one) => one.kind === kind).length;
    return [
      String(index + 1),
      String(record.load.sent),
      String(record.verification.expected),
      String(record.verification.enriched),
      String(record.verification.lost),
      String(record.verification.writtenTwice),
      String(times("kill processor")),
      String(times("delete broker")),
      String(times("delete coordinator")),
      record.lag.drained ? `${record.lag.drainSeconds.toFixed(0)} s` : "no",
      record.problems.length === 0 ? "yes" : "NO",
    ];
  });
  const widths = header.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join("  ");
  const good = results.filter(({ record }) => record.problems.length === 0).length;
  return [line(header), ...rows.map(line), `${good} of ${results.length} runs: nothing lost, nothing twice.`].join(
    "\n",
  );
}
