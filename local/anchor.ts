import { spawn } from "node:child_process";
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
  chmodSync,
  existsSync,
} from "node:fs";
import path from "node:path";
import { goStep } from "./go-tools";
import { clusterFolders, kernelSettingFile, kernelSettings, mountCommands, mountPlan } from "./mounts";
import type { Paths } from "./paths";
import { identify, isRunning, runningProcesses, type ProcessIdentity, type RunningProcess } from "./processes";
import { run, tryRun, waitUntil, type RunResult, type RunOptions } from "./shell";
import { stepOutput } from "./steps";
import { UserError } from "./user-error";

/**
 * The one process that holds the cluster's namespaces (process ids, mounts, network, host name, System V objects).
 * Everything of the cluster is its descendant: when it ends, the kernel ends them all and removes mounts and network.
 */
export interface Anchor {
  readonly process: ProcessIdentity;
  /** unshare, its parent outside the namespaces. */
  readonly parent: ProcessIdentity;
  /** "pid:[…]", "net:[…]", "mnt:[…]": what must not exist any more after a stop. */
  readonly namespaces: readonly string[];
}

const anchorFile = (paths: Paths) => path.join(paths.cluster, "anchor.json");

/** Address of the only node, on a bridge without a link to anything outside the network namespace. */
export const nodeAddress = "10.200.0.1";
export const nodeName = "acm-local";

/** The program that is process 1 inside (local/modules/init). */
export function initPath(paths: Paths): string {
  return path.join(stepOutput(paths, goStep(paths, "init")), "init");
}

/** What the last start recorded; undefined when no cluster has been started or it has been removed. */
export function recordedAnchor(paths: Paths): Anchor | undefined {
  const file = anchorFile(paths);
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Anchor;
  } catch {
    return undefined; // Written by a start that was killed: leftovers.ts finds what remains.
  }
}

/** The running anchor; undefined after a stop, a kill or a restart of the machine. */
export function runningAnchor(paths: Paths): Anchor | undefined {
  const anchor = recordedAnchor(paths);
  return anchor !== undefined && isRunning(anchor.process) ? anchor : undefined;
}

/** Makes the namespaces with their mounts and network. */
export async function startAnchor(paths: Paths): Promise<Anchor> {
  for (const folder of clusterFolders) mkdirSync(path.join(paths.cluster, folder), { recursive: true });
  // umask may have taken the write permission that other users need here.
  chmodSync(path.join(paths.cluster, "tmp"), 0o1777);
  mkdirSync(paths.containerd, { recursive: true });
  for (const [name, value] of Object.entries(kernelSettings)) {
    writeFileSync(path.join(paths.cluster, "kernel", kernelSettingFile(name)), `${value}\n`);
  }

  const log = openSync(path.join(paths.cluster, "logs/anchor.log"), "a");
  const init = initPath(paths);
  const namespaces = [
    "--pid",
    "--fork",
    "--mount",
    "--net",
    "--ipc",
    "--uts",
    "--mount-proc",
    "--propagation",
    "private",
  ];
  const child = spawn("unshare", [...namespaces, init], { detached: true, stdio: ["ignore", log, log], cwd: "/" });
  closeSync(log);
  child.unref();
  const parent = child.pid === undefined ? undefined : identify(child.pid);
  if (parent === undefined)
    throw new UserError("`unshare` cannot be started.", "Install the Debian package util-linux.");

  let found: RunningProcess | undefined;
  await waitUntil(
    () =>
      (found = runningProcesses().find((one) => one.parent === parent.pid && one.command[0] === init)) !== undefined ||
      !isRunning(parent),
    5000,
    20,
  );
  const self = found === undefined ? undefined : identify(found.pid);
  if (self === undefined) {
    throw new UserError(
      `The cluster's namespaces cannot be made: ${readFileSync(path.join(paths.cluster, "logs/anchor.log"), "utf8").trim()}`,
      "The kernel must allow new process, mount and network namespaces; inside a container, run it as privileged.",
    );
  }
  const anchor: Anchor = {
    process: self,
    parent,
    namespaces: ["pid", "net", "mnt"].map((kind) => readlinkSync(`/proc/${self.pid}/ns/${kind}`)),
  };
  writeFileSync(anchorFile(paths), JSON.stringify(anchor, null, 2));
  await mountAll(paths, anchor);
  await connect(anchor);
  return anchor;
}

