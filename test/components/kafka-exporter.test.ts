import { exporterArguments, KafkaExporter } from "../../components/kafka-exporter";
import type { KafkaConnection } from "../../kafka-client/connection";
import { recordProgram, resource } from "../support/recording";

const connection: KafkaConnection = {
  bootstrapServers: ["kafka-cluster.acm.svc.cluster.local:9092"],
  security: { kind: "plaintext" },
  clientVersion: "2.8.1",
};

describe("exporterArguments", () => {
  test("each bootstrap server is a flag of its own", () => {
    const servers = ["a.example.com:9092", "b.example.com:9092"];
    expect(exporterArguments({ ...connection, bootstrapServers: servers })).toEqual(
      expect.arrayContaining(["--kafka.server=a.example.com:9092", "--kafka.server=b.example.com:9092"]),
    );
  });

  // Its default, 2.0.0, is refused by Kafka 4.
  test("the protocol version is that of the connection", () => {
    expect(exporterArguments({ ...connection, clientVersion: "3.9.1" })).toContain("--kafka.version=3.9.1");
  });

  test("it listens where Prometheus and the thesis expect it", () => {
    expect(exporterArguments(connection)).toContain("--web.listen-address=:9308");
  });
});

describe.each([{ preview: false }, { preview: true }])("KafkaExporter, $preview", (mode) => {
  const program = () =>
    void new KafkaExporter(
      "kafka-exporter",
      {
        namespace: "acm",
        image: "danielqsj/kafka-exporter:v1.9.0",
        connection,
        resources: { cpu: "50m", memory: "64Mi", cpuLimit: "200m" },
      },
      {},
    );

  test("one pod with the arguments of the connection, behind the service that Prometheus scrapes", async () => {
    const resources = await recordProgram(program, mode);
    const { inputs } = resource(resources, "kubernetes:apps/v1:Deployment", "kafka-exporter-deployment");
    expect(inputs.metadata).toMatchObject({ name: "kafka-exporter", namespace: "acm" });
    expect(inputs.spec.replicas).toBe(1);
    const [container] = inputs.spec.template.spec.containers;
    expect(container.args).toEqual(exporterArguments(connection));
    expect(container.resources).toEqual({
      requests: { cpu: "50m", memory: "64Mi" },
      limits: { cpu: "200m", memory: "64Mi" },
    });
    const service = resource(resources, "kubernetes:core/v1:Service", "kafka-exporter-service").inputs;
    expect(service.metadata.name).toBe("kafka-exporter");
    expect(service.spec.ports).toEqual([{ name: "metrics", port: 9308, targetPort: "metrics" }]);
    expect(service.spec.selector).toEqual(inputs.spec.selector.matchLabels);
    expect(inputs.spec.template.metadata.labels).toMatchObject(inputs.spec.selector.matchLabels);
  });

  test("the pod is allowed at the security level restricted", async () => {
    const resources = await recordProgram(program, mode);
    const { spec } = resource(resources, "kubernetes:apps/v1:Deployment", "kafka-exporter-deployment").inputs.spec
      .template;
    expect(spec.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 65534 });
    expect(spec.containers[0].securityContext).toMatchObject({
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
    });
    expect(spec.automountServiceAccountToken).toBe(false);
  });

  test("children belong to the component", async () => {
    const resources = await recordProgram(program, mode);
    const children = resources.filter(({ type }) => type.startsWith("kubernetes:"));
    expect(children).toHaveLength(2);
    for (const { parent } of children) expect(parent).toBe("kafka-exporter");
  });
});
