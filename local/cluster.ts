import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buildBundles } from "../build";
import { installAddons, waitForAddons, waitForApi, waitForNode } from "./addons";
import { recordedAnchor, runningAnchor, startAnchor, startDaemon, type Anchor } from "./anchor";
import { makeControlGroups } from "./control-groups";
import { apiServerInside, controlPlane, kubeconfigInside } from "./control-plane";
import { forwardPorts, forwarderRuns, forwards, startForwarder } from "./forwarder";
import { clusterTools, goStep, removeGoCaches } from "./go-tools";
import { importImages, imagesToImport, prepareStore, startContainerd } from "./image-store";
import { imagePlan, type ImageStep } from "./images";
import { kedaManifest } from "./keda-manifest";
import { writeKubeconfig } from "./kubeconfig";
import { withLock } from "./lock";
import { containerd, nodeDaemons, writeNodeConfiguration } from "./node";
import { ensurePackages } from "./packages";
import { localPaths, type Paths } from "./paths";
import { makeCertificates } from "./pki";
import { requireDisk, requireGo, requireKernel, requireMemory, requirePorts, requireRoot } from "./preflight";
import { pulumiSteps } from "./pulumi";
import type { Progress } from "./progress";
import { buildSteps, isBuilt, remainingSeconds, type Step } from "./steps";
import { componentsOf } from "./status";
import { lockFile, removeCluster } from "./stop";

export { stopLocalCluster } from "./stop";
export { localClusterStatus } from "./status";

/** A running local cluster, as programs on this machine reach it. */
export interface LocalCluster {
  /** Absolute path of a kubeconfig whose server is on 127.0.0.1; its context is `acm-local`. */
  readonly kubeconfig: string;
  /** Base URLs on 127.0.0.1; they answer as soon as the stack's services do. */
  readonly forwards: { readonly prometheus: string; readonly processor: string };
}

/** Seconds from nothing to a cluster with KEDA, tools and images being there. Measured on two cores. */
const startSeconds = 60;

function describeCluster(paths: Paths): LocalCluster {
  const ports = Object.fromEntries(forwards().map(({ name, port }) => [name, port]));
  const url = (name: string) => `http://127.0.0.1:${ports[name]}`;
  return { kubeconfig: paths.kubeconfig, forwards: { prometheus: url("prometheus"), processor: url("processor") } };
}

/**
 * Starts the local cluster, builds what is missing before, and does nothing when it runs already (apart from images
 * that have changed). Safe to run again after any interruption.
 * @throws UserError for everything that a person can correct
 */
export async function startLocalCluster(progress: Progress): Promise<LocalCluster> {
  requireRoot();
  const paths = localPaths();
  return withLock(lockFile(paths), "start", async () => {
    const running = runningAnchor(paths);
    if (running !== undefined && existsSync(paths.complete)) return refresh(paths, running, progress);

    requireKernel();
    requireMemory();
    // What a killed start or a restarted machine has left.
    if (recordedAnchor(paths) !== undefined || existsSync(paths.cluster)) await removeCluster(paths);
    const chosen = forwards();
    await requirePorts(forwardPorts(chosen));
    await ensurePackages(progress);
    const images = await buildAll(paths, progress, startSeconds);

    const anchor = await startAnchor(paths);
    await startKubernetes(paths, anchor, images, progress);
    await startForwarder(paths, anchor, chosen);
    writeHostKubeconfig(paths);
    progress.step("KEDA and DNS", 30);
    await waitForAddons(paths, anchor, progress);
    writeFileSync(paths.complete, "");
    progress.done();
    return describeCluster(paths);
  });
}

/** Builds tools and images without starting anything. */
export async function buildLocalCluster(progress: Progress): Promise<void> {
  requireRoot();
  const paths = localPaths();
  await withLock(lockFile(paths), "build", async () => {
    await ensurePackages(progress);
    await buildAll(paths, progress, 0);
    progress.done();
  });
}

