import { AcmStack } from "../../components/acm-stack";
import { parseStackConfiguration } from "../../config/load";
import { costParameters, stackOutputs } from "../../outputs";
import { createTarget } from "../../targets/onprem";
import { podTemplates, recordProgram, type RecordedResource, resource } from "../support/recording";

interface Options {
  readonly preview?: boolean;
  readonly operatorFiles?: Record<string, string>;
}

async function deploy(change: object = {}, { preview = false, operatorFiles }: Options = {}) {
  const configuration = parseStackConfiguration({ target: "onprem", ...change });
  let stack: AcmStack | undefined;
  const resources = await recordProgram(
    () => {
      const target = createTarget(configuration);
      stack = new AcmStack(
        "acm",
        {
          configuration,
          target,
          rules: "{}",
          grafanaAdminPassword: "secret",
          ...(operatorFiles === undefined ? {} : { operatorFiles }),
        },
        { providers: { kubernetes: target.provider } },
      );
    },
    { preview },
  );
  if (stack === undefined) throw new Error("the program did not run");
  return { resources, stack };
}

const count = (resources: readonly RecordedResource[], type: string) =>
  resources.filter((each) => each.type === type).length;

describe.each([false, true])("the default stack (preview: %s)", (preview) => {
  let resources: RecordedResource[];
  let stack: AcmStack;
  beforeAll(async () => ({ resources, stack } = await deploy({}, { preview })));

  test("has the parts of the thesis' chapter 6", () => {
    expect(count(resources, "kubernetes:apps/v1:StatefulSet")).toBe(3);
    expect(count(resources, "kubernetes:apps/v1:Deployment")).toBe(3);
    expect(count(resources, "kubernetes:keda.sh/v1alpha1:ScaledObject")).toBe(1);
    expect(count(resources, "kubernetes:batch/v1:Job")).toBe(1);
  });
  test("enforces the restricted Pod Security level", () => {
    const { metadata } = resource(resources, "kubernetes:core/v1:Namespace", "acm-namespace").inputs;
    expect(metadata.labels["pod-security.kubernetes.io/enforce"]).toBe("restricted");
  });
  test.each(["container", "pod"])("every %s meets it", (what) => {
    const templates = podTemplates(resources);
    expect(templates).toHaveLength(7);
    for (const { template } of templates) {
      const { securityContext, containers, automountServiceAccountToken } = template.spec;
      if (what === "pod") {
        expect(securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } });
        expect(automountServiceAccountToken).toBe(false);
      } else {
        for (const container of containers) {
          expect(container.securityContext).toEqual({
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
          });
        }
      }
    }
  });
  test("every container has requests, limits and a pinned image", () => {
    for (const { template } of podTemplates(resources)) {
      for (const { resources: asked, image } of template.spec.containers) {
        expect(asked).toMatchObject({
          requests: { cpu: expect.any(String), memory: expect.any(String) },
          limits: { cpu: expect.any(String), memory: expect.any(String) },
        });
        expect(image).toMatch(/:[\w.-]+$/);
        expect(image).not.toMatch(/:latest$/);
      }
    }
  });
  test("every object carries the conventional labels", () => {
    for (const { type, inputs, name } of resources) {
      if (!type.startsWith("kubernetes:") || inputs.metadata === undefined) continue;
      expect([name, inputs.metadata.labels?.["app.kubernetes.io/part-of"]]).toEqual([name, "acm"]);
    }
  });
  test("a scaled workload does not state its replicas", () => {
    const { spec } = resource(resources, "kubernetes:apps/v1:StatefulSet", "event-stream-processor-replicas").inputs;
    expect(spec).not.toHaveProperty("replicas");
    expect(spec.podManagementPolicy).toBe("Parallel");
  });
  test("cost parameters are plain and complete, also before anything exists", () => {
    expect(costParameters.parse(stack.outputs.costParameters)).toMatchObject({
      kafka: { version: "2.8.1", brokers: 3, zookeeperServers: 3, storageGibPerBroker: 20 },
      processor: { replicas: { min: 1, max: 3 } },
    });
  });
  test("the password is nowhere but in its Secret", () => {
    const holders = resources.filter(({ inputs }) => JSON.stringify(inputs).includes('"secret"'));
    expect(holders.map(({ type }) => type)).toEqual(["kubernetes:core/v1:Secret"]);
  });
});

describe.each([false, true])("a private registry (preview: %s)", (preview) => {
  test("its credentials are a Secret, which every pod's account names", async () => {
    const configuration = parseStackConfiguration({
      target: "onprem",
      grafana: { enabled: false },
      // Brings a pod with an account of its own.
      autoscaler: { kind: "hpa" },
    });
    const resources = await recordProgram(
      () => {
        const target = createTarget(configuration);
        new AcmStack(
          "acm",
          { configuration, target, rules: "{}", registryCredentials: '{"auths":{}}' },
          { providers: { kubernetes: target.provider } },
        );
      },
      { preview },
    );
    const account = resource(
      resources,
      "kubernetes:core/v1:ServiceAccountPatch",
      "registry-credentials-default-account",
    ).inputs;
    expect(account.metadata).toMatchObject({ name: "default", namespace: "acm" });
    expect(account.imagePullSecrets).toEqual([{ name: "registry-credentials" }]);
    const holders = resources.filter(({ inputs }) => JSON.stringify(inputs).includes("auths"));
    expect(holders.map(({ type }) => type)).toEqual(["kubernetes:core/v1:Secret"]);
    const own = resource(resources, "kubernetes:core/v1:ServiceAccount", "prometheus-adapter-rights-account").inputs;
    expect(own.imagePullSecrets).toEqual(account.imagePullSecrets);
    const accounts = podTemplates(resources).map(({ template }) => template.spec.serviceAccountName ?? "default");
    expect(new Set(accounts)).toEqual(new Set(["default", "prometheus-adapter"]));
  });
});

