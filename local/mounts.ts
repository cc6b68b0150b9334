import path from "node:path";
import { inside, type Paths } from "./paths";

/** A mount in the cluster's own mount namespace. */
export interface Mount {
  readonly target: string;
  /** Host path that is bound to the target, or "tmpfs" for an empty file system in memory. */
  readonly source: string;
  /** The source is a file, and the target exists. */
  readonly file?: boolean;
}

/** The values that kubelet sets when `protectKernelDefaults` is off (its pkg/util/sysctl). */
export const kernelSettings: Readonly<Record<string, string>> = {
  "vm/overcommit_memory": "1",
  "vm/panic_on_oom": "0",
  "kernel/panic": "10",
  "kernel/panic_on_oops": "1",
  "kernel/keys/root_maxkeys": "1000000",
  "kernel/keys/root_maxbytes": "25000000",
};

/** Name of the file that stands for a setting, in the cluster's folder `kernel`. */
export const kernelSettingFile = (name: string) => name.replaceAll("/", ".");

/**
 * The mounts that keep the cluster's traces out of this machine's folders. The order matters: what the host's folders
 * hold is bound first, then /run, /var/lib and /tmp are covered (the XDG folders may lie below /tmp).
 */
export function mountPlan(paths: Paths): Mount[] {
  return [
    // containerd's and runc's sockets, the pods' network namespaces, kube-proxy's lock.
    { target: "/run", source: "tmpfs" },
    { target: inside.cluster, source: paths.cluster },
    { target: inside.cache, source: paths.cache },
    // The network plug-ins' records.
    { target: "/var/lib", source: "tmpfs" },
    { target: "/var/lib/etcd", source: path.join(inside.cluster, "etcd") },
    { target: "/var/lib/kubelet", source: path.join(inside.cluster, "kubelet") },
    { target: "/var/lib/containerd", source: path.join(inside.cache, "containerd") },
    // The containers' logs.
    { target: "/var/log", source: path.join(inside.cluster, "container-logs") },
    // kube-controller-manager's host-path provisioner makes volumes in /tmp/hostpath_pv and nowhere else.
    { target: "/tmp", source: path.join(inside.cluster, "tmp") },
    // kubelet would change these settings of the whole machine. It leaves alone what has the value that it wants, so
    // it is shown files with those values; the settings themselves stay as they are.
    ...Object.keys(kernelSettings).map((name) => ({
      target: `/proc/sys/${name}`,
      source: path.join(inside.cluster, "kernel", kernelSettingFile(name)),
      file: true,
    })),
  ];
}

/** Folders below the cluster's folder that the mounts expect. */
export const clusterFolders = [
  "etcd",
  "kubelet",
  "container-logs",
  "tmp/hostpath_pv",
  "logs",
  "pki",
  "configuration",
  "kernel",
] as const;

/** Commands that make one mount. */
export function mountCommands({ target, source, file }: Mount): string[][] {
  if (source === "tmpfs") return [["mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", target]];
  const bind = ["mount", "--bind", source, target];
  return file === true ? [bind] : [["mkdir", "-p", target], bind];
}
