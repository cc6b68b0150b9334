import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parseStackConfiguration } from "../../config/load";
import type { StackConfiguration } from "../../config/schema";
import { kafkaConnection } from "../../kafka-client/connection";
import { costParameters } from "../../outputs";
import { loadTarget } from "../../targets";
import type { KafkaService, Target } from "../../targets/target";
import { recordProgram, type RecordedResource } from "../support/recording";

/** The least that a stack file says for each target. A new target adds its line here and passes everything below. */
const smallest: Readonly<Record<string, object>> = {
  onprem: {},
  aws: { aws: { region: "us-east-1", owner: "team", costCentre: "1" } },
};

const folder = path.join(__dirname, "..", "..", "targets");
/** Files in targets/ that are a target, by what they export. */
const targets = readdirSync(folder)
  .filter(
    (file) =>
      file.endsWith(".ts") && /export function createTarget\b/.test(readFileSync(path.join(folder, file), "utf8")),
  )
  .map((file) => path.basename(file, ".ts"));

test("every target is in the configuration, and loaded only when it is used", () => {
  expect(targets.sort()).toEqual(Object.keys(smallest).sort());
  const index = readFileSync(path.join(folder, "index.ts"), "utf8");
  for (const name of targets) {
    expect(index).toContain(`await import("./${name}")`);
    expect(index).not.toMatch(new RegExp(`from "\\./${name}"`));
  }
});

interface Made {
  readonly configuration: StackConfiguration;
  readonly target: Target;
  readonly kafka: KafkaService;
  readonly resources: RecordedResource[];
  readonly connection: unknown;
}

async function make(name: string, preview: boolean): Promise<Made> {
  const configuration = parseStackConfiguration({ target: name, ...smallest[name] });
  let target: Target | undefined;
  let kafka: KafkaService | undefined;
  let connection: unknown;
  const chosen = await loadTarget(configuration);
  const resources = await recordProgram(
    () => {
      target = chosen.create();
      const parent = new pulumi.ComponentResource(
        "test:index:Stack",
        "stack",
        {},
        { providers: { kubernetes: target.provider } },
      );
      kafka = target.kafka("kafka", { namespace: "acm" }, { parent });
      kafka.connection.apply((known) => (connection = known));
    },
    { preview },
  );
  if (target === undefined || kafka === undefined) throw new Error("the target was not made");
  return { configuration, target, kafka, resources, connection };
}

describe.each(targets.flatMap((name) => [false, true].map((preview) => ({ name, preview }))))(
  "target $name (preview: $preview)",
  ({ name, preview }) => {
    let made: Made;
    beforeAll(async () => (made = await make(name, preview)));

    test("is called what the stack file calls it", () => expect(made.target.name).toBe(name));
    test("makes one Kubernetes provider, and every Kubernetes object with it", () => {
      const providers = made.resources.filter(({ type }) => type === "pulumi:providers:kubernetes");
      expect(providers.map((each) => each.name)).toEqual(["kubernetes"]);
      const objects = made.resources.filter(({ type }) => type.startsWith("kubernetes:"));
      expect(objects.filter(({ provider }) => provider !== "kubernetes")).toEqual([]);
    });
    test("objects are applied on the server, and a killed update is gone on with", () => {
      const provider = made.resources.find(({ type }) => type === "pulumi:providers:kubernetes");
      expect(provider?.inputs).toMatchObject({ enableServerSideApply: "true", upsertExistingObjects: "true" });
    });
    test("its nodes, network and Kafka are plain numbers before anything exists", () => {
      const { shape } = costParameters;
      expect(() => shape.nodes.parse(made.target.nodes)).not.toThrow();
      expect(() => shape.network.parse(made.target.network)).not.toThrow();
      const { capacity } = made.kafka;
      for (const value of Object.values(capacity)) expect(["number", "string"]).toContain(typeof value);
      expect(capacity.brokers).toBe(made.configuration.kafka.brokers);
    });
    test("clients can connect as the connection says, and the connection holds no secret", () => {
      if (preview && made.connection === undefined) return;
      const { security, clientVersion } = kafkaConnection.parse(made.connection);
      expect(made.kafka.credentials !== undefined).toBe(security.kind === "scram");
      expect(clientVersion.startsWith(made.kafka.version.split(".").slice(0, 2).join("."))).toBe(true);
    });
    test("Kafka is a child of the stack", () => {
      const kafka = made.resources.find((each) => each.name === "kafka" && each.type.startsWith("acm:"));
      expect(kafka?.parent).toBe("stack");
      expect(made.kafka.ready.length).toBeGreaterThan(0);
    });
  },
);
