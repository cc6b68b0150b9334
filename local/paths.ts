import os from "node:os";
import path from "node:path";

const project = "acm-infrastructure";

/** Root of the repository: Dockerfiles, Go modules and bundles are read from here. */
export const repository = path.dirname(__dirname);

/** Folders of the local cluster on this machine, by the XDG base directory specification. */
export interface Paths {
  /** What may be built again: tools, images, containerd's image store. Survives `npm stop`. */
  readonly cache: string;
  /** What belongs to this machine's stacks and running cluster. */
  readonly state: string;
  /** Everything of the running cluster; removed by `npm stop`. */
  readonly cluster: string;
  /** Written at the end of a start: a cluster without it was interrupted, and the next start begins anew. */
  readonly complete: string;
  /** containerd's root: images stay unpacked between two starts. */
  readonly containerd: string;
  /** One folder per build step and content hash. */
  readonly steps: string;
  /** Go's module and build caches while tools are built. */
  readonly go: string;
  /** Log of each build step's commands. */
  readonly buildLogs: string;
  /** State of Pulumi stacks kept in files: survives `npm stop`, removed with `--purge`. */
  readonly pulumiState: string;
  /** For the host: reaches the API server on 127.0.0.1. */
  readonly kubeconfig: string;
}

/** XDG variables hold absolute paths; anything else is to be ignored (specification, "Environment variables"). */
function xdg(value: string | undefined, fallback: string): string {
  return value !== undefined && path.isAbsolute(value) ? value : path.join(os.homedir(), fallback);
}

/** @param environment process environment; reads XDG_CACHE_HOME and XDG_STATE_HOME */
export function localPaths(environment: NodeJS.ProcessEnv = process.env): Paths {
  const cache = path.join(xdg(environment["XDG_CACHE_HOME"], ".cache"), project);
  const state = path.join(xdg(environment["XDG_STATE_HOME"], ".local/state"), project);
  const cluster = path.join(state, "cluster");
  return {
    cache,
    state,
    cluster,
    complete: path.join(cluster, "complete"),
    containerd: path.join(cache, "containerd"),
    steps: path.join(cache, "steps"),
    go: path.join(cache, "go"),
    buildLogs: path.join(cache, "logs"),
    pulumiState: path.join(state, "pulumi"),
    kubeconfig: path.join(cluster, "kubeconfig"),
  };
}

/** Where the cluster's own processes see things: the same paths on every machine, see mounts.ts. */
export const inside = {
  cache: "/run/acm/cache",
  cluster: "/run/acm/cluster",
  pki: "/run/acm/cluster/pki",
  containerdSocket: "/run/acm/containerd.sock",
} as const;

/** A path under the cache, as the cluster's processes see it. */
export function cachePathInside(paths: Paths, hostPath: string): string {
  return path.join(inside.cache, path.relative(paths.cache, hostPath));
}
