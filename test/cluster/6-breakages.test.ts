/** Parts of a deployed stack are broken on purpose: exactly the lines of the requirements that depend on them turn red. */
import { waitUntil } from "../../local/shell";
import { selectedChecks } from "../../scenarios/demo/run-demo";
import { autoscalerSwitch } from "../../scenarios/experiment/autoscaler-switch";
import { Prometheus } from "../../scenarios/prometheus";
import { checkContext } from "../../scenarios/quality/context";
import { runChecks } from "../../scenarios/quality/run-checks";
import { processorName, readAutoscaler } from "../../scenarios/replicas";
import { newRunId } from "../../scenarios/repository";
import { checkAll } from "../../scenarios/requirements";
import type { BacklogSettings } from "../../scenarios/requirements/backlog";
import type { Verdict } from "../../scenarios/requirements/check";
import { observe } from "../../scenarios/requirements/observe";
import { StackReader } from "../../scenarios/requirements/reader";
import { up } from "../../scenarios/pulumi-stack";
import { ownedState, TestStack } from "./context";

const stack = new TestStack("breakages");
const { namespace } = stack;
const minutes = (count: number) => count * 60_000;

/** Few events, and waits no longer than a whole stack of this size needs. */
const small: BacklogSettings = {
  events: 6_000,
  rate: 2_500,
  invalidShare: 0.01,
  bytes: 500,
  patience: { shown: 15, drained: 90, back: 60 },
};

type Verdicts = Record<string, Verdict>;

/** What `npm run requirements` finds, by line. */
async function verdicts(settings = small): Promise<Verdicts> {
  const context = await stack.context();
  const autoscaler = autoscalerSwitch(context.cluster, context.stack);
  const results = checkAll(await observe({ context, autoscaler }, settings));
  for (const { id, verdict, evidence } of results) {
    if (verdict !== "passed") stack.progress.note(`${verdict}: ${id}: ${evidence.answer}`);
  }
  return Object.fromEntries(results.map(({ id, verdict }) => [id, verdict]));
}

async function eventually(condition: () => Promise<boolean>, seconds: number): Promise<void> {
  expect(await waitUntil(() => condition().catch(() => false), seconds * 1000, 500)).toBe(true);
}

/** Changes fields of the ScaledObject or of the processor, as kubectl patch does. */
async function patch(kind: "scaledobjects" | "statefulsets", change: (spec: Spec) => object): Promise<void> {
  const { objects } = await stack.cluster();
  const [group, version] = kind === "scaledobjects" ? ["keda.sh", "v1alpha1"] : ["apps", "v1"];
  const reference = { group, version, plural: kind, namespace, name: processorName };
  const { spec } = (await objects.getNamespacedCustomObject(reference)) as { spec: Spec };
  await objects.patchNamespacedCustomObject({ ...reference, body: { spec: change(spec) } }, stack.mergePatch);
}
interface Spec {
  readonly triggers?: readonly { readonly metadata: object }[];
}

const threshold = (events: number) =>
  patch("scaledobjects", ({ triggers = [] }) => ({
    triggers: triggers.map((trigger) => ({
      ...trigger,
      metadata: { ...trigger.metadata, lagThreshold: String(events) },
    })),
  }));

/** Ready processors on nodes with a label; null: on any node. */
const nodeOfProcessor = (label: string | null) =>
  patch("statefulsets", () => ({ template: { spec: { nodeSelector: { "acm/nowhere": label } } } }));

const processors = async () => {
  const { apps } = await stack.cluster();
  const { status } = await apps.readNamespacedStatefulSet({ namespace, name: processorName });
  return status?.readyReplicas ?? 0;
};
/**
 * Waits until Prometheus has exactly these targets: of a replica that went there is one, without an answer, until its
 * address is forgotten. 1 and 0 are what `up` says, null is no target.
 */
async function scraped({ exporter = 1, processor = 1 }: { exporter?: 1 | 0; processor?: 1 | null }): Promise<void> {
  const prometheus = new Prometheus(await stack.cluster(), namespace);
  const jobs = { "event-stream-processor": processor, "kafka-exporter": exporter, prometheus: 1 };
  const expected = Object.entries(jobs).flatMap(([job, up]) => (up === null ? [] : [`${job}=${up}`]));
  await eventually(async () => {
    const targets = (await prometheus.query("up")).map(({ labels, points }) => `${labels["job"]}=${points[0]?.[1]}`);
    return targets.sort().join() === expected.join();
  }, 120);
}
const brokersSeen = async () => (await new StackReader(await stack.context()).exporter()).value?.brokers;

interface Breakage {
  readonly what: string;
  readonly break: () => Promise<void>;
  readonly restore: () => Promise<void>;
  /** The lines that are not as on a whole stack. */
  readonly expected: Verdicts;
  /** Lines that may be as on a whole stack or not, depending on the moment. */
  readonly either?: readonly string[];
  readonly settings?: BacklogSettings;
}

const failed = (...ids: string[]): Verdicts => Object.fromEntries(ids.map((id) => [id, "failed"]));

