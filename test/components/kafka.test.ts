import { Kafka } from "../../components/kafka";
import { clusterId, serverProperties } from "../../components/kafka-properties";
import { parseStackConfiguration } from "../../config/load";
import { recordProgram, resource } from "../support/recording";

const { kafka } = parseStackConfiguration({ target: "onprem" });
const kraft = { ...kafka, mode: "kraft" as const };

function settings(text: string): Record<string, string> {
  return Object.fromEntries(
    text
      .split("\n")
      .filter(Boolean)
      .map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]),
  );
}

describe("server.properties", () => {
  const withZookeeper = settings(serverProperties({ namespace: "acm", kafka, zookeeperConnect: "zookeeper-0:2181" }));
  const withKraft = settings(serverProperties({ namespace: "acm", kafka: kraft }));

  test.each([
    ["ZooKeeper", withZookeeper],
    ["KRaft", withKraft],
  ])("never loses an acknowledged event (%s)", (_, properties) => {
    expect(properties).toMatchObject({
      "default.replication.factor": "3",
      "min.insync.replicas": "2",
      "unclean.leader.election.enable": "false",
      "auto.create.topics.enable": "false",
      "offsets.topic.replication.factor": "3",
      "transaction.state.log.replication.factor": "3",
      "transaction.state.log.min.isr": "2",
    });
  });
  test("leaves id and advertised listener to the pod", () => {
    for (const key of ["broker.id", "node.id", "advertised.listeners"]) {
      expect(withZookeeper).not.toHaveProperty([key]);
      expect(withKraft).not.toHaveProperty([key]);
    }
  });
  test("KRaft: every broker votes, and nothing points to ZooKeeper", () => {
    expect(withKraft["controller.quorum.voters"]).toBe(
      [0, 1, 2].map((id) => `${id}@kafka-${id}.kafka-headless.acm.svc.cluster.local:9093`).join(","),
    );
    expect(withKraft).not.toHaveProperty(["zookeeper.connect"]);
  });
  test("ZooKeeper mode without its addresses is a mistake of the caller", () => {
    expect(() => serverProperties({ namespace: "acm", kafka })).toThrow("needs the addresses of ZooKeeper");
  });
});

test("the cluster id is 16 bytes in URL-safe base64 and differs between namespaces", () => {
  expect(Buffer.from(clusterId("acm"), "base64url")).toHaveLength(16);
  expect(clusterId("acm")).not.toBe(clusterId("acm-2"));
});

describe.each([false, true])("the brokers (preview: %s)", (preview) => {
  const record = (mode: "zookeeper" | "kraft") =>
    recordProgram(
      () =>
        new Kafka("kafka", {
          namespace: "acm",
          image: "acm/kafka:1",
          version: "2.8.1",
          kafka: { ...kafka, mode },
          ...(mode === "zookeeper" ? { zookeeperConnect: "zookeeper-0:2181" } : {}),
        }),
      { preview },
    );

  test("advertise the name of their pod, which outlives its address", async () => {
    const { spec } = resource(await record("zookeeper"), "kubernetes:apps/v1:StatefulSet", "kafka-brokers").inputs;
    const command = spec.template.spec.containers[0].command.join(" ");
    expect(command).toContain('"$HOSTNAME.kafka-headless.$NAMESPACE.svc.cluster.local"');
    expect(command).not.toContain("StorageTool");
    expect(spec.replicas).toBe(3);
  });
  test("format their volume once in KRaft mode, with an id that may begin with a hyphen", async () => {
    const { spec } = resource(await record("kraft"), "kubernetes:apps/v1:StatefulSet", "kafka-brokers").inputs;
    const [container] = spec.template.spec.containers;
    expect(container.command[2]).toMatch(
      /\[ -f \/var\/lib\/kafka\/data\/meta\.properties \] \|\| java .*StorageTool format --cluster-id="\$CLUSTER_ID"/,
    );
    expect(container.env).toContainEqual({ name: "CLUSTER_ID", value: clusterId("acm") });
  });
  test("are found at kafka-cluster:9092", async () => {
    const { metadata, spec } = resource(await record("kraft"), "kubernetes:core/v1:Service", "kafka-bootstrap").inputs;
    expect(metadata.name).toBe("kafka-cluster");
    expect(spec.ports).toEqual([{ name: "kafka", port: 9092 }]);
  });
});