async function mountAll(paths: Paths, anchor: Anchor): Promise<void> {
  for (const mount of mountPlan(paths)) {
    for (const [command = "", ...args] of mountCommands(mount)) await runInside(anchor, command, args);
  }
}

/** The network: loopback, and the node's address on a bridge that is connected to nothing. */
async function connect(anchor: Anchor): Promise<void> {
  const ip = (...args: string[]) => runInside(anchor, "ip", args);
  await ip("link", "set", "lo", "up");
  await ip("link", "add", "node0", "type", "bridge");
  await ip("address", "add", `${nodeAddress}/24`, "dev", "node0");
  await ip("link", "set", "node0", "up");
  // Services have addresses that no interface has: without a route the kernel refuses before kube-proxy can translate.
  await ip("route", "add", "default", "via", nodeAddress, "dev", "node0");
  const settings = ["net/ipv4/ip_forward", "net/bridge/bridge-nf-call-iptables"];
  for (const setting of settings) await runInside(anchor, "sh", ["-c", `echo 1 > /proc/sys/${setting}`]);
  await runInside(anchor, "hostname", [nodeName]);
}

/** nsenter's arguments for all of the anchor's namespaces. `ip netns exec` would hide /sys/fs/cgroup. */
function enter(anchor: Anchor): string[] {
  return ["--target", String(anchor.process.pid), "--pid", "--mount", "--net", "--ipc", "--uts", "--"];
}

/** Runs a command in the cluster's namespaces. */
export function runInside(
  anchor: Anchor,
  command: string,
  args: readonly string[],
  options?: RunOptions,
): Promise<string> {
  return run("nsenter", [...enter(anchor), command, ...args], options);
}

/** Like `runInside`, without an error for an exit code. */
export function tryInside(
  anchor: Anchor,
  command: string,
  args: readonly string[],
  options?: RunOptions,
): Promise<RunResult> {
  return tryRun("nsenter", [...enter(anchor), command, ...args], options);
}

/** A process that stays: the anchor's child, its output in a log file. */
export interface Daemon {
  readonly name: string;
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts a daemon inside. `setsid --fork` gives it to the anchor, so that no helper remains on the host. */
export async function startDaemon(paths: Paths, anchor: Anchor, daemon: Daemon): Promise<void> {
  const log = openSync(path.join(paths.cluster, "logs", `${daemon.name}.log`), "a");
  const env = { ...withoutProxies(process.env), ...daemon.environment };
  const child = spawn("nsenter", [...enter(anchor), "setsid", "--fork", ...daemon.command], {
    cwd: "/",
    env,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  const code = await new Promise<number | null>((resolve) => {
    child.on("error", () => resolve(127)).on("close", resolve);
  });
  if (code !== 0)
    throw new UserError(
      `${daemon.name} cannot be started (exit code ${code}).`,
      `See ${paths.cluster}/logs/${daemon.name}.log.`,
    );
}

/** A proxy of this machine cannot be reached from inside, where the API server would ask it for KEDA's services. */
export function withoutProxies(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^(https?|all|no)_proxy$/i.test(name)));
}

/** The cluster's processes, the anchor among them: those of its process-id namespace and, below it, the pods' own. */
export function processesInside(anchor: Anchor): RunningProcess[] {
  const namespace = anchor.namespaces.find((name) => name.startsWith("pid:")) ?? "";
  return withDescendants(runningProcesses(), (one) => one.namespaces.includes(namespace));
}

/** The processes that are chosen, and all of their descendants. */
export function withDescendants(
  processes: readonly RunningProcess[],
  chosen: (one: RunningProcess) => boolean,
): RunningProcess[] {
  const members = new Set(processes.filter(chosen).map(({ pid }) => pid));
  for (let grown = true; grown;) {
    const children = processes.filter(({ pid, parent }) => members.has(parent) && !members.has(pid));
    for (const { pid } of children) members.add(pid);
    grown = children.length > 0;
  }
  return processes.filter(({ pid }) => members.has(pid));
}
