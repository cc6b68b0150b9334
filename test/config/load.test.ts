import { readFileSync } from "node:fs";
import fc from "fast-check";
import { parse } from "yaml";
import { warnings } from "../../config/invariants";
import { ConfigurationError, parseStackConfiguration } from "../../config/load";

function problemsOf(value: unknown): string[] {
  try {
    parseStackConfiguration(value);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return [...error.problems];
    throw error;
  }
}

const stackFile = (name: string): Record<string, unknown> =>
  (parse(readFileSync(`Pulumi.${name}.yaml`, "utf8")) as { config: { "acm:stack": Record<string, unknown> } }).config[
    "acm:stack"
  ];

describe("defaults", () => {
  const defaults = parseStackConfiguration({ target: "onprem" });
  test("are the thesis' values (chapter 6)", () => {
    expect(defaults.kafka).toMatchObject({ mode: "zookeeper", brokers: 3, replicationFactor: 3, minInSyncReplicas: 2 });
    expect(defaults.kafka.resources).toMatchObject({ cpu: "1", memory: "1Gi" });
    expect(defaults.topics.raw).toMatchObject({ name: "raw-events", partitions: 5 });
    expect(defaults.autoscaler).toMatchObject({
      kind: "keda",
      minReplicas: 1,
      maxReplicas: 3,
      lagThreshold: 100,
      pollingIntervalSeconds: 30,
      cooldownPeriodSeconds: 300,
    });
    expect(defaults.processor.consumerGroup).toBe("event-stream-prc");
  });
});

describe.each(["onprem", "local", "aws"])("Pulumi.%s.yaml", (name) => {
  test("is accepted", () => {
    expect(problemsOf(stackFile(name))).toEqual([]);
  });
});

describe("a problem names the path, the value and what would be right", () => {
  test.each([
    ["unknown key", { kafka: { broker: 3 } }, "acm:stack.kafka.broker: is not a known key; known here: mode, brokers"],
    ["wrong type", { kafka: { brokers: "3" } }, 'acm:stack.kafka.brokers: must be a number, without quotes (now "3")'],
    [
      "number for a quantity",
      { kafka: { storage: 3 } },
      "acm:stack.kafka.storage: must be a size in quotes with a binary unit",
    ],
    ["number for a string", { namespace: 3 }, "acm:stack.namespace: must be a string; put it in quotes (now 3)"],
    [
      "replication above brokers",
      { kafka: { replicationFactor: 4 } },
      "acm:stack.kafka.replicationFactor: must not exceed kafka.brokers (3)",
    ],
    [
      "in-sync not below replication",
      { kafka: { minInSyncReplicas: 3 } },
      "acm:stack.kafka.minInSyncReplicas: must be at most 2",
    ],
    [
      "threshold 0",
      { autoscaler: { kind: "keda", lagThreshold: 0 } },
      "acm:stack.autoscaler.lagThreshold: must be at least 1 (now 0)",
    ],
    [
      "Kubernetes' own namespace",
      { namespace: "kube-system" },
      "acm:stack.namespace: must be a namespace of the stack's own",
    ],
    [
      "a registry as a web address",
      { imageRegistry: "https://registry.example.com/team" },
      "acm:stack.imageRegistry: must be a registry and path without https://",
    ],
    ["namespace not a label", { namespace: "ACM_1" }, "acm:stack.namespace: must be a DNS label"],
    [
      "more replicas than partitions",
      { autoscaler: { kind: "keda", maxReplicas: 6 } },
      "acm:stack.autoscaler.maxReplicas: must not exceed topics.raw.partitions (5)",
    ],
    [
      "unknown autoscaler",
      { autoscaler: { kind: "vpa" } },
      'acm:stack.autoscaler.kind: must be one of "keda", "hpa", "none" (now "vpa")',
    ],
    [
      "hpa without a replica",
      { autoscaler: { kind: "hpa", minReplicas: 0 } },
      "acm:stack.autoscaler.minReplicas: must be at least 1 (now 0)",
    ],
    [
      "hpa with more replicas than partitions",
      { autoscaler: { kind: "hpa", maxReplicas: 6 } },
      "acm:stack.autoscaler.maxReplicas: must not exceed topics.raw.partitions (5)",
    ],
    [
      "a fallback that the CPU limit keeps from ever being reached",
      { autoscaler: { kind: "hpa", fallback: { cpuUtilization: 400 } } },
      "acm:stack.autoscaler.fallback.cpuUtilization: must be less than 400",
    ],
    ["unknown target", { target: "moon" }, 'acm:stack.target: must be one of "onprem", "aws" (now "moon")'],
    [
      "latest",
      { processor: { image: "a/b:latest", configDirectory: "x" } },
      "acm:stack.processor.image: must not be tagged latest",
    ],
    [
      "image without its files",
      { processor: { image: "a/b:1" } },
      "acm:stack.processor.configDirectory: must name the folder",
    ],
    [
      "daemon without files",
      { omsDaemon: { image: "a/b:1" } },
      "acm:stack.omsDaemon: reads the files of processor.configDirectory",
    ],
    [
      "same topic twice",
      { topics: { ready: { name: "raw-events" } } },
      "acm:stack.topics.ready.name: must differ from topics.raw.name",
    ],
    [
      "heap above memory",
      { kafka: { heap: "1Gi" } },
      "acm:stack.kafka.heap: must be less than kafka.resources.memory (1Gi)",
    ],
    ["a heap that Java does not start with", { kafka: { heap: "1Ki" } }, "acm:stack.kafka.heap: must be at least 32Mi"],
    [
      "two ZooKeeper servers",
      { zookeeper: { servers: 2 } },
      "acm:stack.zookeeper.servers: must be one of 1, 3, 5 (now 2)",
    ],
  ])("%s", (_, change, message) => {
    const problems = problemsOf({ target: "onprem", ...change });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(message);
  });

  test("all at once", () => {
    expect(problemsOf({ target: "onprem", kafka: { brokers: 0, mode: "x" }, surplus: 1 })).toHaveLength(3);
  });
  test("a missing configuration is a sentence", () => {
    expect(problemsOf(undefined)).toEqual([expect.stringContaining("acm:stack: is missing")]);
  });
});

