/** Every check on what was seen of a good stack, and of one with a part broken: exactly the right lines turn red. */
import { readdirSync } from "node:fs";
import path from "node:path";
import { checkAll, requirements } from "../../../scenarios/requirements";
import type { Observations, Reading } from "../../../scenarios/requirements/observations";
import { parseMetrics, StackReader } from "../../../scenarios/requirements/reader";
import type { ScenarioContext } from "../../../scenarios/run";
import { checkTable, junit } from "../../../scenarios/requirements/report";

const time = "2026-11-25T08:00:00.000Z";
const read = <T>(value: T): Reading<T> => ({ query: "q", time, value });
const broken = (error: string) => ({ query: "q", time, error });

const metrics = { brokers: 3, partitions: { "raw-events": 5, "ready-events": 5 }, lag: 0 };
const waiting = { ...metrics, lag: 20_000 };
const backlog = {
  sent: 20_000,
  validSent: 19_800,
  invalidSent: 200,
  others: 0,
  exporter: read(waiting),
  prometheus: read(waiting),
  replicas: [
    { time: 1, wanted: 1, existing: 1, ready: 1 },
    { time: 9, wanted: 3, existing: 3, ready: 3 },
  ],
  changes: [],
  stabilisation: 60,
  drainSeconds: 42,
  lagAfter: read(0),
  verification: read({ enriched: 19_800, lost: 0, writtenTwice: 0, input: { events: 19_800 } } as never),
  scaleDownSeconds: 80,
};
const ready = (part: string, count: number) =>
  Array.from({ length: count }, (_, ordinal) => ({ name: `${part}-${ordinal}`, part, ready: true }));
const good: Observations = {
  schemaVersion: 1,
  startedAt: time,
  commit: "abc",
  namespace: "acm",
  expected: {
    zookeeperServers: 3,
    brokers: 3,
    inClusterKafka: true,
    topics: { "raw-events": 5, "ready-events": 5 },
    rawTopic: "raw-events",
    minReplicas: 1,
    maxReplicas: 3,
    autoscaler: "keda",
    grafana: false,
  },
  pods: read([...ready("kafka", 3), ...ready("zookeeper", 3), ...ready("prometheus", 1)]),
  zookeeperErrors: read([]),
  topics: read({ "raw-events": 5, "ready-events": 5 }),
  exporter: read(metrics),
  prometheus: read(metrics),
  targets: read({ up: ["event-stream-processor", "kafka-exporter", "prometheus"], down: [] }),
  prometheusRequests: read(12),
  autoscaler: read("ScalingActive True: the HPA was able to compute the replica count; reads s0-kafka-raw-events 0"),
  dashboards: read({ answered: 20, refused: [] }),
  backlog: read(backlog),
  morePartitions: read([]),
  fewerPartitions: read([
    'Topic "raw-events" has 5 partitions and acm:stack.topics asks for 4: Kafka cannot remove partitions.',
  ]),
};

const red = (seen: Partial<Observations>) =>
  checkAll({ ...good, ...seen })
    .filter(({ verdict }) => verdict === "failed")
    .map(({ id }) => id);

test("every file of a requirement is listed, REQ1 to REQ10", () => {
  const files = readdirSync(path.join(process.cwd(), "scenarios/requirements")).filter((name) => /^req\d+-/.test(name));
  expect(requirements).toHaveLength(files.length);
  expect(requirements.map(({ id }) => id)).toEqual(Array.from({ length: 10 }, (_, index) => `REQ${index + 1}`));
});

test("a good stack passes every check, each with a query, an answer and a time", () => {
  const results = checkAll(good);
  expect(red({})).toEqual([]);
  expect(new Set(results.map(({ id }) => id)).size).toBe(results.length);
  for (const { verdict, evidence } of results) {
    expect(evidence.answer).not.toBe("");
    expect(evidence.time).toBe(time);
    if (verdict !== "skipped") expect(evidence.query).not.toBe("");
  }
});

