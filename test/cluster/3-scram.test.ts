/** The stack on Kafka with TLS and passwords: nobody else is let in, and passwords and certificates change under load. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { jobManifest, jobLines } from "../../scenarios/kafka-job";
import { destroy, up } from "../../scenarios/pulumi-stack";
import { runScenario } from "../../scenarios/run";
import type { StackSettings } from "../../scenarios/project-variant";
import { load, TestStack } from "./context";

const scram = new TestStack("scram");
const minutes = (count: number) => count * 60_000;

function configure(kafka: Record<string, unknown> = {}): void {
  scram.configure((settings: StackSettings) => {
    settings["kafka"] = { ...(settings["kafka"] as object), mode: "kraft", security: "scram", ...kafka };
  });
}

const deploy = async () => up({ stack: await scram.open(), progress: scram.progress });

test(
  "pulumi up deploys the stack, and its state shows no secret",
  async () => {
    configure();
    await deploy();
    const { core } = await scram.cluster();
    const secret = await core.readNamespacedSecret({ namespace: scram.namespace, name: "kafka-credentials" });
    const password = Buffer.from(secret.data?.["password"] ?? "", "base64").toString();
    expect(password.length).toBeGreaterThanOrEqual(32);
    // The file itself: an export would be decrypted.
    const folder = (scram.tools.environment["PULUMI_BACKEND_URL"] ?? "").replace("file://", "");
    const state = readFileSync(path.join(folder, ".pulumi", "stacks", "acm", `${scram.name}.json`), "utf8");
    expect(state).toContain("kafka-identity-2");
    const pods = JSON.stringify(await core.listNamespacedPod({ namespace: scram.namespace }));
    const maps = JSON.stringify(await core.listNamespacedConfigMap({ namespace: scram.namespace }));
    for (const text of [state, pods, maps]) {
      expect(text.includes(password)).toBe(false);
      expect(text.includes(Buffer.from(password).toString("base64"))).toBe(false);
      expect(text.includes("PRIVATE KEY")).toBe(false);
    }
    const { result } = await deploy();
    expect(Object.keys(result.summary.resourceChanges ?? {})).toEqual(["same"]);
  },
  minutes(6),
);

test(
  "75,000 events are enriched once each, and replicas follow",
  async () => {
    const record = await runScenario(load(75_000), await scram.context());
    expect(record.problems).toEqual([]);
    expect(record.verification).toMatchObject({ enriched: 74_250, lost: 0, writtenTwice: 0, foreign: 0 });
    expect(record.maxReadyReplicas).toBe(3);
  },
  minutes(5),
);

/** Runs a job that shows something else than the stack's clients, and returns what it said at its end. */
async function intrude(name: string, security: object, credentials: Record<string, string>): Promise<string> {
  const { core, batch } = await scram.cluster();
  const { namespace } = scram;
  const { stack } = await scram.context();
  const bootstrapServers = [`kafka-cluster.${namespace}.svc.cluster.local:9092`];
  const connection = JSON.stringify({ bootstrapServers, security, clientVersion: "3.9.1" });
  const metadata = { name, namespace };
  await core.createNamespacedConfigMap({ namespace, body: { metadata, data: { "connection.json": connection } } });
  await core.createNamespacedSecret({ namespace, body: { metadata, stringData: credentials } });
  const image = stack.workloads.find((workload) => workload.name === "kafka-topics")?.image ?? "";
  const settings = { namespace, image, imagePullPolicy: "Never" };
  const manifest = jobManifest(settings, { name, args: ["offsets"], timeout: 20 });
  const volumes = [
    { name: "connection", configMap: { name } },
    { name: "credentials", secret: { secretName: name } },
  ];
  manifest.spec.template.spec.volumes = volumes as typeof manifest.spec.template.spec.volumes;
  await batch.createNamespacedJob({ namespace, body: manifest });
  let log = "";
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const { status } = await batch.readNamespacedJob({ namespace, name });
    const ended = status?.conditions?.find((condition) => /^(Complete|Failed)$/.test(condition.type));
    const { items } = await core.listNamespacedPod({ namespace, labelSelector: `job-name=${name}` });
    const pod = items[0]?.metadata?.name;
    // A pod that took too long is removed with its log: the longest that was seen is kept, not what is said in its place.
    const read = pod === undefined ? "" : await core.readNamespacedPodLog({ namespace, name: pod }).catch(() => "");
    if (read.length > log.length && !read.startsWith("unable to retrieve")) log = read;
    if (ended === undefined) continue;
    await batch.deleteNamespacedJob({ namespace, name, propagationPolicy: "Background" });
    await core.deleteNamespacedSecret({ namespace, name });
    await core.deleteNamespacedConfigMap({ namespace, name });
    expect(jobLines(log).filter(({ type }) => type === "result")).toEqual([]);
    return `${ended.type} ${ended.reason ?? ""} ${log}`;
  }
}

