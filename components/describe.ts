import { cores, gibibytes } from "../config/quantities";
import type { StackConfiguration } from "../config/schema";
import type { CostParameters, StackOutputs, WorkloadOutput } from "../outputs";
import type { Exposure, KafkaCapacity, Target } from "../targets/target";
import { processorPort } from "./event-stream-processor";
import { exposedHost } from "./exposure";
import { grafanaPort } from "./grafana";
import { imagesFrom } from "./images";
import { kafkaExporterPort } from "./kafka-exporter";
import { prometheusPort } from "./prometheus";

/** Least and most replicas of the processor. */
export function processorReplicas({ autoscaler }: Pick<StackConfiguration, "autoscaler">): {
  min: number;
  max: number;
} {
  return autoscaler.kind === "none"
    ? { min: autoscaler.replicas, max: autoscaler.replicas }
    : { min: autoscaler.minReplicas, max: autoscaler.maxReplicas };
}

/** The plain numbers that the cost comparison starts from. */
export function describeCost(
  configuration: StackConfiguration,
  kafka: { readonly version: string; readonly capacity: KafkaCapacity },
  { nodes, region, network }: Pick<Target, "nodes" | "region" | "network">,
): CostParameters {
  const { topics, processor, prometheus } = configuration;
  return {
    target: configuration.target,
    ...(region === undefined ? {} : { region }),
    nodes: nodes.map((node) => ({ ...node })),
    ...(network === undefined ? {} : { network: { ...network } }),
    kafka: {
      version: kafka.version,
      mode: configuration.kafka.mode,
      ...kafka.capacity,
      replicationFactor: configuration.kafka.replicationFactor,
      minInSyncReplicas: configuration.kafka.minInSyncReplicas,
    },
    topics: [topics.raw, topics.ready, ...(processor.deadLetter ? [topics.deadLetter] : [])].map((topic) => ({
      ...topic,
    })),
    processor: {
      replicas: processorReplicas(configuration),
      cpuPerReplica: cores(processor.resources.cpu),
      memoryGibPerReplica: gibibytes(processor.resources.memory),
      serviceTimeMs: processor.serviceTimeMs,
      concurrency: processor.concurrency,
      deliveryGuarantee: processor.deliveryGuarantee,
    },
    monitoring: {
      storageGib: gibibytes(prometheus.storage),
      scrapeIntervalSeconds: prometheus.scrapeIntervalSeconds,
      retentionDays: prometheus.retentionDays,
    },
  };
}

/** What runs in the namespace. */
export function describeWorkloads(
  configuration: StackConfiguration,
  kafka: { readonly version: string; readonly capacity: KafkaCapacity },
): WorkloadOutput[] {
  const images = imagesFrom(configuration);
  const fixed = (count: number) => ({ min: count, max: count });
  const { capacity, version } = kafka;
  const inCluster = capacity.placement === "in-cluster";
  const workloads: (WorkloadOutput | false)[] = [
    inCluster &&
      capacity.zookeeperServers > 0 && {
        name: "zookeeper",
        kind: "StatefulSet",
        image: images.kafka(version),
        replicas: fixed(capacity.zookeeperServers),
      },
    inCluster && {
      name: "kafka",
      kind: "StatefulSet",
      image: images.kafka(version),
      replicas: fixed(capacity.brokers),
    },
    { name: "kafka-topics", kind: "Job", image: images.kafkaJobs, replicas: fixed(1) },
    { name: "kafka-exporter", kind: "Deployment", image: configuration.publicImages.kafkaExporter, replicas: fixed(1) },
    { name: "prometheus", kind: "Deployment", image: configuration.publicImages.prometheus, replicas: fixed(1) },
    configuration.autoscaler.kind === "hpa" && {
      name: "prometheus-adapter",
      kind: "Deployment",
      image: configuration.publicImages.prometheusAdapter,
      replicas: fixed(1),
    },
    configuration.grafana.enabled && {
      name: "grafana",
      kind: "Deployment",
      image: configuration.publicImages.grafana,
      replicas: fixed(1),
    },
    {
      name: "event-stream-processor",
      kind: "StatefulSet",
      image: configuration.processor.image ?? images.eventStreamProcessor,
      replicas: processorReplicas(configuration),
    },
    configuration.omsDaemon !== undefined && {
      name: "oms-daemon",
      kind: "Deployment",
      image: configuration.omsDaemon.image,
      replicas: fixed(1),
    },
  ];
  return workloads.filter((workload) => workload !== false);
}

/** Addresses inside the cluster, and outside of it where there is an ingress. */
export function describeEndpoints(
  { namespace, grafana }: Pick<StackConfiguration, "namespace" | "grafana">,
  exposure: Exposure,
  bootstrapServers: readonly string[],
): StackOutputs["endpoints"] {
  const inside = (service: string, port: number) => `http://${service}.${namespace}.svc.cluster.local:${port}`;
  const prometheusHost = exposedHost("prometheus", exposure);
  const grafanaHost = grafana.enabled ? exposedHost("grafana", exposure) : undefined;
  return {
    kafka: [...bootstrapServers],
    kafkaExporter: inside("kafka-exporter", kafkaExporterPort),
    prometheus: inside("prometheus", prometheusPort),
    processor: inside("event-stream-processor", processorPort),
    ...(grafana.enabled ? { grafana: inside("grafana", grafanaPort) } : {}),
    ...(prometheusHost === undefined ? {} : { prometheusIngress: `http://${prometheusHost}` }),
    ...(grafanaHost === undefined ? {} : { grafanaIngress: `http://${grafanaHost}` }),
  };
}
