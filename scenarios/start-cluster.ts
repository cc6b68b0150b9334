import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { startLocalCluster } from "../local/cluster";
import { addMetricsApis } from "../local/metrics";
import type { Progress } from "../local/progress";
import { accessCluster, loadKubeconfig, type ClusterAccess } from "./cluster-access";
import type { AutoscalerKind } from "./project-variant";
import { repositoryRoot } from "./repository";

/** The cluster that the stack goes to. */
export interface Destination {
  readonly access: ClusterAccess;
  readonly kind: "local" | "given";
  /** Where services answer, as an address or as the command that makes one. */
  readonly addresses: { readonly prometheus: string; readonly processor: string };
  /** Laid over Pulumi's environment: each given cluster has a state of its own. */
  readonly stateFolder: string | undefined;
}

/** The stack file Pulumi.local.yaml names this path. */
const kubeconfigCopy = path.join(repositoryRoot, "out", "local", "kubeconfig");
const namespace = "acm";

/**
 * The local cluster with what the autoscaler needs of it, started when it does not run; or the one of a given kubeconfig, of which nothing is built.
 * @throws UserError when it cannot be used; nothing has been created in it then
 */
export async function destination(
  kubeconfig: string | undefined,
  autoscaler: AutoscalerKind,
  progress: Progress,
): Promise<Destination> {
  const needsKeda = autoscaler === "keda";
  if (kubeconfig === undefined) {
    const cluster = await startLocalCluster(progress);
    if (autoscaler === "hpa") await addMetricsApis(progress);
    writeKubeconfig(readFileSync(cluster.kubeconfig, "utf8"));
    const access = await accessCluster(cluster.kubeconfig, { needsKeda });
    return { access, kind: "local", addresses: cluster.forwards, stateFolder: undefined };
  }
  const access = await accessCluster(kubeconfig, { needsKeda });
  // Paths in a kubeconfig may be relative to it; the export has absolute ones.
  writeKubeconfig(loadKubeconfig(kubeconfig).exportConfig());
  const forward = (service: string, port: number) =>
    `kubectl --kubeconfig ${kubeconfig} --namespace ${namespace} port-forward service/${service} ${port}`;
  return {
    access,
    kind: "given",
    addresses: { prometheus: forward("prometheus", 9090), processor: forward("event-stream-processor", 9095) },
    stateFolder: createHash("sha256").update(access.server).digest("hex").slice(0, 12),
  };
}

/** Credentials: for the owner's eyes only, and never half written. */
function writeKubeconfig(content: string): void {
  mkdirSync(path.dirname(kubeconfigCopy), { recursive: true });
  const draft = `${kubeconfigCopy}.${process.pid}`;
  writeFileSync(draft, content, { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, kubeconfigCopy);
}
