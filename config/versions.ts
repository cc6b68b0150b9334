/**
 * Every image and API version of the stack, once. The tags are what a registry serves; the local cluster builds
 * images of the same names from package registries (images/).
 */
export const versions = {
  /** The thesis deploys 2.8.1 (6.2.2): the last series that cannot run without ZooKeeper in production. */
  kafkaWithZookeeper: "2.8.1",
  /** The last series before 4.0, in KRaft mode: what Amazon MSK runs. */
  kafkaKraft: "3.9.1",
  keda: "2.20.2",
  prometheusAdapter: "0.12.0",
  /** Installed on the local cluster only; other clusters have one of their own. */
  metricsServer: "0.8.0",
  acm: "0.1.0",
} as const;

/** Images of this repository (images/); a registry prefix from the stack file is put in front of them. */
export const ownImages = {
  kafka: (version: string) => `acm/kafka:${version}`,
  eventStreamProcessor: `acm/event-stream-processor:${versions.acm}`,
  kafkaJobs: `acm/kafka-jobs:${versions.acm}`,
} as const;

/** Public images, pinned. */
export const publicImages = {
  kafkaExporter: "danielqsj/kafka-exporter:v1.9.0",
  prometheus: "quay.io/prometheus/prometheus:v2.42.0",
  grafana: "docker.io/grafana/grafana:11.6.0",
  prometheusAdapter: `registry.k8s.io/prometheus-adapter/prometheus-adapter:v${versions.prometheusAdapter}`,
} as const;

/** API versions of custom resources that the stack creates, and of the metrics that it serves. */
export const apiVersions = {
  scaledObject: "keda.sh/v1alpha1",
  /** Of the two that Prometheus Adapter can serve, the one that everybody registers: a second owner is seen by its name. */
  customMetrics: "custom.metrics.k8s.io/v1beta1",
} as const;
