import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Paths } from "./paths";

const root = "/sys/fs/cgroup";
/** All of the cluster's pods are below this group. Named after the cluster's folder: another user's cluster has its own. */
export function controlGroup(paths: Paths): string {
  return `acm-${createHash("sha256").update(paths.cluster).digest("hex").slice(0, 8)}`;
}

/** The cluster's control groups: one in each hierarchy of version 1, one at the root of version 2. */
export function controlGroups(paths: Paths): string[] {
  if (!existsSync(root)) return [];
  const hierarchies = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.join(root, entry.name));
  return [root, ...hierarchies]
    .map((folder) => path.join(folder, controlGroup(paths)))
    .filter((folder) => existsSync(folder));
}

/** Removes a control group and those below it, from the innermost outwards. @throws while a process is in one */
export function removeControlGroup(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeControlGroup(path.join(folder, entry.name));
  }
  rmdirSync(folder);
}

/** Makes the group that kubelet puts all pods below (its cgroupRoot must exist). */
export function makeControlGroups(paths: Paths): void {
  const name = controlGroup(paths);
  if (existsSync(path.join(root, "cgroup.controllers"))) makeVersion2(name);
  else makeVersion1(name);
}

function makeVersion2(name: string): void {
  // A controller can be used in a group when its parent hands it on.
  const controllers = readFileSync(path.join(root, "cgroup.controllers"), "utf8").trim().split(" ");
  const group = path.join(root, name);
  mkdirSync(group, { recursive: true });
  for (const controller of controllers) {
    for (const folder of [root, group]) {
      try {
        writeFileSync(path.join(folder, "cgroup.subtree_control"), `+${controller}`);
      } catch {
        // Not every controller can be handed on; kubelet names the ones that it misses.
      }
    }
  }
}

function makeVersion1(name: string): void {
  for (const hierarchy of readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    const parent = path.join(root, hierarchy.name);
    // Not a mounted hierarchy: a group there would be an ordinary folder.
    if (!existsSync(path.join(parent, "cgroup.procs"))) continue;
    const group = path.join(parent, name);
    mkdirSync(group, { recursive: true });
    // A new cpuset has no processors and no memory, and refuses processes until it has.
    for (const file of ["cpuset.cpus", "cpuset.mems"]) {
      const inherited = path.join(parent, file);
      if (existsSync(inherited)) writeFileSync(path.join(group, file), readFileSync(inherited, "utf8"));
    }
  }
}
