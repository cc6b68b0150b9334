/** Questions to the Kubernetes API that several checks ask. */
import type { V1Pod } from "@kubernetes/client-node";
import { ifExists } from "../cluster-access";
import type { Witness } from "./check";
import type { CheckContext } from "./context";

export interface WorkloadState {
  readonly wanted: number;
  readonly ready: number;
}

/** Undefined when it does not exist. */
export async function workloadState(
  { cluster, stack: { namespace } }: CheckContext,
  kind: "StatefulSet" | "Deployment",
  name: string,
): Promise<WorkloadState | undefined> {
  const found = await ifExists<{ spec?: { replicas?: number }; status?: { readyReplicas?: number } }>(
    kind === "StatefulSet"
      ? cluster.apps.readNamespacedStatefulSet({ namespace, name })
      : cluster.apps.readNamespacedDeployment({ namespace, name }),
  );
  return found === undefined
    ? undefined
    : { wanted: found.spec?.replicas ?? 1, ready: found.status?.readyReplicas ?? 0 };
}

/** All replicas, and at least one, must be ready within half a minute. @returns how many */
export async function allReady(
  context: CheckContext,
  witness: Witness,
  kind: "StatefulSet" | "Deployment",
  name: string,
  atLeast = 1,
): Promise<number> {
  const state = await witness.becomes(
    `kubectl get ${kind.toLowerCase()} ${name} -n ${context.stack.namespace}: spec.replicas, status.readyReplicas`,
    () => workloadState(context, kind, name),
    (found) => found !== undefined && found.ready >= atLeast && found.ready === found.wanted,
    `${kind} ${name} with at least ${atLeast} replicas, all of them ready`,
    30,
  );
  return state?.ready ?? 0;
}

export async function podsOf({ cluster, stack: { namespace } }: CheckContext, part: string): Promise<V1Pod[]> {
  const { items } = await cluster.core.listNamespacedPod({
    namespace,
    labelSelector: `app.kubernetes.io/name=${part}`,
  });
  return items.filter(({ metadata }) => metadata?.deletionTimestamp === undefined);
}

/** Path of a service behind the API server, as `kubectl get --raw` takes it. */
export function servicePath(namespace: string, service: string, port: number, path: string): string {
  return `/api/v1/namespaces/${namespace}/services/http:${service}:${port}/proxy${path}`;
}
