import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { processesInside, recordedAnchor, type Anchor } from "./anchor";
import { leftovers, removeRemains } from "./leftovers";
import { withLock } from "./lock";
import { localPaths, type Paths } from "./paths";
import { requireRoot } from "./preflight";
import { isRunning } from "./processes";
import type { Progress } from "./progress";
import { waitUntil } from "./shell";
import { UserError } from "./user-error";

// Imports nothing but Node itself, so that a stop works with node_modules that are broken.

/** One command at a time works on the cluster. */
export const lockFile = (paths: Paths) => path.join(paths.state, "lock");

/** Ends every process of the cluster with the one that holds its namespaces, then removes what has no owner. */
export async function removeCluster(paths: Paths): Promise<Anchor | undefined> {
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
