/** The autoscaler `hpa`: lag from Prometheus Adapter, CPU and memory from metrics-server while Prometheus is away. */
import type { V2HorizontalPodAutoscaler } from "@kubernetes/client-node";
import { z } from "zod";
import { kubePath } from "../../local/control-plane";
import { addMetricsApis } from "../../local/metrics";
import { localPaths } from "../../local/paths";
import { run, waitUntil } from "../../local/shell";
import { setAutoscaler } from "../../scenarios/project-variant";
import { autoscalerSwitch } from "../../scenarios/experiment/autoscaler-switch";
import { up } from "../../scenarios/pulumi-stack";
import { processorName, readReplicas, rescaleEvents } from "../../scenarios/replicas";
import { runScenario } from "../../scenarios/run";
import type { RunRecord } from "../../scenarios/run-record";
import { load, ownedState, TestStack } from "./context";

const hpa = new TestStack("hpa");
const minutes = (count: number) => count * 60_000;
const { namespace } = hpa;

const metrics = z.object({ items: z.array(z.object({ value: z.string() })) });
const lagPath =
  `/apis/custom.metrics.k8s.io/v1beta1/namespaces/${namespace}/services/kafka-exporter/kafka_consumergroup_lag` +
  "?metricLabelSelector=consumergroup%3Devent-stream-prc%2Ctopic%3Draw-events";

const apiService = z.object({
  spec: z.object({ service: z.object({ namespace: z.string(), name: z.string() }) }),
  status: z.object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })) }),
});

/** Who serves a metrics API and whether it answers. */
async function ownerOf(group: string): Promise<string> {
  const cluster = await hpa.cluster();
  const { spec, status } = apiService.parse(
    JSON.parse(await cluster.get(`/apis/apiregistration.k8s.io/v1/apiservices/v1beta1.${group}`)),
  );
  const available = status.conditions.some(({ type, status: value }) => type === "Available" && value === "True");
  return `${spec.service.namespace}/${spec.service.name}${available ? "" : " (does not answer)"}`;
}

async function read(): Promise<V2HorizontalPodAutoscaler> {
  return (await hpa.cluster()).autoscaling.readNamespacedHorizontalPodAutoscaler({ namespace, name: processorName });
}

/** The kinds of metrics that the autoscaler has read, with the names of those of pods. */
async function metricsRead(): Promise<string[]> {
  const { status } = await read();
  return (status?.currentMetrics ?? []).flatMap(({ type, object, resource }) =>
    object?.current !== undefined || resource?.current !== undefined ? (resource?.name ?? type) : [],
  );
}

/** Uses 0.6 cores in the first replica: emulated service time waits and does not work, so events would use next to none. */
async function keepBusy(seconds: number): Promise<void> {
  const loop = "setInterval(() => { const end = Date.now() + 60; while (Date.now() < end); }, 100)";
  const script = `${loop}; setTimeout(() => process.exit(0), ${seconds * 1000});`;
  const target = ["--namespace", namespace, "exec", `${processorName}-0`, "--", "node", "-e", script];
  await run(kubePath(localPaths()), ["kubectl", `--kubeconfig=${hpa.kubeconfig}`, ...target]);
}

async function eventually(condition: () => Promise<boolean>, seconds: number): Promise<void> {
  expect(await waitUntil(condition, seconds * 1000, 1000)).toBe(true);
}

test(
  "pulumi up deploys the stack, and each metrics API has one owner",
  async () => {
    await addMetricsApis(hpa.progress);
    hpa.configure((settings) => {
      // Not whichever is the default: a stack on a stand-in for AWS beside this one makes another.
      settings["cluster"] = { ...(settings["cluster"] as object), storageClass: "standard" };
      settings["kafka"] = {
        ...(settings["kafka"] as object),
        mode: "kraft",
        brokers: 1,
        replicationFactor: 1,
        minInSyncReplicas: 1,
      };
      setAutoscaler(settings, "hpa");
      settings["autoscaler"] = { ...(settings["autoscaler"] as object), scaleDownStabilizationSeconds: 15 };
    });
    const { outputs } = await up({ stack: await hpa.open(), progress: hpa.progress });
    expect(outputs.autoscaler).toEqual({ kind: "hpa", lagThreshold: 100, replicas: { min: 1, max: 3 } });
    expect(await ownerOf("custom.metrics.k8s.io")).toBe(`${namespace}/prometheus-adapter`);
    expect(await ownerOf("metrics.k8s.io")).toBe("kube-system/metrics-server");
    // Both live in one cluster: KEDA keeps what it had.
    expect(await ownerOf("external.metrics.k8s.io")).toMatch(/^keda\/[\w-]+$/);
  },
  // The first time, metrics-server and the adapter are built.
  minutes(12),
);

