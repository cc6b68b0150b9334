import { parse } from "yaml";
import { horizontalPodAutoscalerSpec } from "../../components/hpa-autoscaler";
import { PrometheusAdapter } from "../../components/prometheus-adapter";
import { prometheusAdapterArguments, prometheusAdapterConfig } from "../../components/prometheus-adapter-config";
import { stackScrapeJobs } from "../../components/prometheus-config";
import { scrapeJobs } from "../../components/scrape-jobs";
import { parseStackConfiguration } from "../../config/load";
import type { HpaConfiguration } from "../../config/schema";
import { podTemplates, recordProgram, resource, type RecordedResource } from "../support/recording";

const configuration = parseStackConfiguration({ target: "onprem", autoscaler: { kind: "hpa" } });
const autoscaler = configuration.autoscaler as HpaConfiguration;

describe("the HorizontalPodAutoscaler", () => {
  const spec = horizontalPodAutoscalerSpec({
    statefulSetName: "event-stream-processor",
    topic: "raw-events",
    consumerGroup: "event-stream-prc",
    autoscaler,
  });

  test("has the thesis' values, with KEDA's meaning: lag a replica", () => {
    expect(spec).toMatchObject({ minReplicas: 1, maxReplicas: 3 });
    expect(spec.metrics[0]).toEqual({
      type: "Object",
      object: {
        describedObject: { apiVersion: "v1", kind: "Service", name: "kafka-exporter" },
        metric: {
          name: "kafka_consumergroup_lag",
          selector: { matchLabels: { consumergroup: "event-stream-prc", topic: "raw-events" } },
        },
        target: { type: "AverageValue", averageValue: "100" },
      },
    });
  });
  test("goes by CPU and memory too, which is all that is left without Prometheus", () => {
    expect(spec.metrics.slice(1)).toEqual(
      Object.entries({ cpu: 80, memory: 90 }).map(([name, averageUtilization]) => ({
        type: "Resource",
        resource: { name, target: { type: "Utilization", averageUtilization } },
      })),
    );
  });
});

describe("the adapter's configuration", () => {
  const config = parse(prometheusAdapterConfig("acm")) as { rules: Record<string, unknown>[] };

  test("serves custom metrics only: neither what metrics-server owns nor what KEDA owns", () => {
    expect(Object.keys(config)).toEqual(["rules"]);
  });
  test("finds the lag of its own namespace by the labels that the exporter's scrape job gives", () => {
    const [exporter, processor] = scrapeJobs(configuration, []);
    expect(exporter).toMatchObject({ labels: { namespace: "acm", service: "kafka-exporter" } });
    expect(processor).not.toHaveProperty("labels");
    expect(config.rules).toHaveLength(1);
    expect(config.rules[0]?.["seriesQuery"]).toBe('kafka_consumergroup_lag{namespace="acm",service="kafka-exporter"}');
  });
  test("counts a partition without a committed offset as nothing", () => {
    expect(config.rules[0]?.["metricsQuery"]).toContain("clamp_min(");
  });
  test("lists at least as far back as it lists often, as the adapter demands", () => {
    const args = prometheusAdapterArguments("http://prometheus:9090");
    expect(args).toContain("--metrics-relist-interval=15s");
    expect(args).toContain("--metrics-max-age=5m");
  });
});

test("with KEDA the scrape jobs stay as they were, so that no series changes its identity", () => {
  expect(scrapeJobs(parseStackConfiguration({ target: "onprem" }), [])).toEqual(stackScrapeJobs);
});

describe.each([false, true])("Prometheus Adapter (preview: %s)", (preview) => {
  let resources: RecordedResource[];
  beforeAll(async () => {
    resources = await recordProgram(
      () =>
        new PrometheusAdapter("prometheus-adapter", {
          namespace: "acm",
          image: configuration.publicImages.prometheusAdapter,
          imagePull: {},
          prometheusUrl: "http://prometheus.acm.svc.cluster.local:9090",
          resources: autoscaler.adapter.resources,
        }),
      { preview },
    );
  });
  const rules = () => resources.filter(({ type }) => type.startsWith("kubernetes:rbac"));

  test("claims one API and waits for its server, so that the API is the first to be removed", () => {
    const apis = resources.filter(({ type }) => type.endsWith(":APIService"));
    expect(apis.map(({ inputs }) => inputs.metadata.name)).toEqual(["v1beta1.custom.metrics.k8s.io"]);
    expect(apis[0]?.dependencies).toContain("prometheus-adapter-deployment");
  });
  test("reads no object of the cluster", () => {
    expect(rules().some(({ type }) => type.endsWith(":ClusterRole"))).toBe(false);
    const roles = rules().flatMap(({ inputs }) => inputs.roleRef?.name ?? []);
    expect(new Set(roles)).toEqual(
      new Set(["system:auth-delegator", "extension-apiserver-authentication-reader", "prometheus-adapter-lag-reader"]),
    );
  });
  test("lets the autoscaler read the one metric, in the one namespace", () => {
    const role = resource(
      resources,
      "kubernetes:rbac.authorization.k8s.io/v1:Role",
      "prometheus-adapter-rights-lag-reader",
    );
    expect(role.inputs.metadata.namespace).toBe("acm");
    expect(role.inputs.rules).toEqual([
      { apiGroups: ["custom.metrics.k8s.io"], resources: ["services/kafka_consumergroup_lag"], verbs: ["get"] },
    ]);
  });
  test("meets the Pod Security level restricted", () => {
    const [adapter] = podTemplates(resources);
    expect(adapter?.template.spec.securityContext).toMatchObject({ runAsNonRoot: true });
    expect(adapter?.template.spec.containers[0].securityContext).toMatchObject({
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
    });
    expect(adapter?.template.spec.containers[0].image).toMatch(/:v0\.12\.0$/);
  });
});
