import { existsSync } from "node:fs";
import { processesInside, runningAnchor, type Anchor } from "./anchor";
import { forwards, forwarderRuns } from "./forwarder";
import { leftovers } from "./leftovers";
import { inside, localPaths } from "./paths";
import type { RunningProcess } from "./processes";

/** One daemon of the cluster. */
export interface ComponentStatus {
  readonly name: string;
  readonly pid: number | undefined;
  /** Resident memory in bytes. */
  readonly residentBytes: number;
}

/** What runs; `leftovers` are named only when nothing should be there. */
export interface LocalClusterStatus {
  readonly running: boolean;
  readonly kubeconfig: string | undefined;
  readonly components: readonly ComponentStatus[];
  /** Resident memory of everything in the cluster, pods among it, in bytes. */
  readonly residentBytes: number;
  readonly ports: Readonly<Record<string, number>>;
  readonly leftovers: readonly string[];
}

/** The daemons, by what their command lines begin with. */
export const components = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kubelet",
  "kube-proxy",
  "containerd",
  "open-volumes",
] as const;

/** The daemons of a running cluster; one without a process has ended. */
export function componentsOf(anchor: Anchor, processes = processesInside(anchor)): ComponentStatus[] {
  return components.map((name) => {
    // `containerd …`, `…/kube kubelet …`, `…/init open-volumes …`; pods have programs of their own called etcd or so.
    const own = ({ command: [program = "", argument] }: RunningProcess) =>
      program === name || (program.startsWith(`${inside.cache}/`) && argument === name);
    const one = processes.find(own);
    return { name, pid: one?.pid, residentBytes: one?.residentBytes ?? 0 };
  });
}

/** Looks without changing anything; needs no lock. */
export function localClusterStatus(): LocalClusterStatus {
  const paths = localPaths();
  const anchor = runningAnchor(paths);
  const ports = Object.fromEntries(forwards().map(({ name, port }) => [name, port]));
  if (anchor === undefined) {
    return {
      running: false,
      kubeconfig: undefined,
      components: [],
      residentBytes: 0,
      ports,
      leftovers: leftovers(paths),
    };
  }
  const processes = processesInside(anchor);
  const daemons = componentsOf(anchor, processes);
  const residentBytes = processes.reduce((sum, one) => sum + one.residentBytes, 0);
  const complete = existsSync(paths.complete) && daemons.every(({ pid }) => pid !== undefined) && forwarderRuns(anchor);
  return {
    running: complete,
    kubeconfig: existsSync(paths.kubeconfig) ? paths.kubeconfig : undefined,
    components: daemons,
    residentBytes,
    ports,
    leftovers: [],
  };
}