describe("a broken part turns exactly its lines red", () => {
  test("the exporter is removed", () => {
    const gone = broken("GET …/kafka-exporter:9308/proxy/metrics answered 503");
    const withoutExporter = {
      ...backlog,
      exporter: gone,
      prometheus: read({ ...waiting, lag: undefined }),
      lagAfter: broken("Prometheus has no lag of this group"),
    };
    expect(
      red({
        exporter: gone,
        targets: read({ up: ["prometheus"], down: ["kafka-exporter"] }),
        backlog: read(withoutExporter),
      }),
    ).toEqual(["REQ1.3", "REQ3.1", "REQ3.2", "REQ3.3", "REQ3.4", "REQ4.2", "REQ4.3", "REQ5.2", "REQ5.3"]);
  });
  test("a broker is lost for good", () => {
    const two = { ...metrics, brokers: 2 };
    const pods = [...ready("kafka", 2), { name: "kafka-2", part: "kafka", ready: false }, ...ready("zookeeper", 3)];
    expect(red({ pods: read(pods), exporter: read(two), prometheus: read(two) })).toEqual([
      "REQ1.3",
      "REQ2.0",
      "REQ3.2",
    ]);
  });
  test("the consumer is stopped", () => {
    const verification = read({ enriched: 0, lost: 19_800, writtenTwice: 0, input: { events: 19_800 } } as never);
    const stopped = {
      ...backlog,
      replicas: [],
      drainSeconds: undefined,
      lagAfter: read(20_000),
      verification,
      scaleDownSeconds: undefined,
    };
    expect(red({ backlog: read(stopped) })).toEqual(["REQ5.3", "REQ6.1", "REQ6.2", "REQ7.1", "REQ8.1"]);
  });
  test("the threshold is too high for a replica to be added", () => {
    const one = { ...backlog, replicas: [{ time: 1, wanted: 1, existing: 1, ready: 1 }] };
    expect(red({ backlog: read(one) })).toEqual(["REQ8.1"]);
    // None was added, so that whether one would go was not seen.
    const scaleDown = checkAll({ ...good, backlog: read(one) }).find(({ id }) => id === "REQ7.1");
    expect(scaleDown?.verdict).toBe("skipped");
  });
  test("the topic has lost events that were acknowledged", () => {
    const verification = read({ enriched: 19_800, lost: 0, writtenTwice: 0, input: { events: 19_799 } } as never);
    expect(red({ backlog: read({ ...backlog, verification }) })).toEqual(["REQ2.2"]);
  });
  test("somebody else writes to the topic, who is named", () => {
    const more = read({ ...waiting, lag: 20_050 });
    const others = { ...backlog, others: 50, exporter: more, prometheus: more };
    expect(red({ backlog: read(others) })).toEqual(["REQ3.4", "REQ5.2"]);
    const line = checkAll({ ...good, backlog: read(others) }).find(({ id }) => id === "REQ3.4");
    expect(line?.evidence.answer).toBe("20050 waiting, 20000 sent; 50 events of somebody else came meanwhile");
  });
  test("an event is written twice", () => {
    const verification = read({ enriched: 19_800, lost: 0, writtenTwice: 1, input: { events: 19_800 } } as never);
    expect(red({ backlog: read({ ...backlog, verification }) })).toEqual(["REQ6.1"]);
  });
  test("Prometheus is down", () => {
    const down = broken("answered 503");
    const blind = { ...backlog, prometheus: down, lagAfter: down };
    expect(
      red({
        prometheus: down,
        targets: down,
        prometheusRequests: down,
        dashboards: read({ answered: 0, refused: ["all"] }),
        backlog: read(blind),
      }),
    ).toEqual(["REQ4.1", "REQ4.2", "REQ4.3", "REQ5.0", "REQ5.2", "REQ5.3"]);
  });
  test("fewer partitions would be accepted", () => {
    expect(red({ fewerPartitions: read([]) })).toEqual(["REQ10.1"]);
  });
});

test("a stack without ZooKeeper, Grafana and autoscaler has its lines skipped with the reason", () => {
  const expected = { ...good.expected, zookeeperServers: 0, autoscaler: "none" };
  const skipped = checkAll({ ...good, expected }).filter(({ verdict }) => verdict === "skipped");
  expect(skipped.map(({ id }) => id)).toEqual(["REQ1.1", "REQ3.4", "REQ4.4", "REQ5.1", "REQ5.2", "REQ7.1", "REQ8.1"]);
});

test("with the autoscaler hpa, CPU and memory alone do not count as the metric", () => {
  const expected = { ...good.expected, autoscaler: "hpa" };
  const reads = (what: string) => red({ expected, autoscaler: read(`ScalingActive True: ok; reads ${what}`) });
  expect(reads("kafka_consumergroup_lag 0, cpu 20m, memory 90Mi")).toEqual([]);
  expect(reads("cpu 20m, memory 90Mi")).toEqual(["REQ4.4"]);
});

test("the table counts, and JUnit's XML escapes", () => {
  const results = checkAll({ ...good, exporter: broken('<503> & "gone"') });
  expect(checkTable(results).split("\n").at(-1)).toMatch(/^\d+ passed, 4 failed, 1 skipped$/);
  expect(junit(results)).toContain('<failure message="&lt;503&gt; &amp; &quot;gone&quot;">');
  expect(junit(results)).toMatch(/<testsuites tests="\d+" failures="4" skipped="1">/);
});

test("an autoscaler that has only just been made is waited for until it has looked at its metric", async () => {
  const metadata = { name: "event-stream-processor" };
  const made = { metadata, status: { currentMetrics: null } };
  const active = { type: "ScalingActive", status: "True", message: "ok" };
  const external = { metric: { name: "s0-kafka-raw-events" }, current: { averageValue: "12" } };
  const looked = { metadata, status: { conditions: [active], currentMetrics: [{ type: "External", external }] } };
  const answers = [made, looked];
  const autoscaling = {
    listNamespacedHorizontalPodAutoscaler: () =>
      Promise.resolve({ items: [answers.length > 1 ? answers.shift() : looked] }),
  };
  const reader = new StackReader({
    cluster: { autoscaling },
    stack: { namespace: "acm" },
  } as unknown as ScenarioContext);
  expect((await reader.autoscaler()).value).toBe("ScalingActive True: ok; reads s0-kafka-raw-events 12");
  answers.unshift(made);
  expect((await reader.autoscaler(0)).value).toBe("reads nothing");
});

test("Prometheus' text format is read with its labels", () => {
  const text =
    '# HELP kafka_brokers x\nkafka_brokers 3\nkafka_topic_partitions{topic="raw-events"} 5\nx{a="b\\"c",d="e"} 1e3\n';
  expect(parseMetrics(text)).toEqual([
    { labels: { __name__: "kafka_brokers" }, points: [[0, 3]] },
    { labels: { __name__: "kafka_topic_partitions", topic: "raw-events" }, points: [[0, 5]] },
    { labels: { __name__: "x", a: 'b\\"c', d: "e" }, points: [[0, 1000]] },
  ]);
});
