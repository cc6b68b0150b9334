/** The stack on ZooKeeper: deployed once, then looked at, loaded, changed, disturbed and removed. */
import { z } from "zod";
import { dashboardQueries } from "../../dashboards";
import { chaosRun } from "../../scenarios/chaos-run";
import { Prometheus } from "../../scenarios/prometheus";
import { up } from "../../scenarios/pulumi-stack";
import { runScenario } from "../../scenarios/run";
import type { RunRecord } from "../../scenarios/run-record";
import { load, TestStack } from "./context";

const zookeeper = new TestStack("test");
const minutes = (count: number) => count * 60_000;

/** Names of the resources that an update has touched, by operation. */
async function changesOfUp(): Promise<Record<string, string[]>> {
  const changes: Record<string, string[]> = {};
  await up({
    stack: await zookeeper.open(),
    progress: zookeeper.progress,
    onEvent: ({ resourcePreEvent }) => {
      const metadata = resourcePreEvent?.metadata;
      if (metadata === undefined || metadata.op === "same") return;
      (changes[metadata.op] ??= []).push(`${metadata.type}/${metadata.urn.split("::").at(-1)}`);
    },
  });
  return changes;
}

test(
  "pulumi up deploys the stack and waits until it is ready",
  async () => {
    zookeeper.configure();
    const { outputs } = await up({ stack: await zookeeper.open(), progress: zookeeper.progress });
    expect(outputs.namespace).toBe(zookeeper.namespace);
    const { core, apps } = await zookeeper.cluster();
    const { items: sets } = await apps.listNamespacedStatefulSet({ namespace: zookeeper.namespace });
    expect(Object.fromEntries(sets.map(({ metadata, status }) => [metadata?.name, status?.readyReplicas]))).toEqual({
      zookeeper: 3,
      kafka: 3,
      "event-stream-processor": 1,
    });
    const namespace = await core.readNamespace({ name: zookeeper.namespace });
    expect(namespace.metadata?.labels).toMatchObject({ "pod-security.kubernetes.io/enforce": "restricted" });
  },
  minutes(6),
);

test(
  "a second up changes nothing",
  async () => {
    expect(await changesOfUp()).toEqual({});
  },
  minutes(2),
);

test(
  "the alert rules are loaded, and every target is scraped",
  async () => {
    const prometheus = new Prometheus(await zookeeper.cluster(), zookeeper.namespace);
    const rules = z
      .object({
        data: z.object({
          groups: z.array(z.object({ rules: z.array(z.object({ name: z.string(), health: z.string() })) })),
        }),
      })
      .parse(await prometheus.json("/api/v1/rules"));
    const all = rules.data.groups.flatMap((group) => group.rules);
    expect(all.length).toBeGreaterThanOrEqual(4);
    expect(all.filter(({ health }) => health === "err")).toEqual([]);
    const down = async () => (await prometheus.query("up == 0")).map(({ labels }) => labels["job"]);
    // A pod that has just started is read at the next interval.
    for (let attempt = 0; attempt < 12 && (await down()).length > 0; attempt++) {
      await new Promise((resolve) => setTimeout(resolve, 2_500));
    }
    expect(await down()).toEqual([]);
    const jobs = new Set((await prometheus.query("up")).map(({ labels }) => labels["job"]));
    expect(jobs).toEqual(new Set(["prometheus", "kafka-exporter", "event-stream-processor"]));
  },
  minutes(2),
);

