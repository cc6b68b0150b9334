import { existsSync } from "node:fs";
import path from "node:path";
import type { Progress } from "../local/progress";
import { pulumiToolsFor } from "../local/pulumi";
import { UserError } from "../local/user-error";
import { accessCluster } from "./cluster-access";
import { readDeployed, type DeployedResource } from "./demo/deployed";
import { openExistingStack, outputsOf } from "./pulumi-stack";
import { currentCommit, repositoryRoot } from "./repository";
import type { ScenarioContext } from "./run";

export interface RunningStack extends ScenarioContext {
  /** Absolute path. */
  readonly kubeconfig: string;
  /** What Pulumi has deployed; undefined where its state cannot be read. */
  readonly deployed: () => Promise<DeployedResource[] | undefined>;
}

/**
 * A stack that has been deployed, and its cluster, for a scenario on it.
 * @param values `--stack` and `--kubeconfig`; a relative path starts at the repository
 * @param deploy what to do when it is not deployed
 * @throws UserError when the kubeconfig, the cluster or the stack is not there
 */
export async function openRunningStack(
  values: { readonly stack: string; readonly kubeconfig: string },
  progress: Progress,
  deploy = "Run npm start first.",
): Promise<RunningStack> {
  const kubeconfig = path.resolve(repositoryRoot, values.kubeconfig);
  if (!existsSync(kubeconfig)) throw new UserError(`There is no ${kubeconfig}.`, "Run npm start first.");
  const pulumi = await openExistingStack(values.stack, await pulumiToolsFor(values.stack, progress));
  const outputs = await pulumi.outputs();
  if (Object.keys(outputs).length === 0) throw new UserError(`The stack "${values.stack}" is not deployed.`, deploy);
  const stack = outputsOf(outputs);
  const cluster = await accessCluster(kubeconfig, { needsKeda: stack.autoscaler.kind === "keda" });
  return {
    kubeconfig,
    deployed: () => readDeployed(pulumi),
    cluster,
    stack,
    facts: {
      commit: currentCommit(),
      cluster: { kind: "given", server: cluster.server },
      addresses: { prometheus: "", processor: "" },
    },
    progress,
  };
}