describe("30,000 events", () => {
  let record: RunRecord;

  test(
    "bring three replicas by their lag, and leave one",
    async () => {
      record = await runScenario({ ...load(30_000), awaitScaleDown: true }, await hpa.context());
      expect(record.problems).toEqual([]);
      expect(record.verification).toMatchObject({ enriched: 29_700, lost: 0, writtenTwice: 0 });
      expect(record.maxReadyReplicas).toBe(3);
      const grown = record.replicaChanges.filter(({ from, to }) => to > from);
      expect(grown.at(-1)?.to).toBe(3);
      expect(grown.map(({ reason }) => reason).join()).toContain("kafka_consumergroup_lag");
      expect((await readReplicas(await hpa.cluster(), namespace)).wanted).toBe(1);
    },
    minutes(4),
  );

  test(
    "are read by the autoscaler through the custom metrics API",
    async () => {
      const cluster = await hpa.cluster();
      const { items } = metrics.parse(JSON.parse(await cluster.get(lagPath)));
      expect(items.map(({ value }) => value)).toEqual(["0"]);
      // Of a pod that has just started, metrics-server says nothing before its second reading.
      await eventually(async () => (await metricsRead()).join() === "Object,cpu,memory", 60);
    },
    minutes(2),
  );
});

test(
  "is held at 2 replicas and at none, and nothing is left once what a killed command has held is let go",
  async () => {
    const { cluster, stack } = await hpa.context();
    const wanted = async () => (await readReplicas(cluster, namespace)).wanted;
    const before = ownedState(await read());
    await autoscalerSwitch(cluster, stack)?.hold(2);
    // Two syncs, in which no lag would otherwise take one away.
    await new Promise((resolve) => setTimeout(resolve, 35_000));
    expect(await wanted()).toBe(2);
    await autoscalerSwitch(cluster, stack)?.hold(0);
    await eventually(async () => (await readReplicas(cluster, namespace)).existing === 0, 60);
    expect(await autoscalerSwitch(cluster, stack)?.repair()).toBe(true);
    expect(await wanted()).toBe(1);
    expect(ownedState(await read())).toEqual(before);
    await eventually(async () => (await readReplicas(cluster, namespace)).ready === 1, 60);
  },
  minutes(4),
);

describe("without Prometheus", () => {
  test(
    "CPU brings replicas, and none goes while the lag is unknown",
    async () => {
      const since = Date.now() / 1000;
      const cluster = await hpa.cluster();
      await hpa.scale("deployments", "prometheus", 0);
      const busy = keepBusy(60);
      await eventually(async () => !(await metricsRead()).includes("Object"), 60);
      await eventually(async () => (await readReplicas(cluster, namespace)).ready > 1, 90);
      const reasons = (await rescaleEvents(cluster, namespace, since)).map(({ reason }) => reason);
      expect(reasons.join()).toContain("cpu resource utilization");
      await busy;
      const { wanted } = await readReplicas(cluster, namespace);
      // Idle for longer than the stabilisation window and a reading of metrics-server.
      await new Promise((resolve) => setTimeout(resolve, 40_000));
      expect((await readReplicas(cluster, namespace)).wanted).toBeGreaterThanOrEqual(wanted);
      expect(wanted).toBeGreaterThan(1);
    },
    minutes(4),
  );

  test(
    "and when it is back, the lag decides again",
    async () => {
      const cluster = await hpa.cluster();
      await hpa.scale("deployments", "prometheus", 1);
      await eventually(async () => (await metricsRead()).includes("Object"), 60);
      await eventually(async () => (await readReplicas(cluster, namespace)).wanted === 1, 120);
    },
    minutes(4),
  );
});

test(
  "destroy removes the stack's API and leaves the others",
  async () => {
    const left = await hpa.destroy();
    await expect(ownerOf("custom.metrics.k8s.io")).rejects.toThrow("404");
    expect(await ownerOf("external.metrics.k8s.io")).toMatch(/^keda\/[\w-]+$/);
    expect(left).not.toContain(namespace);
  },
  minutes(3),
);
