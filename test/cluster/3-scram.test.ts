/**
 * The stack on Kafka with TLS and passwords, in both modes: nobody else is let in, and passwords and certificates change
 * under load.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { up } from "../../scenarios/pulumi-stack";
import type { StackSettings } from "../../scenarios/project-variant";
import { processorName } from "../../scenarios/replicas";
import { runScenario } from "../../scenarios/run";
import { load, TestStack } from "./context";
import { intrude } from "./intruder";

const minutes = (count: number) => count * 60_000;

const scaledObject = z.object({
  status: z.object({
    conditions: z.array(z.object({ type: z.string(), status: z.string() })),
    // Absent until the first reading.
    health: z.record(z.string(), z.object({ status: z.string() })).default({}),
  }),
});

describe.each([
  {
    mode: "kraft",
    events: 75_000,
    replicas: 3,
    rotation: {
      steps: [{ credentialsGeneration: 2 }, { credentialsGeneration: 2, authorityGeneration: 2 }],
      events: 48_000,
      rate: 240,
    },
  },
  // What is another here is the brokers, not how replicas follow a large load; and both changes come at once.
  {
    mode: "zookeeper",
    events: 5_000,
    replicas: 1,
    rotation: { steps: [{ credentialsGeneration: 2, authorityGeneration: 2 }], events: 16_000, rate: 100 },
  },
])("Kafka with $mode", ({ mode, events, replicas, rotation }) => {
  const scram = new TestStack(`scram-${mode}`);
  let firstPassword = "";

  function configure(kafka: Record<string, unknown> = {}): void {
    scram.configure((settings: StackSettings) => {
      settings["kafka"] = { ...(settings["kafka"] as object), mode, security: "scram", ...kafka };
    });
  }

  const deploy = async () => up({ stack: await scram.open(), progress: scram.progress });

  /** What the clients show now. */
  async function credential(key: "password" | "ca.crt"): Promise<string> {
    const { core } = await scram.cluster();
    const secret = await core.readNamespacedSecret({ namespace: scram.namespace, name: "kafka-credentials" });
    return Buffer.from(secret.data?.[key] ?? "", "base64").toString();
  }

  /** KEDA's operator logs in as well. When it cannot, its fallback hides that for a while. */
  async function expectAutoscalerReadsLag(): Promise<void> {
    const { objects } = await scram.cluster();
    const name = { group: "keda.sh", version: "v1alpha1", plural: "scaledobjects", name: processorName };
    const read = async () => {
      const object: unknown = await objects.getNamespacedCustomObject({ ...name, namespace: scram.namespace });
      const { conditions, health } = scaledObject.parse(object).status;
      return {
        fallback: conditions.find(({ type }) => type === "Fallback")?.status,
        triggers: Object.values(health).map(({ status }) => status),
      };
    };
    const wanted = { fallback: "False", triggers: ["Happy"] };
    let said = await read();
    // It asks every few seconds, and a login of a moment ago may have failed.
    for (const deadline = Date.now() + minutes(1); Date.now() < deadline && !isDeepStrictEqual(said, wanted);) {
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      said = await read();
    }
    expect(said).toEqual(wanted);
  }

  test(
    "pulumi up deploys the stack, and its state shows no secret",
    async () => {
      configure();
      await deploy();
      const { core } = await scram.cluster();
      firstPassword = await credential("password");
      expect(firstPassword.length).toBeGreaterThanOrEqual(32);
      // The file itself: an export would be decrypted.
      const folder = (scram.tools.environment["PULUMI_BACKEND_URL"] ?? "").replace("file://", "");
      const state = readFileSync(path.join(folder, ".pulumi", "stacks", "acm", `${scram.name}.json`), "utf8");
      expect(state).toContain("kafka-identity-2");
      const pods = JSON.stringify(await core.listNamespacedPod({ namespace: scram.namespace }));
      const maps = JSON.stringify(await core.listNamespacedConfigMap({ namespace: scram.namespace }));
      // Brokers write their settings there.
      const log = await core.readNamespacedPodLog({ namespace: scram.namespace, name: "kafka-0" });
      expect(log).toContain("ssl.keystore.key = [hidden]");
      for (const text of [state, pods, maps, log]) {
        expect(text.includes(firstPassword)).toBe(false);
        expect(text.includes(Buffer.from(firstPassword).toString("base64"))).toBe(false);
        expect(text.includes("PRIVATE KEY")).toBe(false);
      }
      const { result } = await deploy();
      expect(Object.keys(result.summary.resourceChanges ?? {})).toEqual(["same"]);
    },
    minutes(6),
  );

  test(
    `${events} events are enriched once each, and lag is seen`,
    async () => {
      const record = await runScenario(load(events), await scram.context());
      expect(record.problems).toEqual([]);
      expect(record.verification).toMatchObject({ enriched: events * 0.99, lost: 0, writtenTwice: 0, foreign: 0 });
      expect(record.lag.peak).toBeGreaterThan(0);
      expect(record.maxReadyReplicas).toBeGreaterThanOrEqual(replicas);
      await expectAutoscalerReadsLag();
    },
    minutes(5),
  );

  const login = { kind: "scram", mechanism: "scram-sha-512", credentialsDirectory: "/etc/kafka-credentials" };

  test(
    "a client is refused without TLS, without a known password, and when it does not know the authority itself",
    async () => {
      const ca = await credential("ca.crt");
      const wrong = { username: "acm-1", password: "not the password" };
      const [plain, password, stranger] = await Promise.all([
        intrude(scram, { name: "intruder-plaintext", security: { kind: "plaintext" }, credentials: {} }),
        intrude(scram, { name: "intruder-password", security: login, credentials: { ...wrong, "ca.crt": ca } }),
        intrude(scram, { name: "intruder-stranger", security: login, credentials: wrong }),
      ]);
      expect(plain).toMatch(/^Failed/);
      expect(password).toMatch(/^Failed[^]*Authentication failed|^Failed[^]*SCRAM/i);
      expect(stranger).toMatch(/^Failed[^]*certificate/);
    },
    minutes(2),
  );

  test(
    "a new password and new certificates by pulumi up under load lose nothing and repeat nothing",
    async () => {
      const rotate = async () => {
        for (const step of rotation.steps) {
          configure(step);
          await deploy();
        }
      };
      const settings = { ...load(rotation.events), rate: rotation.rate, disturb: rotate };
      const record = await runScenario(settings, await scram.context());
      expect(record.problems).toEqual([]);
      expect(record.verification).toMatchObject({ enriched: rotation.events * 0.99, lost: 0, writtenTwice: 0 });

      const { core, apps } = await scram.cluster();
      const { items } = await core.listNamespacedSecret({ namespace: scram.namespace });
      const names = items.map(({ metadata }) => metadata?.name ?? "");
      expect(names.filter((name) => name.startsWith("kafka-user"))).toEqual(["kafka-user-2"]);
      const brokers = await apps.readNamespacedStatefulSet({ namespace: scram.namespace, name: "kafka" });
      expect(brokers.status).toMatchObject({ readyReplicas: 3, updatedReplicas: 3 });
      const properties = await core.readNamespacedConfigMap({ namespace: scram.namespace, name: "kafka-config" });
      expect(properties.data?.["server.properties"]).toContain("/2:broker.pem");
      await expectAutoscalerReadsLag();
    },
    minutes(8),
  );

  test(
    "the old password is of no use any more",
    async () => {
      const credentials = { username: "acm-1", password: firstPassword, "ca.crt": await credential("ca.crt") };
      const answer = await intrude(scram, { name: "intruder-retired", security: login, credentials });
      expect(answer).toMatch(/^Failed[^]*Authentication failed|^Failed[^]*SCRAM/i);
    },
    minutes(1),
  );

  test(
    "destroy empties the namespace and removes it",
    async () => {
      expect(await scram.destroy()).not.toContain(scram.namespace);
    },
    minutes(5),
  );
});
