import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { parameterSet } from "../../cost/parameters";
import { parseOutputs, sourceOfOutputs } from "../../cost/sources/outputs";
import { prometheusSource } from "../../cost/sources/prometheus";
import { runSource } from "../../cost/sources/run";
import { settingsSource } from "../../cost/sources/settings";
import type { StackOutputs } from "../../outputs";

const outputs: StackOutputs = {
  schemaVersion: 1,
  target: "onprem",
  namespace: "acm",
  endpoints: { kafka: ["kafka:9092"], kafkaExporter: "http://e", prometheus: "http://p", processor: "http://s" },
  consumerGroup: "event-stream-prc",
  topics: { raw: "raw-events", ready: "ready-events" },
  autoscaler: { kind: "keda", lagThreshold: 100, replicas: { min: 1, max: 5 } },
  workloads: [],
  costParameters: {
    target: "onprem",
    nodes: [{ name: "server", count: 2, vcpu: 72, memoryGib: 128, diskGib: 4096 }],
    kafka: {
      version: "2.8.1",
      mode: "zookeeper",
      placement: "in-cluster",
      brokers: 3,
      cpuPerBroker: 2,
      memoryGibPerBroker: 8,
      storageGibPerBroker: 200,
      zookeeperServers: 3,
      storageGibPerZookeeper: 20,
      replicationFactor: 3,
      minInSyncReplicas: 2,
    },
    topics: [
      { name: "raw-events", partitions: 5, retentionHours: 168 },
      { name: "ready-events", partitions: 7, retentionHours: 24 },
    ],
    processor: {
      replicas: { min: 1, max: 5 },
      cpuPerReplica: 1,
      memoryGibPerReplica: 0.5,
      serviceTimeMs: 0,
      concurrency: 40,
      deliveryGuarantee: "exactly-once",
    },
    monitoring: { storageGib: 50, scrapeIntervalSeconds: 15, retentionDays: 15 },
  },
};
const origin = { kind: "stack", detail: "onprem" } as const;

test("a stack's outputs become parameters that say where they come from", () => {
  const { layer, deployed } = sourceOfOutputs(outputs, origin);
  expect(deployed).toBe("on-premises");
  const parameters = parameterSet([layer]);
  expect(parameters.input("kafka.partitions")).toMatchObject({ value: "12", origin });
  expect(parameters.input("kafka.retentionHours").value).toBe("168");
  expect(parameters.input("onPremises.servers").value).toBe("2");
  expect(parameters.input("onPremises.coresPerServer").value).toBe("36");
  expect(parameters.input("processor.replicasMean")).toMatchObject({ value: "3", origin: { kind: "default" } });
  // No service time is asked for: the thesis' stays.
  expect(parameters.input("workload.meanMs")).toMatchObject({ value: "78.41", origin: { kind: "thesis" } });
});

test("a managed Kafka on a cloud's nodes", () => {
  const { costParameters } = outputs;
  const { layer, deployed } = sourceOfOutputs(
    {
      ...outputs,
      target: "aws",
      costParameters: {
        ...costParameters,
        target: "aws",
        region: "eu-west-1",
        nodes: [{ name: "n", count: 4, vcpu: 4, memoryGib: 16, diskGib: 50, instanceType: "m6i.xlarge" }],
        kafka: { ...costParameters.kafka, placement: "managed", instanceType: "kafka.m7g.large" },
      },
    },
    origin,
  );
  expect(deployed).toBe("eks-msk");
  expect(layer.values).toMatchObject({
    region: "eu-west-1",
    "eks.nodes": 4,
    "eks.instanceType": "m6i.xlarge",
    "kafka.instanceType": "kafka.m7g.large",
    "eks.monitoringGib": 50,
  });
  expect(layer.values["onPremises.servers"]).toBeUndefined();
});

test("outputs that cannot be priced are told apart", () => {
  const parse = (value: unknown) => () => parseOutputs(value, 'The stack "x"', "Deploy it.");
  expect(parse({})).toThrow('The stack "x" has no outputs: it was never deployed.\nDeploy it.');
  expect(parse({ ...outputs, schemaVersion: 2 })).toThrow(/schema version 2; this program reads version 1/);
  expect(parse({ ...outputs, target: 3 })).toThrow(/not what outputs\.ts says: target: /);
  expect(parse(outputs)()).toEqual(outputs);
});

