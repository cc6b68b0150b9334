import { existsSync, readFileSync, rmSync } from "node:fs";
import { recordedAnchor, type Anchor } from "./anchor";
import { controlGroups, removeControlGroup } from "./control-groups";
import type { Paths } from "./paths";
import { runningProcesses } from "./processes";
import { sleep } from "./shell";

/** Mount points of /proc/self/mountinfo that lie in the cluster's folders. */
export function mountsBelow(mountinfo: string, folders: readonly string[]): string[] {
  return mountinfo
    .split("\n")
    .map((line) => line.split(" ")[4] ?? "")
    .filter((target) => folders.some((folder) => target === folder || target.startsWith(`${folder}/`)));
}

/**
 * What of a cluster is on this machine though none should run: one line each, empty when nothing is.
 * @param anchor the cluster that ran; its namespaces must have no process any more
 */
export function leftovers(paths: Paths, anchor: Anchor | undefined = recordedAnchor(paths)): string[] {
  const namespaces = new Set(anchor?.namespaces ?? []);
  const own = process.pid;
  const processes = runningProcesses()
    .filter((one) => one.pid !== own)
    .filter(
      (one) =>
        one.namespaces.some((namespace) => namespaces.has(namespace)) ||
        // Programs of the cache other than Pulumi's, and what runs in a namespace with the cluster's folders.
        (one.command[0] ?? "").startsWith(`${paths.steps}/init/`) ||
        (one.command[0] ?? "").startsWith(`${paths.steps}/kubernetes/`) ||
        (one.command[0] ?? "").startsWith("/run/acm/"),
    )
    .map((one) => `process ${one.pid}: ${one.command.slice(0, 2).join(" ")}`);
  const mounts = mountsBelow(readFileSync("/proc/self/mountinfo", "utf8"), [paths.cluster, paths.cache]).map(
    (target) => `mount ${target}`,
  );
  const groups = controlGroups().map((folder) => `control group ${folder}`);
  const files = existsSync(paths.cluster) ? [`folder ${paths.cluster}`] : [];
  return [...processes, ...mounts, ...groups, ...files];
}

/** Removes what the kernel does not remove by itself when the anchor ends. */
export async function removeRemains(paths: Paths): Promise<void> {
  // The kernel lets go of a control group shortly after its last process has ended.
  for (let attempt = 0; attempt < 50; attempt++) {
    try {
      for (const folder of controlGroups()) removeControlGroup(folder);
      break;
    } catch {
      await sleep(100);
    }
  }
  rmSync(paths.cluster, { recursive: true, force: true });
}
