import { existsSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import path from "node:path";
import { processesInside, recordedAnchor, type Anchor } from "./anchor";
import { leftovers, removeRemains, seesCluster } from "./leftovers";
import { withLock } from "./lock";
import { localPaths, type Paths } from "./paths";
import { requireRoot } from "./preflight";
import { isRunning, runningProcesses } from "./processes";
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
    await ended(() => processesInside(anchor).length === 0);
  }
  // Without a record (a start that was killed at a bad moment, a removed folder) the processes are found by what they
  // see; process 1 of their namespace is among them.
  for (const { pid } of runningProcesses().filter(({ pid }) => seesCluster(pid, paths))) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // Ended with process 1.
    }
  }
  await ended(() => !runningProcesses().some(({ pid }) => seesCluster(pid, paths)));
  await removeRemains(paths);
  return anchor;
}

async function ended(check: () => boolean): Promise<void> {
  if (await waitUntil(check, 30_000, 50)) return;
  throw new UserError(
    "Processes of the cluster do not end.",
    "Look at `npm run local -- status`; a process that waits for a disk ends when the disk answers.",
  );
}

/**
 * Ends the cluster and removes everything of it from this machine; its data ends with it.
 * @param purge also removes tools, images and the state of the local Pulumi stack
 * @returns what is still there though nothing should be: empty when all went well
 */
export async function stopLocalCluster({ purge }: { readonly purge: boolean }, progress: Progress): Promise<string[]> {
  const paths = localPaths();
  const nothing = [paths.cluster, paths.cache, paths.state].every((folder) => !existsSync(folder));
  // Only root could have started one, and only root could look for its processes.
  if (nothing && process.getuid?.() !== 0) return [];
  requireRoot();
  const remains = await withLock(lockFile(paths), "stop", async () => {
    progress.step("Stop", 3);
    const anchor = await removeCluster(paths);
    const found = leftovers(paths, anchor);
    if (purge && found.length === 0) {
      progress.step("Removal of tools and images", 10);
      rmSync(paths.cache, { recursive: true, force: true });
      rmSync(paths.pulumiState, { recursive: true, force: true });
    }
    progress.done();
    return found;
  });
  // The folder of the lock, unless the state of a Pulumi stack is in it.
  if (existsSync(paths.state) && readdirSync(paths.state).length === 0) rmdirSync(paths.state);
  return remains;
}