function writeHostKubeconfig(paths: Paths): void {
  const port = forwards().find(({ name }) => name === "kubernetes")?.port;
  writeKubeconfig(path.join(paths.cluster, "pki"), "admin", `https://127.0.0.1:${port}`, paths.kubeconfig);
}

/** The cluster runs: only new images and daemons that have ended are of interest. */
async function refresh(paths: Paths, anchor: Anchor, progress: Progress): Promise<LocalCluster> {
  const images = await buildAll(paths, progress, 0);
  await importImages(paths, anchor, images, progress);
  await restartEnded(paths, anchor, progress);
  progress.done();
  return describeCluster(paths);
}

/** Starts the daemons again that do not run (killed for lack of memory, for example). */
async function restartEnded(paths: Paths, anchor: Anchor, progress: Progress): Promise<void> {
  const ended = new Set(
    componentsOf(anchor)
      .filter(({ pid }) => pid === undefined)
      .map(({ name }) => name),
  );
  const daemons = [...Object.values(controlPlane(paths)), containerd(false), ...Object.values(nodeDaemons(paths))];
  for (const daemon of daemons.filter(({ name }) => ended.has(name))) {
    progress.note(`${daemon.name} had ended and is started again.`);
    await startDaemon(paths, anchor, daemon);
  }
  if (ended.size > 0) await waitForNode(paths, anchor);
  if (!forwarderRuns(anchor)) await startForwarder(paths, anchor, forwards());
}

/** Everything that is built once; returns the images that the cluster must have. */
async function buildAll(paths: Paths, progress: Progress, secondsAfterwards: number): Promise<readonly ImageStep[]> {
  await buildBundles();
  const plan = imagePlan(paths);
  const tools = [...clusterTools.map((tool) => goStep(paths, tool)), ...(await pulumiSteps(paths))];
  const steps: Step[] = [...tools, kedaManifest(paths), ...plan.prerequisites];
  // An image that containerd holds already need not be built again, though its archive is gone.
  const images = imagesToImport(paths, plan.images);
  const missing = [...steps, ...images].filter((step) => !isBuilt(paths, step));
  if (missing.length > 0) {
    const toBuildGo = tools.some((step) => !isBuilt(paths, step));
    if (toBuildGo) await requireGo();
    requireDisk(paths.cache, toBuildGo);
    progress.plan(remainingSeconds(paths, missing) + secondsAfterwards);
    await buildSteps(paths, [...steps, ...images], progress);
    removeGoCaches(paths);
  }
  return plan.images;
}

async function startKubernetes(
  paths: Paths,
  anchor: Anchor,
  images: readonly ImageStep[],
  progress: Progress,
): Promise<void> {
  progress.step("Control plane", 12);
  const pki = path.join(paths.cluster, "pki");
  await makeCertificates(pki);
  mkdirSync(path.join(paths.cluster, "configuration/network"), { recursive: true });
  for (const name of ["admin", "kubelet", "controller-manager", "scheduler", "proxy"]) {
    const file = path.join(paths.cluster, "configuration", path.basename(kubeconfigInside(name)));
    writeKubeconfig(pki, name, apiServerInside, file);
  }
  writeNodeConfiguration(paths);
  makeControlGroups(paths);

  const { etcd, apiserver, controllerManager, scheduler, volumes } = controlPlane(paths);
  await startDaemon(paths, anchor, etcd);
  await startDaemon(paths, anchor, apiserver);
  // The API server takes some seconds to start: images are put in order meanwhile.
  await prepareStore(paths, anchor, images, progress);
  await startContainerd(paths, anchor, false);
  await waitForApi(paths, anchor);
  progress.step("Node", 10);
  const { kubelet, proxy } = nodeDaemons(paths);
  for (const daemon of [volumes, controllerManager, scheduler, kubelet, proxy])
    await startDaemon(paths, anchor, daemon);
  await installAddons(paths, anchor);
  await waitForNode(paths, anchor);
}
