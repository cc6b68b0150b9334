import { processorName } from "../replicas";
import { Skipped, type Requirement } from "./check";
import type { CheckContext } from "./context";
import { podsOf, workloadState } from "./kubernetes-state";

/** Deletes the newest processor pod and waits for another. @returns its unique ids before and after */
async function replacePod(context: CheckContext) {
  const pods = await podsOf(context, processorName);
  const pod = pods.sort((a, b) => (a.metadata?.name ?? "").localeCompare(b.metadata?.name ?? "")).at(-1);
  const name = pod?.metadata?.name ?? "";
  await context.cluster.core.deleteNamespacedPod({ namespace: context.stack.namespace, name });
  return { name, before: pod?.metadata?.uid };
}

export const requirement: Requirement = {
  id: "Alternative flows",
  title: "Alternative scenarios of scaling (REQ7 3a, REQ8 3a)",
  checks: [
    {
      id: "REQ7.3a",
      title: "The developer is told when a pod cannot be removed",
      run: () => {
        throw new Skipped(
          "needs a node whose kubelet does not answer, which is not done to a running stack; such a pod stays Terminating in kubectl get pods",
        );
      },
    },
    {
      id: "REQ8.3a",
      title: "A pod that does not come up is replaced by a different one",
      correction:
        "Kubernetes does not count three attempts: a pod that is gone is replaced at once, one whose container fails is restarted with " +
        "growing pauses.",
      seconds: 40,
      run: async (context, witness) => {
        const { name, before } = await replacePod(context);
        const set = () => workloadState(context, "StatefulSet", processorName);
        await witness.becomes(
          `kubectl delete pod ${name}, then kubectl get pod ${name}: uid and readiness`,
          async () => {
            const now = (await podsOf(context, processorName)).find(({ metadata }) => metadata?.name === name);
            const state = await set();
            return { uid: now?.metadata?.uid, ready: state?.ready, wanted: state?.wanted };
          },
          ({ uid, ready, wanted }) => uid !== undefined && uid !== before && ready === wanted,
          "another pod, ready",
          120,
        );
      },
    },
  ],
};
