import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, statfsSync } from "node:fs";
import net from "node:net";
import { tryRun } from "./shell";
import { UserError } from "./user-error";

const gibibyte = 1024 ** 3;

/** Bytes that a start needs. The stack and the cluster at rest use under 6 GiB; building Kubernetes takes about 4. */
export const needed = {
  memory: 8 * gibibyte,
  /** Go's caches while tools are built, plus images. */
  diskToBuild: 12 * gibibyte,
  /** Volumes and logs of a running cluster. */
  diskToRun: 3 * gibibyte,
} as const;

const gib = (bytes: number) => `${(bytes / gibibyte).toFixed(1)} GiB`;

/** MemAvailable of /proc/meminfo, in bytes. */
export function availableMemory(meminfo: string): number {
  return Number(/^MemAvailable:\s+(\d+) kB/m.exec(meminfo)?.[1] ?? 0) * 1024;
}

/** @throws UserError unless this is root on Linux */
export function requireRoot(): void {
  if (process.platform !== "linux") {
    throw new UserError(
      `The local cluster runs on Linux only; this is ${process.platform}.`,
      "Use a Linux machine, or give a cluster of your own: npm start -- --kubeconfig FILE",
    );
  }
  if (process.getuid?.() !== 0) {
    throw new UserError(
      "The local cluster needs root: it makes namespaces, mounts and control groups.",
      "Run the command as root (for example with sudo -E), or give a cluster of your own: npm start -- --kubeconfig FILE",
    );
  }
}

/** @throws UserError when less memory is available than the stack takes */
export function requireMemory(meminfo: string = readFileSync("/proc/meminfo", "utf8")): void {
  const available = availableMemory(meminfo);
  if (available >= needed.memory) return;
  throw new UserError(
    `Only ${gib(available)} of memory are available; the local cluster and the stack need ${gib(needed.memory)}.`,
    "End other programs or use a larger machine.",
  );
}

/** Bytes that are free for root on a folder's file system; makes the folder. */
function freeBytes(folder: string): number {
  mkdirSync(folder, { recursive: true });
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/** @throws UserError when the file system of `folder` has too little room */
export function requireDisk(folder: string, toBuild: boolean, free = freeBytes(folder)): void {
  const wanted = toBuild ? needed.diskToBuild : needed.diskToRun;
  if (free >= wanted) return;
  throw new UserError(
    `Only ${gib(free)} are free for ${folder}; ${gib(wanted)} are needed${toBuild ? " to build the tools" : ""}.`,
    "Make room, or set XDG_CACHE_HOME and XDG_STATE_HOME to folders on a larger disk.",
  );
}

/** "go version go1.26.8 linux/amd64" is new enough for "1.26". */
export function goIsNewEnough(output: string, minimum: readonly [number, number]): boolean {
  const found = /go(\d+)\.(\d+)/.exec(output);
  if (found === null) return false;
  const [major, minor] = [Number(found[1]), Number(found[2])];
  return major > minimum[0] || (major === minimum[0] && minor >= minimum[1]);
}

/** @throws UserError when Go is missing or too old for the modules in local/modules */
export async function requireGo(): Promise<void> {
  const result = await tryRun("go", ["version"], { env: { ...process.env, GOTOOLCHAIN: "local" } });
  if (result.code === 0 && goIsNewEnough(result.stdout, [1, 26])) return;
  throw new UserError(
    result.code === 127 ? "Go is not installed." : `Go is too old: ${result.stdout.trim() || result.stderr.trim()}.`,
    "Install Go 1.26 or newer and put it on the PATH: the local cluster builds Kubernetes, KEDA and Pulumi from source.",
  );
}

/** @throws UserError naming the first port that another program listens on */
export async function requirePorts(ports: Readonly<Record<string, number>>): Promise<void> {
  for (const [variable, port] of Object.entries(ports)) {
    const free = await new Promise<boolean>((resolve) => {
      const server = net.createServer();
      server.once("error", () => resolve(false));
      server.listen({ host: "127.0.0.1", port, exclusive: true }, () => server.close(() => resolve(true)));
    });
    if (!free) {
      throw new UserError(
        `Port ${port} on 127.0.0.1 is in use by another program.`,
        `End that program (ss -ltnp 'sport = :${port}' names it) or choose another port: ${variable}=PORT npm start`,
      );
    }
  }
}

/** Exists once the module br_netfilter is there; kube-proxy's rules do not see what pods send each other before. */
const bridgeSetting = "/proc/sys/net/bridge/bridge-nf-call-iptables";

/** @throws UserError when the kernel lacks what containers need, also after its module for bridges has been asked for */
export function requireKernel(): void {
  const missing = ["/proc/self/ns/pid", "/proc/self/ns/net", "/sys/fs/cgroup"].filter((file) => !existsSync(file));
  if (missing.length > 0) {
    throw new UserError(
      `This machine offers no ${missing.join(", ")}: containers cannot run here.`,
      "Use a machine whose kernel has namespaces and control groups.",
    );
  }
  if (!existsSync(bridgeSetting)) spawnSync("modprobe", ["br_netfilter"]);
  if (existsSync(bridgeSetting)) return;
  throw new UserError(
    "The kernel's module br_netfilter is not loaded: the cluster's services would not answer its pods.",
    "Load it: modprobe br_netfilter",
  );
}
