/** What must be there before a scenario begins on a stack: one message each, and nothing has been done. */
import type { V1Node, V1Pod } from "@kubernetes/client-node";
import { UserError } from "../../local/user-error";
import type { StackOutputs } from "../../outputs";
import { ifExists, statusOf, type ClusterAccess } from "../cluster-access";
import { Prometheus } from "../prometheus";
import { processorName, readAutoscaler } from "../replicas";

/** Free CPU and memory of a node: what it can give, less what the pods on it ask for. */
export interface FreeNode {
  readonly cpu: number;
  readonly memory: number;
}

const units: Readonly<Record<string, number>> = {
  "": 1,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** Cores, or bytes, of a quantity as Kubernetes writes it: "500m", "24Gi", "25165824Ki". */
function amount(quantity = "0"): number {
  const [, digits = "0", unit = ""] = /^([\d.]+)([a-zA-Z]*)$/.exec(quantity) ?? [];
  return Number(digits) * (units[unit] ?? 1);
}

const finished = (pod: V1Pod) => ["Succeeded", "Failed"].includes(pod.status?.phase ?? "");

export function freeNodes(nodes: readonly V1Node[], pods: readonly V1Pod[]): FreeNode[] {
  return nodes
    .filter(({ spec }) => spec?.unschedulable !== true)
    .map(({ metadata, status }) => {
      const own = pods.filter((pod) => pod.spec?.nodeName === metadata?.name && !finished(pod));
      const asked = own.flatMap(({ spec }) => spec?.containers.map(({ resources }) => resources?.requests ?? {}) ?? []);
      return {
        cpu: amount(status?.allocatable?.["cpu"]) - asked.reduce((sum, { cpu }) => sum + amount(cpu), 0),
        memory: amount(status?.allocatable?.["memory"]) - asked.reduce((sum, { memory }) => sum + amount(memory), 0),
      };
    });
}

/** How many pods of one size the nodes have room for. */
export function room(nodes: readonly FreeNode[], pod: FreeNode): number {
  return nodes.reduce((sum, { cpu, memory }) => {
    const byCpu = pod.cpu > 0 ? Math.floor(cpu / pod.cpu + 1e-9) : Infinity;
    const byMemory = pod.memory > 0 ? Math.floor(memory / pod.memory + 1e-9) : Infinity;
    return sum + Math.max(0, Math.min(byCpu, byMemory, 1_000));
  }, 0);
}

/** Only a refresh makes Pulumi look for what somebody has removed. */
const bringBack = "Bring it back: pulumi up --refresh (on the one-machine cluster: npm stop, then npm start).";

/** An autoscaler, and room for its replicas: what the experiment needs. @throws UserError */
export async function requireScaling(cluster: ClusterAccess, stack: StackOutputs): Promise<void> {
  const { namespace, autoscaler } = stack;
  const found = await readAutoscaler(cluster, namespace);
  if (found === undefined) {
    const otherwise = "Without scaling: npm run requirements.";
    if (autoscaler.kind === "none") {
      throw new UserError(
        `The stack in namespace "${namespace}" has no autoscaler, and the experiment is about scaling.`,
        `Deploy it with acm:stack.autoscaler.kind keda or hpa (npm start -- --autoscaler keda). ${otherwise}`,
      );
    }
    throw new UserError(
      `The autoscaler (${autoscaler.kind}) of the stack in namespace "${namespace}" is missing in the cluster.`,
      `${bringBack} ${otherwise}`,
    );
  }
  await requireRoom(cluster, stack, found.maxReplicas);
}

/** Every part of the stack, and a Prometheus that answers. @throws UserError */
export async function requireDeployed(cluster: ClusterAccess, { namespace, workloads }: StackOutputs): Promise<void> {
  const { apps, core } = cluster;
  if ((await ifExists(core.readNamespace({ name: namespace }))) === undefined) {
    throw new UserError(`The namespace "${namespace}" of the stack does not exist in this cluster.`, bringBack);
  }
  for (const { kind, name } of workloads) {
    if (kind === "Job") continue;
    const found = await ifExists<{ status?: { readyReplicas?: number } }>(
      kind === "StatefulSet"
        ? apps.readNamespacedStatefulSet({ namespace, name })
        : apps.readNamespacedDeployment({ namespace, name }),
    );
    if (found === undefined) {
      throw new UserError(
        `The stack in namespace "${namespace}" is half deployed: there is no ${kind} ${name}.`,
        bringBack,
      );
    }
  }
  await new Prometheus(cluster, namespace).query("vector(1)");
}

async function requireRoom({ apps, core }: ClusterAccess, { namespace }: StackOutputs, most: number): Promise<void> {
  const set = await apps.readNamespacedStatefulSet({ namespace, name: processorName });
  const requests = (set.spec?.template.spec?.containers ?? []).map(({ resources }) => resources?.requests ?? {});
  const pod = {
    cpu: requests.reduce((sum, { cpu }) => sum + amount(cpu), 0),
    memory: requests.reduce((sum, { memory }) => sum + amount(memory), 0),
  };
  let free: FreeNode[];
  try {
    const [nodes, pods] = await Promise.all([core.listNode(), core.listPodForAllNamespaces()]);
    free = freeNodes(nodes.items, pods.items);
  } catch (error) {
    // Who holds one namespace alone may not see the nodes; a pod without room then shows as never ready.
    if (statusOf(error) === 403) return;
    throw error;
  }
  const missing = most - (set.status?.replicas ?? 0);
  const possible = room(free, pod);
  if (possible < missing) {
    throw new UserError(
      `The cluster is too small for ${most} replicas: it has room for ${possible} more, and ${missing} are missing (each ${pod.cpu} CPU, ${Math.round(pod.memory / 2 ** 20)} MiB).`,
      "Give it another node, lower acm:stack.processor.resources or autoscaler.maxReplicas. Without scaling: npm run requirements.",
    );
  }
}
