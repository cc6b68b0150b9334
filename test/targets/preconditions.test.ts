import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { serverProperties } from "../../components/kafka-properties";
import { topicSpecs } from "../../components/kafka-topics";
import { parseStackConfiguration } from "../../config/load";
import { clusterProblems } from "../../targets/preconditions";

/** What the API answers by path; anything else is 404. */
type Answers = Record<string, { status?: number; body: unknown }>;

// The first test loads the Kubernetes client, which takes a busy machine longer than the default of 5 s.
jest.setTimeout(60_000);

const folder = mkdtempSync(path.join(tmpdir(), "acm-preconditions-"));
const servers: Server[] = [];
afterAll(() => {
  servers.forEach((server) => server.close());
  rmSync(folder, { recursive: true });
});

async function cluster(answers: Answers): Promise<string> {
  const server = createServer((request, response) => {
    const { status = 200, body } = answers[(request.url ?? "").replace(/\/$/, "")] ?? {
      status: 404,
      body: { kind: "Status", code: 404 },
    };
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return kubeconfig(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

function kubeconfig(server: string, change: object = {}): string {
  const file = path.join(folder, `kubeconfig-${Math.random().toString(36).slice(2)}`);
  const content = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "here",
    clusters: [{ name: "c", cluster: { server, "insecure-skip-tls-verify": true } }],
    users: [{ name: "u", user: { token: "t" } }],
    contexts: [{ name: "here", context: { cluster: "c", user: "u" } }],
    ...change,
  };
  writeFileSync(file, JSON.stringify(content));
  return file;
}

const version = { "/version": { body: { major: "1", minor: "34", gitVersion: "v1.34.4" } } };
const keda = {
  "/apis": {
    body: {
      groups: [
        { name: "apps", versions: [] },
        { name: "keda.sh", versions: [] },
      ],
    },
  },
};
const configMap = (name: string, data: Record<string, string>): Answers => ({
  [`/api/v1/namespaces/acm/configmaps/${name}`]: { body: { metadata: { name }, data } },
});
const configuration = (change: object = {}) => parseStackConfiguration({ target: "onprem", ...change });
const topicsOf = (partitions: number) => {
  const { topics } = configuration({ topics: { raw: { partitions } } });
  return configMap("kafka-topics", { "topics.json": JSON.stringify({ topics: topicSpecs(topics, 3, 2, false) }) });
};

test("a cluster with KEDA and no stack is fine", async () => {
  expect(await clusterProblems(configuration(), await cluster({ ...version, ...keda }))).toEqual([]);
});

test("a kubeconfig that does not exist is named", async () => {
  const [problem] = await clusterProblems(configuration(), "/nowhere/kubeconfig");
  expect(problem).toMatch(/^The kubeconfig \/nowhere\/kubeconfig does not exist\. /);
});

test("a file that is no kubeconfig is named", async () => {
  const file = path.join(folder, "broken");
  writeFileSync(file, "{ not yaml");
  expect((await clusterProblems(configuration(), file))[0]).toContain(`${file} cannot be read`);
});

test("an unknown context is named with the known ones", async () => {
  const file = await cluster({ ...version, ...keda });
  const [problem] = await clusterProblems(configuration({ cluster: { context: "there" } }), file);
  expect(problem).toContain('no context "there"; it has here');
});

test("a kubeconfig without a current context is told with its contexts", async () => {
  const file = kubeconfig("http://127.0.0.1:1", { "current-context": "" });
  const [problem] = await clusterProblems(configuration(), file);
  expect(problem).toMatch(/no current context with a cluster; it has here\. Set acm:stack\.cluster\.context/);
});

describe("KUBECONFIG with several files is read as Pulumi and kubectl do", () => {
  const before = process.env["KUBECONFIG"];
  afterEach(() => {
    if (before === undefined) delete process.env["KUBECONFIG"];
    else process.env["KUBECONFIG"] = before;
  });
  const problemsWith = async (...files: string[]) => {
    process.env["KUBECONFIG"] = files.join(path.delimiter);
    return await clusterProblems(configuration(), undefined);
  };
  const elsewhere = () =>
    kubeconfig("http://127.0.0.1:1", {
      "current-context": "there",
      contexts: [{ name: "there", context: { cluster: "c", user: "u" } }],
    });
  test("the first current context counts, and the first of two clusters with one name", async () => {
    expect(await problemsWith(await cluster({ ...version, ...keda }), elsewhere())).toEqual([]);
    const [problem] = await problemsWith(elsewhere(), await cluster({ ...version, ...keda }));
    expect(problem).toContain("http://127.0.0.1:1 (context there) does not answer");
  });
  test("a file that does not exist is passed over", async () => {
    expect(await problemsWith("/nowhere/a", await cluster({ ...version, ...keda }), "/nowhere/b")).toEqual([]);
  });
});

test("a cluster that does not answer is told with its address", async () => {
  const problems = await clusterProblems(configuration(), kubeconfig("http://127.0.0.1:1"));
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/^The cluster at http:\/\/127\.0\.0\.1:1 .* does not answer: /);
  expect(problems[0]).not.toMatch(/\n/);
});

test("refused credentials are told as such", async () => {
  const file = await cluster({ "/version": { status: 401, body: {} } });
  expect((await clusterProblems(configuration(), file))[0]).toContain("the credentials are refused (401)");
});

describe("KEDA", () => {
  const without = { "/apis": { body: { groups: [{ name: "apps", versions: [] }] } } };
  test("missing: who installs it, or how to do without", async () => {
    const problems = await clusterProblems(configuration(), await cluster({ ...version, ...without }));
    expect(problems).toEqual([expect.stringMatching(/^KEDA is not installed in the cluster\. .*\{kind: none\}/)]);
  });
  test("not needed without an autoscaler", async () => {
    const file = await cluster({ ...version, ...without });
    expect(await clusterProblems(configuration({ autoscaler: { kind: "none" } }), file)).toEqual([]);
  });
});

describe("partitions only grow (REQ9, REQ10)", () => {
  test("lowering is refused with the reason and the way out", async () => {
    const file = await cluster({ ...version, ...keda, ...topicsOf(8) });
    const problems = await clusterProblems(configuration(), file);
    expect(problems).toEqual([
      expect.stringMatching(
        /^Topic "raw-events" has 8 partitions and acm:stack\.topics asks for 5: .*Set it back to 8; .*new name/,
      ),
    ]);
  });
  test("raising and keeping are fine", async () => {
    const file = await cluster({ ...version, ...keda, ...topicsOf(5) });
    expect(await clusterProblems(configuration(), file)).toEqual([]);
    expect(await clusterProblems(configuration({ topics: { raw: { partitions: 9 } } }), file)).toEqual([]);
  });
});

test("a running Kafka does not change between ZooKeeper and KRaft", async () => {
  const running = configMap("kafka-config", { "server.properties": "zookeeper.connect=a:2181\n" });
  const file = await cluster({ ...version, ...keda, ...running });
  expect(await clusterProblems(configuration(), file)).toEqual([]);
  expect(await clusterProblems(configuration({ kafka: { mode: "kraft" } }), file)).toEqual([
    expect.stringContaining("runs in zookeeper mode and acm:stack.kafka.mode asks for kraft"),
  ]);
});

describe("changes that a running stack cannot follow", () => {
  const set = (name: string, replicas: number, storage: string): Answers => ({
    [`/apis/apps/v1/namespaces/acm/statefulsets/${name}`]: {
      body: { spec: { replicas, volumeClaimTemplates: [{ spec: { resources: { requests: { storage } } } }] } },
    },
  });
  const running = { ...topicsOf(5), ...set("kafka", 3, "20Gi"), ...set("zookeeper", 3, "5Gi") };
  const problemsOf = async (change: object, answers: Answers = running) =>
    await clusterProblems(configuration(change), await cluster({ ...version, ...keda, ...answers }));

  test.each([
    ["nothing changed", {}],
    ["the same sizes in other words", { kafka: { storage: "20480Mi" } }],
    ["more brokers with ZooKeeper", { kafka: { brokers: 4 } }],
    ["three ZooKeeper servers become five", { zookeeper: { servers: 5 } }],
  ])("%s: fine", async (_, change) => {
    expect(await problemsOf(change)).toEqual([]);
  });
  test.each([
    ["larger volumes", { kafka: { storage: "40Gi" } }, /volumes of kafka have 20Gi .*asks for 40Gi.*Set it back/],
    ["smaller ZooKeeper volumes", { zookeeper: { storage: "1Gi" } }, /volumes of zookeeper have 5Gi/],
    [
      "fewer brokers",
      { kafka: { brokers: 2, replicationFactor: 2, minInSyncReplicas: 1 } },
      /3 brokers and .* asks for 2: the copies/,
    ],
    ["one ZooKeeper server", { zookeeper: { servers: 1 } }, /3 servers and .* asks for 1: .*only 3 can become 5/],
    [
      "fewer copies",
      { kafka: { replicationFactor: 2, minInSyncReplicas: 1 } },
      /have 3 copies .* asks for 2.*kafka-reassign-partitions/,
    ],
  ])("%s: refused with the way out", async (_, change, message) => {
    expect(await problemsOf(change)).toContainEqual(expect.stringMatching(message));
  });
  test("a quorum of controllers keeps its size", async () => {
    const kraft = {
      ...set("kafka", 3, "20Gi"),
      ...configMap("kafka-config", { "server.properties": "process.roles=broker\n" }),
    };
    expect(await problemsOf({ kafka: { mode: "kraft", brokers: 5 } }, kraft)).toEqual([
      expect.stringMatching(/3 brokers and .* asks for 5: every broker is a controller/),
    ]);
  });
  test("the security of a running Kafka stays, and its certificates change one step at a time", async () => {
    const scram = (authorityGeneration: number) => ({ kafka: { security: "scram", authorityGeneration } });
    const deployed = (change: object) => {
      const { kafka } = configuration(change);
      const text = serverProperties({ namespace: "acm", kafka, zookeeperConnect: "zookeeper-0:2181" });
      return { ...running, ...configMap("kafka-config", { "server.properties": text }) };
    };
    expect(await problemsOf(scram(1), deployed({}))).toEqual([
      expect.stringMatching(/security plaintext and .* asks for scram.*Set it back to plaintext/),
    ]);
    expect(await problemsOf({}, deployed(scram(1)))).toHaveLength(1);
    expect(await problemsOf(scram(3), deployed(scram(2)))).toEqual([]);
    expect(await problemsOf(scram(1), deployed(scram(2)))).toEqual([]);
    expect(await problemsOf(scram(5), deployed(scram(2)))).toEqual([
      expect.stringMatching(/generation 2 and .* asks for 5.*Set it to 3, deploy/),
    ]);
  });
  test("a user who may not look is told which right is missing", async () => {
    const forbidden = { "/apis/apps/v1/namespaces/acm/statefulsets/kafka": { status: 403, body: {} } };
    expect(await problemsOf({}, forbidden)).toEqual([
      expect.stringMatching(/no right to do so.*ConfigMaps and StatefulSets/),
    ]);
  });
});

test("a tenant's namespace must exist", async () => {
  const file = await cluster({ ...version, ...keda });
  expect(await clusterProblems(configuration({ createNamespace: false }), file)).toEqual([
    expect.stringContaining('The namespace "acm" does not exist'),
  ]);
});

test("a namespace that somebody else made is not taken over, and so not removed later", async () => {
  const namespace = (labels: object) => ({ "/api/v1/namespaces/acm": { body: { metadata: { name: "acm", labels } } } });
  const foreign = await cluster({ ...version, ...keda, ...namespace({}) });
  expect(await clusterProblems(configuration(), foreign)).toEqual([
    expect.stringMatching(/^The namespace "acm" exists and was not made by this stack.*createNamespace to false/),
  ]);
  expect(await clusterProblems(configuration({ createNamespace: false }), foreign)).toEqual([]);
  const own = await cluster({ ...version, ...keda, ...namespace({ "app.kubernetes.io/part-of": "acm" }) });
  expect(await clusterProblems(configuration(), own)).toEqual([]);
});

test("a storage class that does not exist is told", async () => {
  const file = await cluster({ ...version, ...keda });
  expect(await clusterProblems(configuration({ cluster: { storageClass: "fast" } }), file)).toEqual([
    expect.stringContaining('The storage class "fast" does not exist'),
  ]);
});
