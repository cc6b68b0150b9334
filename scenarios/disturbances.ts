import { readdirSync, readFileSync } from "node:fs";
import { PassThrough } from "node:stream";
import { Exec, type V1Pod } from "@kubernetes/client-node";
import type { Progress } from "../local/progress";
import { ifExists, loadKubeconfig, reasonOf, type ClusterAccess } from "./cluster-access";
import { chosen, type DisturbanceKind, type PlannedDisturbance } from "./disturbance-plan";
import { processorName } from "./replicas";

/** What was really done, in the order in which it was. */
export interface DoneDisturbance {
  readonly kind: DisturbanceKind;
  readonly pod: string;
  /** How: a signal to the process, or the deletion of the pod. */
  readonly how: "SIGKILL" | "deleted without grace" | "deleted";
  /** Unix time, s. */
  readonly time: number;
}

/** Restarts of one container after which Kubernetes waits longer and longer (10 s, 20 s, 40 s, …). */
const maxRestarts = 2;

/** Carries out disturbances on the stack of one namespace. */
export class Disturbances {
  readonly done: DoneDisturbance[] = [];

  constructor(
    private readonly cluster: ClusterAccess,
    private readonly kubeconfig: string,
    private readonly namespace: string,
    private readonly mode: "zookeeper" | "kraft",
    private readonly progress: Progress,
  ) {}

  /** Goes through a plan; ends with the last disturbance, when all brokers are back. */
  async follow(plan: readonly PlannedDisturbance[]): Promise<void> {
    const began = Date.now();
    for (const { after, kind, choice } of plan) {
      await sleep(Math.max(0, began + after * 1000 - Date.now()));
      try {
        await this.disturb(kind, choice);
      } catch (error) {
        // A pod may just be gone; the next disturbance finds another.
        this.progress.note(`${kind}: ${reasonOf(error)}`);
      }
    }
    await this.waitForReady("kafka");
  }

  private async disturb(kind: DisturbanceKind, choice: number): Promise<void> {
    switch (kind) {
      case "kill processor": {
        const pods = (await this.pods(processorName)).filter(({ status }) => status?.phase === "Running");
        const pod = chosen(pods, choice);
        if (pod !== undefined) await this.killProcessor(pod);
        return;
      }
      case "delete broker":
        return this.remove(kind, chosen(await this.pods("kafka"), choice));
      case "delete coordinator": {
        await this.waitForReady("kafka");
        const part = this.mode === "zookeeper" ? "zookeeper" : "kafka";
        const leader = await this.leader(part);
        return this.remove(
          kind,
          (await this.pods(part)).find(({ metadata }) => metadata?.name === leader),
        );
      }
    }
  }

  /** SIGKILL of the process itself where this machine is the node; elsewhere the pod goes without grace. */
  private async killProcessor(pod: V1Pod): Promise<void> {
    const name = pod.metadata?.name ?? "";
    const restarts = pod.status?.containerStatuses?.[0]?.restartCount ?? 0;
    const processes = restarts < maxRestarts ? processesOfPod(pod.metadata?.uid ?? "", "/app/main.js") : [];
    if (processes.length > 0) {
      for (const pid of processes) process.kill(pid, "SIGKILL");
      this.note("kill processor", name, "SIGKILL");
    } else {
      await this.cluster.core.deleteNamespacedPod({ namespace: this.namespace, name, gracePeriodSeconds: 0 });
      this.note("kill processor", name, "deleted without grace");
    }
  }

  private async remove(kind: DisturbanceKind, pod: V1Pod | undefined): Promise<void> {
    const name = pod?.metadata?.name;
    if (name === undefined) throw new Error("no such pod was found");
    await this.cluster.core.deleteNamespacedPod({ namespace: this.namespace, name });
    this.note(kind, name, "deleted");
  }

  private note(kind: DisturbanceKind, pod: string, how: DoneDisturbance["how"]): void {
    this.done.push({ kind, pod, how, time: Date.now() / 1000 });
    this.progress.note(`${pod}: ${how}`);
  }

  private async pods(part: string): Promise<V1Pod[]> {
    const { items } = await this.cluster.core.listNamespacedPod({
      namespace: this.namespace,
      labelSelector: `app.kubernetes.io/name=${part}`,
    });
    return items
      .filter(({ metadata }) => metadata?.deletionTimestamp === undefined)
      .sort((a, b) => (a.metadata?.name ?? "").localeCompare(b.metadata?.name ?? ""));
  }

  /** Waits until all pods of a StatefulSet are ready, at most three minutes. */
  async waitForReady(name: string): Promise<void> {
    const deadline = Date.now() + 180_000;
    for (;;) {
      const set = await ifExists(this.cluster.apps.readNamespacedStatefulSet({ namespace: this.namespace, name }));
      if (set?.status?.readyReplicas === set?.spec?.replicas) return;
      if (Date.now() > deadline) throw new Error(`the pods of ${name} are not ready after 180 s`);
      await sleep(500);
    }
  }

  /** Gives restarted processors new pods, so that the next kill is not followed by a waiting time of Kubernetes. */
  async freshProcessors(): Promise<void> {
    for (const { metadata, status } of await this.pods(processorName)) {
      if ((status?.containerStatuses?.[0]?.restartCount ?? 0) === 0) continue;
      await this.cluster.core.deleteNamespacedPod({ namespace: this.namespace, name: metadata?.name ?? "" });
    }
    await sleep(2_000);
    await this.waitForReady(processorName);
  }

  /** Name of the pod that leads: asked by ZooKeeper's command "srvr", or read from KRaft's own state file. */
  private async leader(part: "zookeeper" | "kafka"): Promise<string | undefined> {
    const ask = "exec 3<>/dev/tcp/127.0.0.1/2181; echo srvr >&3; cat <&3";
    const read = "cat $(find /var/lib/kafka -name quorum-state)";
    for (const { metadata } of await this.pods(part)) {
      const pod = metadata?.name ?? "";
      const answer = await this.run(pod, part, part === "zookeeper" ? ask : read).catch(() => "");
      if (part === "zookeeper" && answer.includes("Mode: leader")) return pod;
      const [, leaderId] = /"leaderId":\s*(\d+)/.exec(answer) ?? [];
      if (part === "kafka" && leaderId !== undefined) return `${part}-${leaderId}`;
    }
    return undefined;
  }

  /** Standard output of a shell command in a pod. */
  private async run(pod: string, container: string, command: string): Promise<string> {
    const output = new PassThrough();
    const chunks: Buffer[] = [];
    output.on("data", (chunk: Buffer) => chunks.push(chunk));
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${pod} did not answer`)), 10_000);
      new Exec(loadKubeconfig(this.kubeconfig))
        .exec(this.namespace, pod, container, ["bash", "-c", command], output, null, null, false, () => {
          clearTimeout(timer);
          resolve();
        })
        .catch(reject);
    });
    return Buffer.concat(chunks).toString("utf8");
  }
}

/** Processes of this machine in the control group of a pod; none when the pod runs elsewhere. */
export function processesOfPod(uid: string, commandPart: string): number[] {
  if (uid === "") return [];
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .filter((entry) => {
      try {
        return (
          readFileSync(`/proc/${entry}/cgroup`, "utf8").includes(uid) &&
          readFileSync(`/proc/${entry}/cmdline`, "utf8").includes(commandPart)
        );
      } catch {
        return false; // It has ended in the meantime.
      }
    })
    .map(Number);
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