test("single values are read by their form", () => {
  const { layer } = settingsSource(["workload.eventsPerDay=2e8", "lambda.freeTier=true", "region=eu-west-1"]);
  expect(layer.values).toEqual({ "workload.eventsPerDay": 2e8, "lambda.freeTier": true, region: "eu-west-1" });
  expect(() => settingsSource(["workload.eventsPerDay"])).toThrow(/Write --set path=value/);
});

describe("a recorded run", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "acm-run-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const percentiles = { p50: 1, p99: 2, p999: 3, max: 4 };
  const record = {
    schemaVersion: 1,
    runId: "run-1",
    commit: "abc",
    parameters: { events: 75_000, rate: 2500, invalidShare: 0.01, bytes: 500 },
    load: {
      topic: "raw-events",
      events: 75_000,
      sent: 75_000,
      validSent: 74_250,
      invalidSent: {},
      expectedValid: 74_250,
      delivered: true,
      start: 1000,
      end: 1030,
      wantedRate: 2500,
      achievedRate: 2500,
      latenessMs: percentiles,
      latencyMs: percentiles,
    },
    replicaSeconds: 300,
    maxReadyReplicas: 3,
    series: { lag: [[1150, 0]], rateIn: [] },
    stack: outputs,
  };
  const file = path.join(folder, "run.json");

  test("is its stack and what was measured of it, a day long", async () => {
    writeFileSync(file, JSON.stringify(record));
    const { layer, run, commit, deployed } = await runSource(file);
    // 75,000 in 30 s are 216,000,000 a day; 300 replica-seconds in 150 s are 2 replicas.
    expect(layer.values).toMatchObject({
      "workload.eventsPerDay": 216_000_000,
      "workload.eventBytes": 500,
      "processor.replicasMean": 2,
      "kafka.brokers": 3,
    });
    expect(layer.origins?.["workload.eventsPerDay"]?.detail).toMatch(/75000 events in 30\.0 s/);
    expect([run?.seconds, run?.events, commit, deployed]).toEqual([150, 75_000, "abc", "on-premises"]);
  });
  test("without events or with another stack's version is none", async () => {
    writeFileSync(file, JSON.stringify({ ...record, load: { ...record.load, sent: 0 } }));
    await expect(runSource(file)).rejects.toThrow(/no complete recorded run: load: must have sent events/);
    writeFileSync(file, JSON.stringify({ ...record, stack: { ...outputs, schemaVersion: 0 } }));
    await expect(runSource(file)).rejects.toThrow();
  });
});

describe("Prometheus", () => {
  const serve = async (answer: (expression: string) => string | undefined) => {
    const server = createServer((request, response) => {
      const query = new URL(request.url ?? "", "http://x").searchParams.get("query") ?? "";
      const value = answer(query);
      const result = value === undefined ? [] : [{ metric: {}, value: [1, value] }];
      response.end(JSON.stringify({ status: "success", data: { resultType: "vector", result } }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
    };
  };

  test("gives load, time of an event and replicas", async () => {
    const server = await serve((query) =>
      query.includes("events_in")
        ? "100"
        : query.includes("batch_duration")
          ? "0.4"
          : query.includes("batch_events")
            ? "200"
            : "1.5",
    );
    const { layer } = await prometheusSource({ url: server.url, window: "30m", concurrency: 40 });
    // Chunks of 200 events take 400 ms, 40 at a time: 80 ms each.
    expect(layer.values).toEqual({
      "workload.eventsPerDay": 8_640_000,
      "workload.meanMs": 80,
      "processor.replicasMean": 1.5,
    });
    expect(layer.origins?.["workload.meanMs"]?.kind).toBe("measured");
    await server[Symbol.asyncDispose]();
  });
  test("that has seen no events, or does not answer, is no source", async () => {
    const server = await serve(() => "NaN");
    await expect(prometheusSource({ url: server.url, window: "1h", concurrency: 40 })).rejects.toThrow(
      /has seen no events in the last 1h.*\nGive a longer time with --window/,
    );
    await server[Symbol.asyncDispose]();
    await expect(prometheusSource({ url: server.url, window: "1h", concurrency: 40 })).rejects.toThrow(
      /does not answer/,
    );
  });
});
