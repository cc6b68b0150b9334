/** A scenario's time on a running stack: from the look at what must be there until everything is undone. */
import type { Progress } from "../../local/progress";
import { waitUntil } from "../../local/shell";
import { UserError } from "../../local/user-error";
import { autoscalerSwitch, type AutoscalerSwitch } from "../experiment/autoscaler-switch";
import type { DeployedResource } from "../demo/deployed";
import { jobsOfThisProcess, removeJobs, removeJobsOf } from "../kafka-job";
import { readAutoscaler } from "../replicas";
import { openRunningStack } from "../running-stack";
import type { ScenarioContext } from "../run";
import type { Interruption } from "./interruption";
import { lockStack } from "./lock";
import { requireDeployed, requireScaling } from "./preconditions";

export interface Session {
  readonly context: ScenarioContext;
  /** What Pulumi has deployed; see readDeployed. */
  readonly deployed: () => Promise<DeployedResource[] | undefined>;
  /** Undefined: the number of replicas is fixed. */
  readonly autoscaler: AutoscalerSwitch | undefined;
  /** Lets the autoscaler and the stack go; the Jobs that were started go as well, and nothing can be held afterwards. */
  readonly close: () => Promise<void>;
}

/** Seconds within which an autoscaler that was let go is there again: KEDA removes what it has made while it is held. */
const recovery = 30;

/**
 * Opens a stack for a scenario that holds its autoscaler or measures its lag, and keeps other ones away from it.
 * @param experiment whether the experiment is to run, which needs an autoscaler and room for its replicas
 * @param interruption is told how to undo it
 * @throws UserError when something is missing; nothing has been changed then
 */
export async function openSession(
  values: { readonly stack: string; readonly kubeconfig: string },
  progress: Progress,
  interruption: Interruption,
  experiment: boolean,
): Promise<Session> {
  const context = await openRunningStack(values, progress, "Deploy it first: npm start, or pulumi up.");
  const { cluster, stack } = context;
  await requireDeployed(cluster, stack);
  const { release: unlock, leftJobs } = await lockStack(cluster, stack.namespace, jobsOfThisProcess);
  interruption.undo = unlock;
  const own = autoscalerSwitch(cluster, stack);
  try {
    // Those of a killed command go on writing events.
    if (leftJobs !== undefined) await removeJobsOf(cluster, stack.namespace, leftJobs);
    if ((await own?.repair()) === true) {
      progress.note("An earlier command was killed while it held the autoscaler. It has been let go.");
      const isBack = async () => (await readAutoscaler(cluster, stack.namespace)) !== undefined;
      await waitUntil(isBack, recovery * 1_000, 500);
    }
    if (experiment) await requireScaling(cluster, stack);
  } catch (error) {
    await unlock();
    throw error;
  }
  let open = true;
  const autoscaler: AutoscalerSwitch | undefined =
    own === undefined
      ? undefined
      : {
          hold: (replicas) => {
            if (open) return own.hold(replicas);
            throw new UserError("The autoscaler is not held: the command is ending.", "Run it again.");
          },
          release: () => own.release(),
          repair: () => own.repair(),
        };
  const close = async () => {
    open = false;
    // One after the other, each whatever becomes of the others: what is still held can be repaired by the next command.
    for (const undo of [() => own?.release(), unlock, () => removeJobs(cluster, stack.namespace)]) {
      await Promise.resolve(undo()).catch((error: unknown) => progress.note(String(error)));
    }
  };
  interruption.undo = close;
  return { context, deployed: context.deployed, autoscaler, close };
}