const breakages: readonly Breakage[] = [
  {
    what: "the exporter is removed",
    break: async () => {
      await stack.scale("deployments", "kafka-exporter", 0);
      await scraped({ exporter: 0 });
    },
    restore: async () => {
      await stack.scale("deployments", "kafka-exporter", 1);
      await eventually(async () => (await brokersSeen()) === 3, 60);
    },
    // ZooKeeper's brokers are counted there as well. KEDA asks Kafka itself: scaling goes on.
    expected: failed("REQ1.3", "REQ3.1", "REQ3.2", "REQ3.3", "REQ3.4", "REQ4.2", "REQ4.3", "REQ5.2", "REQ5.3"),
  },
  {
    what: "the threshold is too high for any load",
    break: () => threshold(100_000_000),
    restore: () => threshold(100),
    // None is added, so that none could go: that one is not checked.
    expected: { ...failed("REQ8.1"), "REQ7.1": "skipped" },
  },
  {
    what: "a broker is lost for good",
    break: async () => {
      await stack.scale("statefulsets", "kafka", 2);
      await eventually(async () => (await brokersSeen()) === 2, 90);
      const { core } = await stack.cluster();
      await eventually(async () => {
        const { items } = await core.listNamespacedPod({ namespace });
        return items.every(({ metadata }) => metadata?.name !== "kafka-2");
      }, 90);
    },
    restore: async () => {
      await stack.scale("statefulsets", "kafka", 3);
      await eventually(async () => (await brokersSeen()) === 3, 120);
    },
    // Two of three replicas of each partition are enough to write and to read: no event is lost.
    expected: failed("REQ1.3", "REQ2.0", "REQ3.2"),
    // KEDA may ask the lost one, if it led the group, until its connection has given up: nothing says beforehand whether and when.
    either: ["REQ4.4"],
  },
  {
    what: "the consumer is stopped",
    break: async () => {
      await nodeOfProcessor("true");
      await eventually(async () => (await processors()) === 0, 60);
      await scraped({ processor: null });
    },
    restore: async () => {
      await nodeOfProcessor(null);
      const { core } = await stack.cluster();
      // A pod that waits for such a node is not replaced by an update: it has to be deleted.
      await core.deleteCollectionNamespacedPod({
        namespace,
        labelSelector: `app.kubernetes.io/name=${processorName}`,
        fieldSelector: "status.phase=Pending",
      });
      await eventually(async () => (await processors()) > 0, 120);
    },
    expected: failed("REQ5.3", "REQ6.1", "REQ6.2", "REQ7.1", "REQ8.1"),
    settings: { ...small, patience: { ...small.patience, drained: 20 } },
  },
];

let whole: Verdicts;

test(
  "on a whole stack every line is green that can be checked there",
  async () => {
    stack.configure((settings) => {
      settings["zookeeper"] = { ...(settings["zookeeper"] as object), servers: 1 };
      settings["autoscaler"] = { kind: "keda", scaleDownStabilizationSeconds: 5 };
      // So slow that a few events are a load: about 250 a second and replica.
      settings["processor"] = { ...(settings["processor"] as object), concurrency: 20 };
    });
    await up({ stack: await stack.open(), progress: stack.progress });
    await scraped({});
    whole = await verdicts();
    const others = Object.entries(whole).filter(([, verdict]) => verdict !== "passed");
    // Grafana's image is not on this machine.
    expect(others).toEqual([["REQ5.1", "skipped"]]);
  },
  minutes(8),
);

test(
  "an autoscaler that a killed command has held is let go by the next, and nothing of it is left",
  async () => {
    const { cluster, stack: outputs } = await stack.context();
    const scaledObject = {
      group: "keda.sh",
      version: "v1alpha1",
      plural: "scaledobjects",
      namespace,
      name: processorName,
    };
    const state = async () => ownedState(await cluster.objects.getNamespacedCustomObject(scaledObject));
    const before = await state();
    await autoscalerSwitch(cluster, outputs)?.hold(2);
    await eventually(async () => (await processors()) === 2, 60);
    expect(await autoscalerSwitch(cluster, outputs)?.repair()).toBe(true);
    expect(await state()).toEqual(before);
    await eventually(async () => (await readAutoscaler(cluster, namespace)) !== undefined, 30);
  },
  minutes(3),
);

test.each(breakages)(
  "$what: exactly its lines turn red",
  async ({ break: breakIt, restore, expected, either = [], settings }) => {
    // What an earlier change has left: the target of a replica that went, or of an exporter that came back.
    await scraped({});
    try {
      await breakIt();
      const found = await verdicts(settings);
      const open = Object.fromEntries(either.map((id) => [id, found[id]]));
      expect(found).toEqual({ ...whole, ...expected, ...open });
    } finally {
      await restore();
    }
  },
  minutes(5),
);

test(
  "KEDA's operator is removed: another one gives the autoscaler its metric",
  async () => {
    const context = await stack.context();
    const session = { context, autoscaler: undefined };
    const check = checkContext(newRunId(), session, undefined);
    const [results] = await runChecks(selectedChecks(/^Availability\.5$/), check, stack.progress, () => undefined);
    expect(results?.checks).toMatchObject([{ id: "Availability.5", verdict: "passed" }]);
  },
  minutes(4),
);

test(
  "destroy removes it",
  async () => {
    await stack.destroy();
  },
  minutes(3),
);
