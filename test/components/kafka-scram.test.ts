import * as pulumi from "@pulumi/pulumi";
import { expiryWarning, trustedGenerations } from "../../components/kafka-authority";
import { createIdentity } from "../../components/certificates";
import { advertisedListeners, deployedSecurity, listenerSettings } from "../../components/kafka-listeners";
import { serverProperties } from "../../components/kafka-properties";
import { parseStackConfiguration } from "../../config/load";
import type { OnPremisesConfiguration } from "../../config/schema";
import { createTarget } from "../../targets/onprem";
import { podTemplates, recordProgram, resource, type RecordedResource } from "../support/recording";

function configuration(kafka: object): OnPremisesConfiguration {
  const parsed = parseStackConfiguration({ target: "onprem", grafana: { enabled: false }, kafka });
  if (parsed.target !== "onprem") throw new TypeError("not on premises");
  return parsed;
}

const scram = (further: object = {}) => configuration({ security: "scram", ...further });

/** The in-cluster Kafka of a configuration, with one client. */
function record(settings: OnPremisesConfiguration, preview: boolean): Promise<RecordedResource[]> {
  return recordProgram(
    () => {
      const kafka = createTarget(settings).kafka("kafka", { namespace: "acm" }, {});
      kafka.clientsChanged?.([new pulumi.ComponentResource("test:index:Client", "client")]);
    },
    { preview },
  );
}

const named = (resources: readonly RecordedResource[], type: string) =>
  resources.filter((each) => each.type === type).map(({ name }) => name);
const secretType = "kubernetes:core/v1:Secret";
const jobType = "kubernetes:batch/v1:Job";

describe("listeners", () => {
  const properties = (kafka: object) => listenerSettings(scram(kafka).kafka);

  test.each(["kraft", "zookeeper"] as const)("let nobody in without TLS (%s)", (mode) => {
    const map = properties({ mode })["listener.security.protocol.map"] ?? "";
    expect(map.split(",").map((entry) => entry.split(":")[1])).not.toContain("PLAINTEXT");
  });
  test("ask clients for a password, and brokers and controllers for a certificate", () => {
    expect(properties({ mode: "kraft" })).toMatchObject({
      "listener.security.protocol.map": "CLIENT:SASL_SSL,INTERNAL:SSL,CONTROLLER:SSL",
      "sasl.enabled.mechanisms": "SCRAM-SHA-512",
      "inter.broker.listener.name": "INTERNAL",
      "listener.name.internal.ssl.client.auth": "required",
      "listener.name.controller.ssl.client.auth": "required",
    });
  });
  test.each(["kraft", "zookeeper"] as const)(
    "take the key as a value, which Kafka 2.8 takes unencrypted (%s)",
    (mode) => {
      const settings = properties({ mode, authorityGeneration: 3 });
      // KAFKA-12703: with a key store file, Kafka 2.8.1 ends at its start with "key password is not specified".
      expect(settings["ssl.keystore.location"]).toBeUndefined();
      expect(settings).toMatchObject({
        "config.providers": "directory",
        "ssl.keystore.key": "${directory:/etc/kafka-tls/3:broker.pem}",
        "ssl.keystore.certificate.chain": "${directory:/etc/kafka-tls/3:broker.pem}",
      });
    },
  );
  test("the controllers' is not told to clients", () => {
    expect(advertisedListeners(scram({ mode: "kraft" }).kafka, "h")).toBe("CLIENT://h:9092,INTERNAL://h:9094");
    expect(advertisedListeners(configuration({}).kafka, "h")).toBe("PLAINTEXT://h:9092");
  });
  test("of the running stack are known again", () => {
    const text = (kafka: object) =>
      serverProperties({ namespace: "acm", kafka: configuration(kafka).kafka, zookeeperConnect: "z:2181" });
    expect(deployedSecurity(text({}))).toEqual({ security: "plaintext", authorityGeneration: 1 });
    expect(deployedSecurity(text({ security: "scram", authorityGeneration: 12 }))).toEqual({
      security: "scram",
      authorityGeneration: 12,
    });
    // As brokers were told until the key became a value.
    expect(deployedSecurity("ssl.keystore.type=PEM\nssl.keystore.location=/etc/kafka-tls/2/broker.pem\n")).toEqual({
      security: "scram",
      authorityGeneration: 2,
    });
  });
});

