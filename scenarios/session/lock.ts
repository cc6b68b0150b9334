import { readFileSync, readlinkSync } from "node:fs";
import os from "node:os";
import { identify, isRunning } from "../../local/processes";
import { UserError } from "../../local/user-error";
import { ifExists, statusOf, type ClusterAccess } from "../cluster-access";

const name = "acm-demo-lock";
/** Milliseconds between two signs of life, and after which a holder counts as gone. */
const interval = 20_000;
const patience = 90_000;

/** Who holds a stack, as its ConfigMap says. */
type Holder = Readonly<Record<string, string>>;

export interface StackLock {
  readonly release: () => Promise<void>;
  /** Which Jobs the holder before has started, if it was killed; see removeJobsOf. */
  readonly leftJobs: string | undefined;
}

/**
 * Keeps a second command that measures or holds the stack, from whatever machine, away from it: each would see the other's lag.
 * @param jobs which Jobs this process starts, for whoever comes after it was killed
 * @throws UserError when another one runs
 */
export async function lockStack(
  { core }: Pick<ClusterAccess, "core">,
  namespace: string,
  jobs: string,
): Promise<StackLock> {
  const self = identify(process.pid);
  const holder = {
    holder: `process ${process.pid} on ${os.hostname()}`,
    jobs,
    ...(self === undefined ? {} : { pid: String(self.pid), startTime: self.startTime, place: placeOfProcesses() }),
  };
  const body = () => ({
    metadata: { name, namespace, labels: { "app.kubernetes.io/part-of": "acm" } },
    data: { ...holder, renewed: new Date().toISOString() },
  });
  const before = await take(body, { core }, namespace);
  const timer = setInterval(() => {
    // One missed sign of life is no loss; the next comes in twenty seconds.
    core.replaceNamespacedConfigMap({ name, namespace, body: body() }).catch(() => undefined);
  }, interval);
  const release = async () => {
    clearInterval(timer);
    await ifExists(core.deleteNamespacedConfigMap({ name, namespace })).catch(() => undefined);
  };
  return { release, leftJobs: before?.["jobs"] };
}

/** @returns the holder that was killed, if there was one */
async function take(
  body: () => object,
  { core }: Pick<ClusterAccess, "core">,
  namespace: string,
): Promise<Holder | undefined> {
  let killed: Holder | undefined;
  for (let attempt = 0; ; attempt++) {
    try {
      await core.createNamespacedConfigMap({ namespace, body: body() });
      return killed;
    } catch (error) {
      if (statusOf(error) !== 409) throw error;
    }
    const other = await ifExists(core.readNamespacedConfigMap({ name, namespace }));
    const found = other === undefined ? undefined : (other.data ?? {});
    if (attempt > 2 || (found !== undefined && !isGone(found))) {
      throw new UserError(
        `Another command runs on the stack in namespace "${namespace}" (${found?.["holder"] ?? "unknown"}, last seen ${found?.["renewed"] ?? "now"}).`,
        "Wait until it has ended. One on another machine that was killed is forgotten after 90 seconds.",
      );
    }
    if (found === undefined) continue;
    killed = found;
    await ifExists(core.deleteNamespacedConfigMap({ name, namespace }));
  }
}

/** Whether a holder has ended without letting go: its process was here and is no more, or it gave no sign of life. */
function isGone({ pid, startTime, place, renewed = "" }: Holder): boolean {
  const isHere = place !== undefined && place !== "" && place === placeOfProcesses();
  if (isHere && pid !== undefined && startTime !== undefined) return !isRunning({ pid: Number(pid), startTime });
  return !(Date.now() - Date.parse(renewed) < patience);
}

/** The numbers of which processes this one sees: a machine since its start, and a container's own ones. */
function placeOfProcesses(): string {
  try {
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return "";
  }
}