describe("warnings, not errors", () => {
  const here = { target: "onprem", cluster: { context: "here" } };
  const warningsOf = (change: object = {}) => warnings(parseStackConfiguration({ ...here, ...change }));
  test("none for the defaults", () => expect(warningsOf()).toEqual([]));
  test("a replica that buys nothing", () => {
    expect(warningsOf({ autoscaler: { kind: "keda", maxReplicas: 4 } })).toEqual([
      expect.stringContaining("buys nothing over 3"),
    ]);
  });
  test("threads beyond the partitions", () => {
    expect(warningsOf({ processor: { workers: 2 } })).toEqual([
      expect.stringMatching(/6 consumers for 5 partitions: 1 of them would idle/),
    ]);
  });
  test("a stack that follows kubectl's current context", () => {
    expect(warningsOf({ cluster: {} })).toEqual([
      expect.stringMatching(/names neither kubeconfig nor context.*Set cluster\.context/),
    ]);
  });
});

test.each(["local", "aws"])("1,000 mutations of Pulumi.%s.yaml give sentences, never another error", (name) => {
  const original = stackFile(name);
  const paths = leafPaths(parseStackConfiguration(original));
  const mutation = fc.tuple(
    fc.constantFrom(...paths),
    fc.oneof(
      fc.anything(),
      fc.integer(),
      fc.string(),
      fc.constantFrom(null, "", "3", 0, -1, 1e99, Number.NaN, [], {}, "__proto__"),
    ),
    fc.constantFrom("value", "extra key", "removed"),
  );
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
      const mutated = structuredClone(original);
      for (const [path, value, way] of mutations) mutate(mutated, path, value, way);
      for (const problem of problemsOf(mutated)) {
        expect(problem).toMatch(/^acm:stack.*: (must|is|reads)/s);
        expect(problem).not.toMatch(/\n\s+at /);
      }
    }),
    { numRuns: 1000 },
  );
});

function leafPaths(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => leafPaths(inner, [...path, key]))].filter(
    (candidate) => candidate.length > 0,
  );
}

function mutate(root: Record<string, unknown>, path: string[], value: unknown, way: string): void {
  let node = root;
  for (const key of path.slice(0, -1)) {
    if (typeof node[key] !== "object" || node[key] === null) node[key] = {};
    node = node[key] as Record<string, unknown>;
  }
  const last = path.at(-1) ?? "";
  if (way === "removed") delete node[last];
  else if (way === "extra key") node[`${last}x`] = value;
  else node[last] = value;
}
