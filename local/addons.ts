import path from "node:path";
import { tryInside, runInside, type Anchor } from "./anchor";
import { kubeconfigInside, kubePath } from "./control-plane";
import { kedaManifest } from "./keda-manifest";
import { cachePathInside, repository, type Paths } from "./paths";
import { readFileSync } from "node:fs";
import type { Progress } from "./progress";
import { tail, waitUntil } from "./shell";
import { stepOutput } from "./steps";
import { UserError } from "./user-error";

const minutes = 60_000;

/** kubectl inside the namespaces: works before and without the port forwarder. */
export function kubectlCommand(paths: Paths): { command: string; args: string[] } {
  return {
    command: cachePathInside(paths, kubePath(paths)),
    args: ["kubectl", `--kubeconfig=${kubeconfigInside("admin")}`],
  };
}

async function kubectl(paths: Paths, anchor: Anchor, args: readonly string[], input?: string) {
  const base = kubectlCommand(paths);
  return tryInside(anchor, base.command, [...base.args, ...args], input === undefined ? {} : { input });
}

/** Applies a file of manifests. */
export async function applyManifest(paths: Paths, anchor: Anchor, manifest: string): Promise<void> {
  const base = kubectlCommand(paths);
  // Server-side: KEDA's definitions are larger than the annotation that client-side apply would write.
  const args = [...base.args, "apply", "--server-side", "--force-conflicts", "--filename", "-"];
  await runInside(anchor, base.command, args, { input: readFileSync(manifest, "utf8") });
}

/** The API server answers and has made its own roles and namespaces. */
export async function waitForApi(paths: Paths, anchor: Anchor): Promise<void> {
  const ready = await waitUntil(
    async () => (await kubectl(paths, anchor, ["get", "--raw", "/readyz"])).code === 0,
    2 * minutes,
    300,
  );
  if (!ready) throw componentError(paths, "kube-apiserver", "The Kubernetes API server does not become ready");
}

export async function waitForNode(paths: Paths, anchor: Anchor): Promise<void> {
  // The node has to exist before it can be waited for.
  const ready = await waitUntil(
    async () =>
      (await kubectl(paths, anchor, ["wait", "node", "--all", "--for=condition=Ready", "--timeout=5s"])).code === 0,
    2 * minutes,
    300,
  );
  if (!ready) throw componentError(paths, "kubelet", "The node does not become ready");
}

/** Storage, DNS and KEDA. */
export async function installAddons(paths: Paths, anchor: Anchor): Promise<void> {
  for (const manifest of ["storage-class.yaml", "coredns.yaml"])
    await applyManifest(paths, anchor, path.join(repository, "local/manifests", manifest));
  await applyManifest(paths, anchor, path.join(stepOutput(paths, kedaManifest(paths)), "keda.yaml"));
}

const waits = [
  ["--namespace=kube-system", "deployment/coredns", "--for=condition=Available"],
  ["--namespace=keda", "deployment", "--all", "--for=condition=Available"],
  ["apiservice/v1beta1.external.metrics.k8s.io", "--for=condition=Available"],
];

/**
 * Waits for conditions, four minutes for all of them.
 * @param what who is waited for, as a message names it
 * @param waits arguments of `kubectl wait`
 */
export async function waitFor(
  paths: Paths,
  anchor: Anchor,
  what: string,
  waits: readonly (readonly string[])[],
): Promise<void> {
  const began = Date.now();
  for (const wait of waits) {
    let message = "";
    const ready = await waitUntil(
      async () => {
        const result = await kubectl(paths, anchor, ["wait", ...wait, "--timeout=20s"]);
        message = result.stderr;
        return result.code === 0;
      },
      Math.max(1000, 4 * minutes - (Date.now() - began)),
    );
    if (!ready) {
      throw new UserError(
        `${what} does not become ready: ${tail(message, 3)}`,
        "See what the pods say: npm run local -- kubectl get pods --all-namespaces",
      );
    }
  }
}

/** DNS answers, KEDA's webhooks accept objects and its metrics are served. */
export async function waitForAddons(paths: Paths, anchor: Anchor, progress: Progress): Promise<void> {
  await waitFor(paths, anchor, "KEDA or DNS", waits);
  // An empty object is refused by the webhook itself once it serves; before, the API server cannot reach it.
  const probe =
    "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: probe, namespace: default}\nspec: {scaleTargetRef: {name: probe}, triggers: []}\n";
  const reachable = await waitUntil(
    async () =>
      !/failed calling webhook/.test(
        (await kubectl(paths, anchor, ["apply", "--dry-run=server", "-f", "-"], probe)).stderr,
      ),
    minutes,
    500,
  );
  if (!reachable)
    progress.note("KEDA's admission webhook does not answer yet; it is asked again when the stack is deployed.");
}

function componentError(paths: Paths, name: string, problem: string): UserError {
  const log = path.join(paths.cluster, "logs", `${name}.log`);
  return new UserError(
    `${problem}; its last lines:\n${tail(readFileSync(log, "utf8"), 8)}`,
    `See ${log}, then run the command again.`,
  );
}
