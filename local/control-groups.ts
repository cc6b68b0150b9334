import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { controlGroup } from "./node";

const root = "/sys/fs/cgroup";

/** Makes the group that kubelet puts all pods below (its cgroupRoot must exist). */
export function makeControlGroups(): void {
  if (existsSync(path.join(root, "cgroup.controllers"))) makeVersion2();
  else makeVersion1();
}

function makeVersion2(): void {
  // A controller can be used in a group when its parent hands it on.
  const controllers = readFileSync(path.join(root, "cgroup.controllers"), "utf8").trim().split(" ");
  const group = path.join(root, controlGroup);
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

function makeVersion1(): void {
  for (const hierarchy of readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    const parent = path.join(root, hierarchy.name);
    // Not a mounted hierarchy: a group there would be an ordinary folder.
    if (!existsSync(path.join(parent, "cgroup.procs"))) continue;
    const group = path.join(parent, controlGroup);
    mkdirSync(group, { recursive: true });
    // A new cpuset has no processors and no memory, and refuses processes until it has.
    for (const file of ["cpuset.cpus", "cpuset.mems"]) {
      const inherited = path.join(parent, file);
      if (existsSync(inherited)) writeFileSync(path.join(group, file), readFileSync(inherited, "utf8"));
    }
  }
}