test("brokers and ZooKeeper servers keep apart where that is required", async () => {
  const { resources } = await deploy({ cluster: { antiAffinity: "required" } });
  for (const part of ["kafka-brokers", "zookeeper-servers"]) {
    const { spec } = resource(resources, "kubernetes:apps/v1:StatefulSet", part).inputs;
    expect(spec.template.spec.affinity.podAntiAffinity).toHaveProperty(
      "requiredDuringSchedulingIgnoredDuringExecution",
    );
  }
});

test("public images come from where the site mirrors them", async () => {
  const grafana = "mirror.example.com/grafana:11.6.0";
  const { resources } = await deploy({ publicImages: { grafana } });
  expect(JSON.stringify(resource(resources, "kubernetes:apps/v1:Deployment", "grafana-deployment").inputs)).toContain(
    grafana,
  );
});

test("the outputs follow their schema", async () => {
  const { stack } = await deploy({ cluster: { ingressDomain: "example.com" }, processor: { deadLetter: true } });
  const endpoints = await new Promise((resolve) =>
    (stack.outputs.endpoints as { apply(f: (v: unknown) => void): void }).apply(resolve),
  );
  const outputs = stackOutputs.parse({ ...stack.outputs, endpoints });
  expect(outputs.endpoints).toMatchObject({
    kafka: ["kafka-cluster.acm.svc.cluster.local:9092"],
    prometheusIngress: "http://acm-prometheus.example.com",
    grafanaIngress: "http://acm-grafana.example.com",
  });
  expect(outputs.topics.deadLetter).toBe("dead-letter-events");
});

describe("variants", () => {
  test("KRaft has no ZooKeeper and runs Kafka 3.9", async () => {
    const { resources } = await deploy({ kafka: { mode: "kraft" } });
    expect(count(resources, "acm:kafka:Zookeeper")).toBe(0);
    const { spec } = resource(resources, "kubernetes:apps/v1:StatefulSet", "kafka-brokers").inputs;
    expect(spec.template.spec.containers[0].image).toMatch(/^acm\/kafka:3\.9\./);
  });
  test("without an autoscaler the replicas are stated", async () => {
    const { resources } = await deploy({ autoscaler: { kind: "none", replicas: 2 } });
    expect(
      resource(resources, "kubernetes:apps/v1:StatefulSet", "event-stream-processor-replicas").inputs.spec.replicas,
    ).toBe(2);
    expect(count(resources, "kubernetes:keda.sh/v1alpha1:ScaledObject")).toBe(0);
  });
  test("a tenant's namespace is used, not made", async () => {
    const { resources } = await deploy({ createNamespace: false, namespace: "tenant" });
    expect(count(resources, "kubernetes:core/v1:Namespace")).toBe(0);
    for (const { inputs } of resources.filter(({ type }) => type.startsWith("kubernetes:apps"))) {
      expect(inputs.metadata.namespace).toBe("tenant");
    }
  });
  test("our images come from the registry that the stack file names, public ones from their own", async () => {
    const { resources } = await deploy({ imageRegistry: "registry.example.com/acm" });
    const images = podTemplates(resources).map(({ template }) => template.spec.containers[0].image as string);
    expect(images.filter((image) => image.startsWith("registry.example.com/acm/acm/"))).toHaveLength(4);
  });
  test("the operator's own processor gets its files, and the daemon beside it", async () => {
    const { resources } = await deploy(
      {
        processor: { image: "registry.example.com/esp:6.6.1", configDirectory: "x", configMountPath: "/opt/oms/conf" },
        omsDaemon: { image: "registry.example.com/oms:1" },
      },
      { operatorFiles: { "domain.xml": "<domain/>" } },
    );
    const configMap = resource(resources, "kubernetes:core/v1:ConfigMap", "event-stream-processor-config").inputs;
    expect(configMap.data).toEqual({ "domain.xml": "<domain/>" });
    for (const { name, template } of podTemplates(resources).filter(({ name }) => /processor|oms/.test(name))) {
      const [container] = template.spec.containers;
      expect([name, container.volumeMounts[0].mountPath]).toEqual([name, "/opt/oms/conf"]);
      // An image that we do not know answers no health questions of ours.
      expect(container).not.toHaveProperty("livenessProbe");
      // Both restart with a changed file: neither is known to read it again.
      expect([name, template.metadata.annotations]).toEqual([name, { "checksum/config": expect.any(String) }]);
    }
  });
  test("changing the partitions touches the topics and nothing else", async () => {
    const [before, after] = [await deploy(), await deploy({ topics: { raw: { partitions: 8 } } })];
    const changed = after.resources.filter(
      ({ type, name, inputs }) =>
        JSON.stringify(inputs) !== JSON.stringify(resource(before.resources, type, name).inputs),
    );
    expect(changed.map(({ name }) => name)).toEqual(["kafka-topics-config", "kafka-topics-job"]);
  });
});

test("every Kubernetes object is made by the target's provider, none by whatever kubeconfig is the default", async () => {
  const { resources } = await deploy();
  const objects = resources.filter(({ type }) => type.startsWith("kubernetes:"));
  expect(objects.map(({ provider }) => provider)).toEqual(objects.map(() => "kubernetes"));
});
