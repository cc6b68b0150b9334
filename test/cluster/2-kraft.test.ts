/** The stack on Kafka in KRaft mode, its first deployment killed in the middle. */
import { spawn } from "node:child_process";
import { runningProcesses } from "../../local/processes";
import { waitUntil } from "../../local/shell";
import { chaosRun } from "../../scenarios/chaos-run";
import { up } from "../../scenarios/pulumi-stack";
import { runScenario } from "../../scenarios/run";
import { load, TestStack } from "./context";

const kraft = new TestStack("kraft");
/** What a command that leads a session has started, and what still runs. */
const startedBy = (leader: number | undefined) =>
  runningProcesses().filter(({ session, command }) => session === leader && command.length > 0);

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

const minutes = (count: number) => count * 60_000;

test(
  "an up that is killed in the middle is completed by the next",
  async () => {
    kraft.configure((settings) => {
      settings["kafka"] = { ...(settings["kafka"] as object), mode: "kraft" };
    });
    await kraft.open();
    const { apps } = await kraft.cluster();
    const { cliPath, environment } = kraft.tools;
    const killed = spawn(cliPath, ["up", "--yes", "--skip-preview", "--stack", kraft.name, "--non-interactive"], {
      cwd: kraft.workDir,
      env: { ...process.env, ...environment },
      stdio: "ignore",
      detached: true,
    });
    const ended = new Promise((resolve) => killed.once("exit", resolve));
    // In the middle: Kafka exists and is still waited for.
    for (;;) {
      const { items } = await apps.listNamespacedStatefulSet({ namespace: kraft.namespace });
      if (items.some(({ metadata }) => metadata?.name === "kafka") || killed.exitCode !== null) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(killed.exitCode).toBeNull();
    // The providers and the language host die as well, as when a machine loses its power: each has a group of its own.
    process.kill(-(killed.pid ?? 0), "SIGKILL");
    await ended;
    for (const { pid } of startedBy(killed.pid)) kill(pid);
    expect(await waitUntil(() => startedBy(killed.pid).length === 0, 10_000, 100)).toBe(true);

    await up({ stack: await kraft.open(), progress: kraft.progress });
    const { items } = await apps.listNamespacedStatefulSet({ namespace: kraft.namespace });
    expect(Object.fromEntries(items.map(({ metadata, status }) => [metadata?.name, status?.readyReplicas]))).toEqual({
      kafka: 3,
      "event-stream-processor": 1,
    });
    const { result } = await up({ stack: await kraft.open(), progress: kraft.progress });
    expect(Object.keys(result.summary.resourceChanges ?? {})).toEqual(["same"]);
  },
  minutes(8),
);

test(
  "events are enriched once each, and replicas follow",
  async () => {
    const record = await runScenario(load(40_000), await kraft.context());
    expect(record.problems).toEqual([]);
    expect(record.verification).toMatchObject({ enriched: 39_600, lost: 0, writtenTwice: 0, foreign: 0 });
    expect(record.maxReadyReplicas).toBe(3);
  },
  minutes(5),
);

test(
  "killed processors, a deleted broker and a deleted KRaft controller lose nothing and repeat nothing",
  async () => {
    const { record, disturbances } = await chaosRun(
      { events: 40_000, rate: 2_500, invalidShare: 0.01, bytes: 500 },
      Date.now() % 1_000_000,
      kraft.kubeconfig,
      await kraft.context(),
    );
    expect(disturbances.map(({ kind }) => kind)).toContain("delete coordinator");
    expect(record.problems).toEqual([]);
    expect(record.verification).toMatchObject({ enriched: 39_600, lost: 0, writtenTwice: 0 });
  },
  minutes(10),
);

test(
  "destroy empties the namespace and removes it",
  async () => {
    expect(await kraft.destroy()).not.toContain(kraft.namespace);
  },
  minutes(5),
);