describe("a client is refused", () => {
  const login = { kind: "scram", mechanism: "scram-sha-512", credentialsDirectory: "/etc/kafka-credentials" };
  const authority = async () => {
    const { core } = await scram.cluster();
    const secret = await core.readNamespacedSecret({ namespace: scram.namespace, name: "kafka-credentials" });
    return Buffer.from(secret.data?.["ca.crt"] ?? "", "base64").toString();
  };

  test(
    "without TLS, without a known password, and when it does not know the authority itself",
    async () => {
      const ca = await authority();
      const wrong = { username: "acm-1", password: "not the password" };
      const [plain, password, stranger] = await Promise.all([
        intrude("intruder-plaintext", { kind: "plaintext" }, {}),
        intrude("intruder-password", login, { ...wrong, "ca.crt": ca }),
        intrude("intruder-stranger", login, wrong),
      ]);
      expect(plain).toMatch(/^Failed/);
      expect(password).toMatch(/^Failed[^]*Authentication failed|^Failed[^]*SCRAM/i);
      expect(stranger).toMatch(/^Failed[^]*certificate/);
    },
    minutes(2),
  );
});

test(
  "a new password and new certificates by pulumi up, one after the other under load, lose nothing and repeat nothing",
  async () => {
    const rotate = async () => {
      configure({ credentialsGeneration: 2 });
      await deploy();
      configure({ credentialsGeneration: 2, authorityGeneration: 2 });
      await deploy();
    };
    const settings = { ...load(48_000), rate: 400, disturb: rotate };
    const record = await runScenario(settings, await scram.context());
    expect(record.problems).toEqual([]);
    expect(record.verification).toMatchObject({ enriched: 47_520, lost: 0, writtenTwice: 0 });

    const { core, apps } = await scram.cluster();
    const { items } = await core.listNamespacedSecret({ namespace: scram.namespace });
    const names = items.map(({ metadata }) => metadata?.name ?? "");
    expect(names.filter((name) => name.startsWith("kafka-user"))).toEqual(["kafka-user-2"]);
    const brokers = await apps.readNamespacedStatefulSet({ namespace: scram.namespace, name: "kafka" });
    expect(brokers.status).toMatchObject({ readyReplicas: 3, updatedReplicas: 3 });
    const properties = await core.readNamespacedConfigMap({ namespace: scram.namespace, name: "kafka-config" });
    expect(properties.data?.["server.properties"]).toContain("/2/broker.pem");
  },
  minutes(8),
);

test(
  "the old password is of no use any more",
  async () => {
    const { core } = await scram.cluster();
    const logs = await core.listNamespacedPod({
      namespace: scram.namespace,
      labelSelector: "app.kubernetes.io/name=kafka-users",
    });
    const retired = logs.items.find(({ metadata }) => metadata?.name?.includes("retire"));
    expect(retired?.status?.phase).toBe("Succeeded");
  },
  minutes(1),
);

test(
  "destroy empties the namespace and removes it",
  async () => {
    await destroy({ stack: await scram.open(), progress: scram.progress });
    const { core } = await scram.cluster();
    const { items } = await core.listNamespace();
    expect(items.map(({ metadata }) => metadata?.name)).not.toContain(scram.namespace);
  },
  minutes(5),
);
