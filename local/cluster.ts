import { existsSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { buildBundles } from "../build";
import { installAddons, waitForAddons, waitForApi, waitForNode } from "./addons";
import { processesInside, recordedAnchor, runningAnchor, startAnchor, startDaemon, type Anchor } from "./anchor";
import { makeControlGroups } from "./control-groups";
import { apiServerInside, controlPlane, kubeconfigInside } from "./control-plane";
import { forwardPorts, forwarderRuns, forwards, startForwarder } from "./forwarder";
import { clusterTools, goStep, removeGoCaches } from "./go-tools";
import { importImages, imagesToImport, prepareStore, startContainerd } from "./image-store";
import { imagePlan, type ImageStep } from "./images";
import { kedaManifest } from "./keda-manifest";
import { writeKubeconfig } from "./kubeconfig";
import { leftovers, removeRemains } from "./leftovers";
import { withLock } from "./lock";
import { nodeDaemons, writeNodeConfiguration } from "./node";
import { ensurePackages } from "./packages";
import { localPaths, type Paths } from "./paths";
import { makeCertificates } from "./pki";
import { requireDisk, requireGo, requireKernel, requireMemory, requirePorts, requireRoot } from "./preflight";
import { isRunning } from "./processes";
import { pulumiSteps } from "./pulumi";
import type { Progress } from "./progress";
import { waitUntil } from "./shell";
import { buildSteps, isBuilt, remainingSeconds, type Step } from "./steps";
import { UserError } from "./user-error";

/** A running local cluster, as programs on this machine reach it. */
export interface LocalCluster {
  /** Absolute path of a kubeconfig whose server is on 127.0.0.1; its context is `acm-local`. */
  readonly kubeconfig: string;
  /** Base URLs on 127.0.0.1; they answer as soon as the stack's services do. */
  readonly forwards: { readonly prometheus: string; readonly processor: string };
}

/** Seconds from nothing to a cluster with KEDA, tools and images being there. Measured on two cores. */
const startSeconds = 60;

const lockFile = (paths: Paths) => path.join(paths.state, "lock");

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
    if (running !== undefined && isComplete(paths)) return refresh(paths, running, progress);

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
    progress.step("KEDA and DNS", 30);
    await waitForAddons(paths, anchor, progress);
    markComplete(paths);
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

/** A start writes its kubeconfig last: what has none was interrupted and is started anew. */
const isComplete = (paths: Paths) => existsSync(paths.kubeconfig);

function markComplete(paths: Paths): void {
  const { kubeconfig } = describeCluster(paths);
  const port = forwards().find(({ name }) => name === "kubernetes")?.port;
  writeKubeconfig(path.join(paths.cluster, "pki"), "admin", `https://127.0.0.1:${port}`, kubeconfig);
}

/** The cluster runs: only new images and a forwarder that has ended are of interest. */
async function refresh(paths: Paths, anchor: Anchor, progress: Progress): Promise<LocalCluster> {
  const images = await buildAll(paths, progress, 0);
  await importImages(paths, anchor, images, progress);
  if (!forwarderRuns(anchor)) await startForwarder(paths, anchor, forwards());
  progress.done();
  return describeCluster(paths);
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
  makeControlGroups();

  const { etcd, apiserver, controllerManager, scheduler } = controlPlane(paths);
  await startDaemon(paths, anchor, etcd);
  await startDaemon(paths, anchor, apiserver);
  // The API server takes some seconds to start: images are put in order meanwhile.
  await prepareStore(paths, anchor, images, progress);
  await startContainerd(paths, anchor, false);
  await waitForApi(paths, anchor);
  progress.step("Node", 10);
  const { kubelet, proxy } = nodeDaemons(paths);
  for (const daemon of [controllerManager, scheduler, kubelet, proxy]) await startDaemon(paths, anchor, daemon);
  await installAddons(paths, anchor);
  await waitForNode(paths, anchor);
}

/** Ends every process of the cluster with the one that holds its namespaces, then removes what has no owner. */
async function removeCluster(paths: Paths): Promise<Anchor | undefined> {
  const anchor = recordedAnchor(paths);
  if (anchor !== undefined) {
    for (const one of [anchor.process, anchor.parent]) if (isRunning(one)) process.kill(one.pid, "SIGKILL");
    const ended = await waitUntil(() => processesInside(anchor).length === 0, 30_000, 50);
    if (!ended) {
      throw new UserError(
        "Processes of the cluster do not end.",
        "Look at `npm run local -- status`; a process that waits for a disk ends when the disk answers.",
      );
    }
  }
  await removeRemains(paths);
  return anchor;
}

/**
 * Ends the cluster and removes everything of it from this machine; its data ends with it.
 * @param purge also removes tools, images and the state of the local Pulumi stack
 * @returns what is still there though nothing should be: empty when all went well
 */
export async function stopLocalCluster({ purge }: { readonly purge: boolean }, progress: Progress): Promise<string[]> {
  const paths = localPaths();
  if (!existsSync(paths.cluster) && !existsSync(paths.cache) && !existsSync(paths.state)) return [];
  requireRoot();
  return withLock(lockFile(paths), "stop", async () => {
    progress.step("Stop", 3);
    const anchor = await removeCluster(paths);
    const remains = leftovers(paths, anchor);
    if (purge && remains.length === 0) {
      progress.step("Removal of tools and images", 10);
      rmSync(paths.cache, { recursive: true, force: true });
      rmSync(paths.pulumiState, { recursive: true, force: true });
    }
    progress.done();
    return remains;
  });
}
