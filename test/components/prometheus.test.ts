import { parse } from "yaml";
import { Prometheus, type PrometheusArgs } from "../../components/prometheus";
import { prometheusArguments, prometheusConfig, stackScrapeJobs } from "../../components/prometheus-config";
import { stackConfiguration } from "../../config/schema";
import { alertRules } from "../../dashboards";
import { recordProgram, resource } from "../support/recording";

const { prometheus } = stackConfiguration.parse({ target: "onprem" });

interface Config {
  readonly global: { readonly scrape_interval: string; readonly scrape_timeout: string };
  readonly rule_files: readonly string[];
  readonly scrape_configs: readonly ScrapeConfig[];
}
interface Relabelling {
  readonly source_labels: readonly string[];
  readonly regex: string;
  readonly target_label: string;
  readonly replacement: string;
}
interface ScrapeConfig {
  readonly job_name: string;
  readonly static_configs?: unknown;
  readonly dns_sd_configs?: readonly unknown[];
  readonly relabel_configs?: readonly Relabelling[];
  readonly metric_relabel_configs?: readonly Relabelling[];
}
const configOf = (scrapeIntervalSeconds: number) =>
  parse(prometheusConfig({ namespace: "acm", scrapeIntervalSeconds, jobs: stackScrapeJobs })) as Config;
const job = (name: string) => configOf(15).scrape_configs.find(({ job_name }) => job_name === name);

/** What Prometheus does with action "replace". */
function relabel(labels: Record<string, string>, rules: readonly Relabelling[]): Record<string, string> {
  return rules.reduce((current, rule) => {
    const value = rule.source_labels.map((label) => current[label] ?? "").join(";");
    const match = new RegExp(`^(?:${rule.regex})$`).exec(value);
    if (match === null) return current;
    const replaced = rule.replacement.replace(/\$\{(\d)\}/g, (_, group: string) => match[Number(group)] ?? "");
    return { ...current, [rule.target_label]: replaced };
  }, labels);
}

describe("prometheusConfig", () => {
  test("scrapes itself, the exporter and every processor pod", () => {
    expect(configOf(15).scrape_configs.map(({ job_name }) => job_name)).toEqual([
      "prometheus",
      "kafka-exporter",
      "event-stream-processor",
    ]);
    expect(job("kafka-exporter")?.static_configs).toEqual([{ targets: ["kafka-exporter:9308"] }]);
    expect(job("event-stream-processor")?.dns_sd_configs).toEqual([
      {
        names: ["_metrics._tcp.event-stream-processor-headless.acm.svc.cluster.local."],
        type: "SRV",
        refresh_interval: "15s",
      },
    ]);
  });

  test("needs no rights in Kubernetes' API", () => {
    expect(prometheusConfig({ namespace: "acm", scrapeIntervalSeconds: 15, jobs: stackScrapeJobs })).not.toContain(
      "kubernetes_sd",
    );
  });

  test("a pod's target carries the pod's name", () => {
    const address = "event-stream-processor-2.event-stream-processor-headless.acm.svc.cluster.local:9095";
    expect(relabel({ __address__: address }, job("event-stream-processor")?.relabel_configs ?? [])).toEqual({
      __address__: address,
      pod: "event-stream-processor-2",
      instance: "event-stream-processor-2:9095",
    });
  });

  // Grafana's fork renamed two metrics; dashboards, alerts and scenarios read the public names.
  test.each([
    ["kafka_consumergroup_uncommitted_offsets", "kafka_consumergroup_lag"],
    ["kafka_consumergroup_uncommitted_offsets_sum", "kafka_consumergroup_lag_sum"],
    ["kafka_consumergroup_lag", "kafka_consumergroup_lag"],
    ["kafka_consumergroup_current_offset", "kafka_consumergroup_current_offset"],
  ])("%s is stored as %s", (exported, stored) => {
    const rules = job("kafka-exporter")?.metric_relabel_configs ?? [];
    expect(relabel({ __name__: exported }, rules)).toEqual({ __name__: stored });
  });

  test.each([
    [1, "1s", "1s"],
    [5, "5s", "5s"],
    [60, "60s", "10s"],
  ])("every %i s: interval %s, timeout %s, since a longer timeout is refused", (seconds, interval, timeout) => {
    expect(configOf(seconds).global).toMatchObject({ scrape_interval: interval, scrape_timeout: timeout });
  });
});

describe("prometheusArguments", () => {
  test("keeps samples for the days given, at most 80 % of the volume", () => {
    const flags = prometheusArguments({ retentionDays: 15, storage: "10Gi" });
    expect(flags).toContain("--storage.tsdb.retention.time=360h");
    expect(flags).toContain("--storage.tsdb.retention.size=8589934592B");
    expect(flags.join(" ")).not.toContain("external-url");
  });

  test("a fraction of a day becomes hours, never zero", () => {
    expect(prometheusArguments({ retentionDays: 0.01, storage: "1Gi" })).toContain("--storage.tsdb.retention.time=1h");
  });
});

