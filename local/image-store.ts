import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { runInside, startDaemon, tryInside, processesInside, type Anchor } from "./anchor";
import type { ImageStep } from "./images";
import { containerd } from "./node";
import { cachePathInside, inside, type Paths } from "./paths";
import type { Progress } from "./progress";
import { tail, waitUntil } from "./shell";
import { stepOutput } from "./steps";
import { UserError } from "./user-error";

/** Which content each image name stands for in containerd's store: reference → hash of the image's step. */
type Imported = Record<string, string>;

const recordFile = (paths: Paths) => path.join(paths.containerd, "acm-images.json");

function imported(paths: Paths): Imported {
  const file = recordFile(paths);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Imported) : {};
}

/** Images whose present content is not in the store yet. */
export function imagesToImport(paths: Paths, images: readonly ImageStep[]): ImageStep[] {
  const record = imported(paths);
  return images.filter((image) => record[image.reference] !== image.hash);
}

const ctr = ["--address", inside.containerdSocket, "--namespace", "k8s.io"];

/** Imports what is missing; containerd must run. */
export async function importImages(
  paths: Paths,
  anchor: Anchor,
  images: readonly ImageStep[],
  progress: Progress,
): Promise<void> {
  const missing = imagesToImport(paths, images);
  if (missing.length === 0) return;
  progress.step(`Import of ${missing.length} ${missing.length === 1 ? "image" : "images"}`, 5 * missing.length);
  for (const image of missing) {
    const archive = path.join(stepOutput(paths, image), "image.tar");
    await runInside(anchor, "ctr", [...ctr, "images", "import", cachePathInside(paths, archive)]);
    mkdirSync(paths.containerd, { recursive: true });
    writeFileSync(recordFile(paths), JSON.stringify({ ...imported(paths), [image.reference]: image.hash }, null, 2));
  }
}

/** Starts containerd and waits until it answers. */
export async function startContainerd(paths: Paths, anchor: Anchor, imagesOnly: boolean): Promise<void> {
  await startDaemon(paths, anchor, containerd(imagesOnly));
  const ready = await waitUntil(
    async () => (await tryInside(anchor, "ctr", [...ctr, "version"])).code === 0,
    30_000,
    100,
  );
  if (!ready) {
    const log = path.join(paths.cluster, "logs/containerd.log");
    throw new UserError(`containerd does not answer:\n${tail(readFileSync(log, "utf8"), 10)}`, `See ${log}.`);
  }
}

/**
 * Prepares the store that earlier clusters left in the cache: removes their containers (only images are kept) and
 * imports new images. Kubernetes' interface is off meanwhile, so that it never learns of the old containers.
 */
export async function prepareStore(
  paths: Paths,
  anchor: Anchor,
  images: readonly ImageStep[],
  progress: Progress,
): Promise<void> {
  await startContainerd(paths, anchor, true);
  const containers = (await runInside(anchor, "ctr", [...ctr, "containers", "list", "--quiet"]))
    .split("\n")
    .filter((id) => id !== "");
  if (containers.length > 0) await runInside(anchor, "ctr", [...ctr, "containers", "delete", ...containers]);
  await importImages(paths, anchor, images, progress);
  for (const one of processesInside(anchor).filter(({ command }) => command[0] === "containerd"))
    process.kill(one.pid, "SIGTERM");
  await waitUntil(() => !processesInside(anchor).some(({ command }) => command[0] === "containerd"), 10_000, 50);
}