describe("certificates", () => {
  test("each generation trusts its neighbours, so that both sides of a change understand each other", () => {
    expect([1, 2, 5].map(trustedGenerations)).toEqual([
      [1, 2],
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });
  test("that end soon are said to, with what to do", async () => {
    const identity = await createIdentity({
      name: "kafka",
      hosts: ["h"],
      validFrom: new Date("2026-01-01T00:00:00Z"),
      validYears: 1,
    });
    expect(expiryWarning(identity.authority, Date.parse("2026-02-01"))).toBeUndefined();
    expect(expiryWarning(identity.authority, Date.parse("2026-11-01"))).toMatch(
      /ends on 2027-01-01.*authorityGeneration by one/s,
    );
  });
});

describe.each([false, true])("in-cluster Kafka with scram (preview: %s)", (preview) => {
  test("plaintext has neither certificates nor users", async () => {
    const resources = await record(configuration({}), preview);
    expect(named(resources, secretType)).toEqual([]);
    expect(named(resources, jobType)).toEqual([]);
  });
  test.each(["kraft", "zookeeper"] as const)("makes a user before there are clients (%s)", async (mode) => {
    const resources = await record(scram({ mode }), preview);
    expect(named(resources, secretType).sort()).toEqual([
      "kafka-authority-1",
      "kafka-authority-2",
      "kafka-user-1",
      "kafka-user-for-pods",
    ]);
    // The first user has no predecessor to remove.
    expect(named(resources, jobType)).toEqual(["kafka-user-user-job"]);
    expect(resource(resources, secretType, "kafka-user-for-pods").dependencies).toContain("kafka-user-user-job");
    expect(resource(resources, "acm:kafka:KafkaUser", "kafka-user").dependencies).toContain("kafka-brokers");
    const policies = named(resources, "kubernetes:networking.k8s.io/v1:NetworkPolicy");
    expect(policies).toEqual(mode === "zookeeper" ? ["zookeeper-clients"] : []);
  });
  test("no secret stands in a pod's command, environment or configuration", async () => {
    const resources = await record(scram({ mode: "kraft" }), preview);
    const data = named(resources, secretType).flatMap((name) => {
      const { inputs } = resource(resources, secretType, name);
      // How Pulumi's protocol wraps a secret.
      const plain = (wrapped: { value?: object } | undefined) => Object.values(wrapped?.value ?? {}) as string[];
      return [...plain(inputs.data).map((text) => Buffer.from(text, "base64").toString()), ...plain(inputs.stringData)];
    });
    expect(data.filter((text) => text.includes("PRIVATE KEY"))).toHaveLength(2);
    const elsewhere = JSON.stringify(resources.filter(({ type }) => type !== secretType));
    const hidden = data.filter((text) => text !== "acm-1" && !text.startsWith("-----BEGIN CERTIFICATE"));
    expect(hidden.length).toBeGreaterThanOrEqual(4);
    for (const text of hidden) {
      expect(elsewhere.includes(JSON.stringify(text).slice(1, -1))).toBe(false);
      expect(elsewhere.includes(Buffer.from(text).toString("base64"))).toBe(false);
    }
  });
  test("brokers mount the certificates that they trust; another generation is another pod template", async () => {
    const sources = async (authorityGeneration: number) => {
      const resources = await record(scram({ mode: "kraft", authorityGeneration }), preview);
      const brokers = podTemplates(resources).find(({ name }) => name === "kafka-brokers");
      const volume = brokers?.template.spec.volumes.find(({ name }: { name: string }) => name === "tls");
      return volume.projected.sources.map(({ secret }: { secret: { name: string } }) => secret.name);
    };
    expect(await sources(1)).toEqual(["kafka-identity-1", "kafka-identity-2"]);
    expect(await sources(2)).toEqual(["kafka-identity-1", "kafka-identity-2", "kafka-identity-3"]);
  });
  test("a new password is a new user; the old one goes after the clients have changed", async () => {
    const resources = await record(scram({ credentialsGeneration: 2 }), preview);
    expect(named(resources, secretType)).toContain("kafka-user-2");
    const retire = resource(resources, jobType, "kafka-user-retire-job");
    expect(retire.inputs.spec.template.spec.containers[0].command[2]).toContain('"$user" != acm-2');
  });
});

describe("the stack file", () => {
  test.each(["credentialsGeneration", "authorityGeneration"])("says nothing of %s without scram", (field) => {
    expect(() => configuration({ [field]: 2 })).toThrow(new RegExp(`kafka\\.${field}.*scram`, "s"));
  });
});