const args: PrometheusArgs = { namespace: "acm", image: "quay.io/prometheus/prometheus:v2.42.0", ...prometheus };
const deploymentType = "kubernetes:apps/v1:Deployment";
const claimType = "kubernetes:core/v1:PersistentVolumeClaim";
const ingressType = "kubernetes:networking.k8s.io/v1:Ingress";

describe.each([{ preview: false }, { preview: true }])("Prometheus, $preview", (mode) => {
  const record = (changes: Partial<PrometheusArgs> = {}) =>
    recordProgram(() => void new Prometheus("prometheus", { ...args, ...changes }), mode);

  test("mounts the configuration and the rules that it names", async () => {
    const resources = await record();
    const { data, metadata } = resource(resources, "kubernetes:core/v1:ConfigMap", "prometheus-config").inputs;
    const config = parse(data["prometheus.yml"] as string) as Config;
    expect(config.rule_files).toEqual(["acm.rules.yml"]);
    expect(data["acm.rules.yml"]).toBe(alertRules());
    const { volumes, containers } = resource(resources, deploymentType, "prometheus-deployment").inputs.spec.template
      .spec;
    expect(volumes).toContainEqual({ name: "config", configMap: { name: metadata.name } });
    expect(containers[0].args).toContain("--config.file=/etc/prometheus/prometheus.yml");
    expect(containers[0].volumeMounts).toContainEqual({
      name: "config",
      mountPath: "/etc/prometheus",
      readOnly: true,
    });
  });

  test("one writer of its volume, also during an update", async () => {
    const resources = await record({ storage: "3Gi", storageClass: "fast" });
    const { spec } = resource(resources, deploymentType, "prometheus-deployment").inputs;
    expect(spec).toMatchObject({ replicas: 1, strategy: { type: "Recreate" } });
    expect(spec.template.spec.securityContext).toMatchObject({ runAsUser: 65534, fsGroup: 65534, runAsNonRoot: true });
    const claim = resource(resources, claimType, "prometheus-volume").inputs;
    expect(claim.spec).toEqual({
      accessModes: ["ReadWriteOnce"],
      storageClassName: "fast",
      resources: { requests: { storage: "3Gi" } },
    });
    expect(spec.template.spec.volumes).toContainEqual({
      name: "data",
      persistentVolumeClaim: { claimName: claim.metadata.name },
    });
  });

  test("without a storage class the cluster's default is left to decide", async () => {
    const claim = resource(await record(), claimType, "prometheus-volume").inputs;
    expect(claim.spec).not.toHaveProperty("storageClassName");
  });

  test("a changed configuration restarts the pod, an unchanged one does not", async () => {
    const annotations = async (changes: Partial<PrometheusArgs>) =>
      resource(await record(changes), deploymentType, "prometheus-deployment").inputs.spec.template.metadata
        .annotations as unknown;
    expect(await annotations({})).toEqual(await annotations({}));
    expect(await annotations({ scrapeIntervalSeconds: 7 })).not.toEqual(await annotations({}));
  });

  test("is exposed only with a domain", async () => {
    expect((await record({ exposure: { ingressClass: "nginx" } })).filter(({ type }) => type === ingressType)).toEqual(
      [],
    );
    const resources = await record({ exposure: { ingressClass: "nginx", ingressDomain: "example.com" } });
    expect(resource(resources, ingressType, "prometheus-ingress").inputs.spec).toEqual({
      ingressClassName: "nginx",
      rules: [
        {
          host: "acm-prometheus.example.com",
          http: {
            paths: [
              { path: "/", pathType: "Prefix", backend: { service: { name: "prometheus", port: { name: "http" } } } },
            ],
          },
        },
      ],
    });
    expect(
      resource(resources, deploymentType, "prometheus-deployment").inputs.spec.template.spec.containers[0].args,
    ).toContain("--web.external-url=http://acm-prometheus.example.com/");
  });

  test("children belong to the component, and the service has the name that others use", async () => {
    const resources = await record();
    for (const { parent } of resources.filter(({ type }) => type.startsWith("kubernetes:")))
      expect(parent).toBe("prometheus");
    const { metadata, spec } = resource(resources, "kubernetes:core/v1:Service", "prometheus-service").inputs;
    expect(metadata).toMatchObject({ name: "prometheus", namespace: "acm" });
    expect(spec.ports).toEqual([{ name: "http", port: 9090, targetPort: "http" }]);
  });
});
