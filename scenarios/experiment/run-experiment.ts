/** The experiment of the thesis' chapter 7.3: the same load three times, with more and more freedom to scale. */
import type { Progress } from "../../local/progress";
import { UserError } from "../../local/user-error";
import { newRunId } from "../repository";
import { processorName } from "../replicas";
import type { LoadSettings } from "../load-job";
import { runScenario, type ScenarioContext } from "../run";
import type { RunRecord } from "../run-record";
import type { AutoscalerSwitch } from "./autoscaler-switch";

export interface ExperimentRun {
  /** 1: no scaling and one replica; 2: scaling from one; 3: scaling from the replicas that 2 has left. */
  readonly scenario: 1 | 2 | 3;
  /** From 1. */
  readonly repeat: number;
  /** Ready when the first event came. */
  readonly startReplicas: number;
  readonly record: RunRecord;
}

export interface ExperimentSettings {
  readonly load: LoadSettings;
  readonly repeat: number;
  /** Called after every run: what was recorded must not be lost with the next one. */
  readonly onRun: (run: ExperimentRun, all: readonly ExperimentRun[]) => void | Promise<void>;
}

/** @throws UserError when the stack has no autoscaler, or does not come to one replica */
export async function runExperiment(
  { load, repeat, onRun }: ExperimentSettings,
  { context, autoscaler }: { readonly context: ScenarioContext; readonly autoscaler: AutoscalerSwitch | undefined },
): Promise<ExperimentRun[]> {
  if (autoscaler === undefined) {
    throw new UserError(
      `The stack in namespace "${context.stack.namespace}" has no autoscaler, and the experiment is about scaling.`,
      "Deploy it with acm:stack.autoscaler.kind keda or hpa.",
    );
  }
  const runs: ExperimentRun[] = [];
  const one = async (scenario: ExperimentRun["scenario"], number: number) => {
    const startReplicas = await readyReplicas(context);
    context.progress.note(
      `Scenario ${scenario}, repeat ${number} of ${repeat}: ${startReplicas} replica(s) at the start`,
    );
    const drainTimeout = Math.ceil(load.events / 100) + 300;
    const record = await runScenario({ ...load, runId: newRunId(), drainTimeout, awaitScaleDown: false }, context);
    const run = { scenario, repeat: number, startReplicas, record };
    runs.push(run);
    await onRun(run, runs);
  };
  try {
    for (let number = 1; number <= repeat; number++) {
      await autoscaler.hold(1);
      await settle(context, 1);
      await one(1, number);
      await autoscaler.release();
      await settle(context, 1);
      await one(2, number);
      // At once, so that the replicas of the second scenario are still there.
      await one(3, number);
    }
  } finally {
    await autoscaler.release();
  }
  return runs;
}

async function readyReplicas({ cluster, stack }: ScenarioContext): Promise<number> {
  const { status } = await cluster.apps.readNamespacedStatefulSet({ namespace: stack.namespace, name: processorName });
  return status?.readyReplicas ?? 0;
}

/** Waits until exactly so many replicas exist and are ready, at most five minutes. */
async function settle(
  context: ScenarioContext,
  replicas: number,
  progress: Progress = context.progress,
): Promise<void> {
  const { cluster, stack } = context;
  progress.step(`Settling at ${replicas} replica`, 60);
  const deadline = Date.now() + 300_000;
  for (;;) {
    const { spec, status } = await cluster.apps.readNamespacedStatefulSet({
      namespace: stack.namespace,
      name: processorName,
    });
    if (spec?.replicas === replicas && status?.replicas === replicas && status.readyReplicas === replicas) return;
    if (Date.now() > deadline) {
      throw new UserError(
        `The processor did not come to ${replicas} replica within five minutes.`,
        `See why: kubectl --namespace ${stack.namespace} describe statefulset ${processorName}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}
