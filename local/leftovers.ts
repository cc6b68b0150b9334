import { existsSync, readFileSync, rmSync } from "node:fs";
import { recordedAnchor, type Anchor } from "./anchor";
import { controlGroups, removeControlGroup } from "./control-groups";
import { inside, type Paths } from "./paths";
import { runningProcesses } from "./processes";
import { sleep } from "./shell";

/** Mount points of /proc/self/mountinfo that lie in the cluster's folders. */
export function mountsBelow(mountinfo: string, folders: readonly string[]): string[] {
  return mountinfo
    .split("\n")
    .map((line) => line.split(" ")[4] ?? "")
    .filter((target) => folders.some((folder) => target === folder || target.startsWith(`${folder}/`)));
}

/** True when the cluster's folder is mounted where only its own processes see it: found without any record of them. */
export function seesCluster(pid: number, paths: Paths): boolean {
  try {
    return clusterIsMounted(readFileSync(`/proc/${pid}/mountinfo`, "utf8"), paths);
  } catch {
    return false; // It has ended, or belongs to somebody else.
  }
}

/** Fields 4 and 5 of a mountinfo line: the folder within its file system, and where it is mounted. */
export function clusterIsMounted(mountinfo: string, paths: Paths): boolean {
  return mountinfo.split("\n").some((line) => {
    const [, , , source = "", target] = line.split(" ");
    // The kernel marks a folder that has been removed while it is mounted.
    const folder = source.replace(/\/\/deleted$/, "");
    return target === inside.cluster && folder.length > 1 && paths.cluster.endsWith(folder);
  });
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
    .filter((one) => one.namespaces.some((namespace) => namespaces.has(namespace)) || seesCluster(one.pid, paths))
    .map((one) => `process ${one.pid}: ${one.command.slice(0, 2).join(" ")}`);
  const mounts = mountsBelow(readFileSync("/proc/self/mountinfo", "utf8"), [paths.cluster, paths.cache]).map(
    (target) => `mount ${target}`,
  );
  const groups = controlGroups(paths).map((folder) => `control group ${folder}`);
  const files = existsSync(paths.cluster) ? [`folder ${paths.cluster}`] : [];
  return [...processes, ...mounts, ...groups, ...files];
}

/** Removes what the kernel does not remove by itself when the anchor ends. */
export async function removeRemains(paths: Paths): Promise<void> {
  // The kernel lets go of a control group shortly after its last process has ended.
  for (let attempt = 0; attempt < 50; attempt++) {
    try {
      for (const folder of controlGroups(paths)) removeControlGroup(folder);
      break;
    } catch {
      await sleep(100);
    }
  }
  rmSync(paths.cluster, { recursive: true, force: true });
}