describe("75,000 events", () => {
  let record: RunRecord;

  test(
    "are enriched once each, in order, and the invalid ones are counted by reason",
    async () => {
      record = await runScenario({ ...load(75_000), awaitScaleDown: true }, await zookeeper.context());
      expect(record.problems).toEqual([]);
      expect(record.verification).toMatchObject({ enriched: 74_250, lost: 0, writtenTwice: 0, foreign: 0 });
      expect(record.discarded).toEqual(record.load.invalidSent);
      expect(record.load.delivered).toBe(true);
    },
    minutes(8),
  );

  test("bring three replicas, within two syncs of the autoscaler and the start of a pod", () => {
    const up = record.replicaChanges.filter(({ from, to }) => to > from);
    expect(up[0]?.from).toBe(1);
    expect(up.at(-1)?.to).toBe(3);
    expect(record.maxReadyReplicas).toBe(3);
    expect(up.at(-1)?.reason).toContain("above target");
    // --horizontal-pod-autoscaler-sync-period is 15 s; the lag passes the threshold within the first second.
    expect(up.at(-1)?.afterFirstEvent).toBeLessThanOrEqual(2 * 15 + 2);
    expect(up.at(-1)?.readyAfter).toBeLessThanOrEqual(30);
  });

  test("leave one replica after the stabilisation window", () => {
    const down = record.replicaChanges.filter(({ from, to }) => to < from);
    expect(down.at(-1)?.to).toBe(1);
    const sinceDrained = (down[0]?.afterLastEvent ?? 0) - record.lag.drainSeconds;
    // The lag is under the threshold a little before it is gone; the window is counted from then.
    expect(sinceDrained).toBeGreaterThanOrEqual(60 - 20);
    expect(sinceDrained).toBeLessThanOrEqual(60 + 2 * 15 + 5);
  });

  test(
    "can be seen in every panel of the dashboards",
    async () => {
      const prometheus = new Prometheus(await zookeeper.cluster(), zookeeper.namespace);
      const empty: string[] = [];
      // Over the run: the time until the lag is gone, for example, has a value only while it gets smaller.
      const { start, end } = record.load;
      for (const { dashboard, panel, expr } of dashboardQueries()) {
        const series = await prometheus.queryRange(expr, start, end + record.lag.drainSeconds, 5);
        if (series.length === 0) empty.push(`${dashboard}: ${panel}: ${expr}`);
      }
      expect(empty).toEqual([]);
    },
    minutes(2),
  );
});

test(
  "more partitions change the topics and what reads their number, and nothing else",
  async () => {
    zookeeper.configure((settings) => {
      settings["topics"] = { raw: { partitions: 6 }, ready: { partitions: 6 } };
    });
    const changes = await changesOfUp();
    const touched = new Set(Object.values(changes).flat());
    expect([...touched].filter((name) => !name.includes("kafka-topics") && !name.includes("processor"))).toEqual([]);
    expect([...touched].some((name) => name.startsWith("kubernetes:batch/v1:Job/"))).toBe(true);
    const prometheus = new Prometheus(await zookeeper.cluster(), zookeeper.namespace);
    const partitions = async () =>
      (await prometheus.query('kafka_topic_partitions{topic="raw-events"}'))[0]?.points[0]?.[1];
    for (let attempt = 0; attempt < 24 && (await partitions()) !== 6; attempt++) {
      await new Promise((resolve) => setTimeout(resolve, 2_500));
    }
    expect(await partitions()).toBe(6);
  },
  minutes(4),
);

test(
  "fewer partitions are refused before anything changes, with the way out",
  async () => {
    zookeeper.configure((settings) => {
      settings["topics"] = { raw: { partitions: 4 }, ready: { partitions: 6 } };
      // Would be changed if the update began.
      settings["prometheus"] = { ...(settings["prometheus"] as object), retentionDays: 2 };
    });
    const stack = await zookeeper.open();
    const before = await stack.info();
    await expect(up({ stack, progress: zookeeper.progress })).rejects.toThrow(/raw-events.*6 partitions.*4.*new name/s);
    const { apps } = await zookeeper.cluster();
    const prometheus = await apps.readNamespacedDeployment({ namespace: zookeeper.namespace, name: "prometheus" });
    expect(JSON.stringify(prometheus.spec)).not.toContain("retention.time=2d");
    const after = await stack.info();
    expect(after?.result).toBe("failed");
    expect(before?.result).toBe("succeeded");
  },
  minutes(2),
);

test(
  "killed processors, a deleted broker and a deleted ZooKeeper leader lose nothing and repeat nothing",
  async () => {
    const { record, disturbances } = await chaosRun(
      { events: 50_000, rate: 2_500, invalidShare: 0.01, bytes: 500 },
      Date.now() % 1_000_000,
      zookeeper.kubeconfig,
      await zookeeper.context(),
    );
    const kinds = disturbances.map(({ kind }) => kind);
    expect(kinds).toContain("delete broker");
    expect(kinds).toContain("delete coordinator");
    expect(kinds.filter((kind) => kind === "kill processor").length).toBeGreaterThanOrEqual(3);
    expect(record.problems).toEqual([]);
    expect(record.verification).toMatchObject({ enriched: 49_500, lost: 0, writtenTwice: 0 });
  },
  minutes(10),
);

test(
  "destroy empties the namespace and removes it",
  async () => {
    expect(await zookeeper.destroy()).not.toContain(zookeeper.namespace);
  },
  minutes(5),
);
