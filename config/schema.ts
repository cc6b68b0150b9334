import { z } from "zod";
import { autoscaler } from "./autoscaler-schema";
import { aws, msk } from "./aws-schema";
import { count, dnsLabel, domainName, imageName, resources, topicName } from "./fields";
import { bytesQuantity } from "./quantities";
import { publicImages } from "./versions";

export type { HpaConfiguration, KedaConfiguration } from "./autoscaler-schema";
export type { Resources } from "./fields";

const nodeGroup = z.strictObject({
  name: z.string().min(1).describe("what the servers are called in reports"),
  count: count(1000).describe("servers of this kind"),
  vcpu: z.number().positive().max(1024).describe("virtual CPUs (hardware threads) of one server"),
  memoryGib: z.number().positive().max(24_576).describe("memory of one server, GiB"),
  diskGib: z.number().positive().max(1_000_000).describe("disk of one server, GiB"),
});

const cluster = z
  .strictObject({
    kubeconfig: z
      .string()
      .min(1)
      .optional()
      .describe(
        "path of the kubeconfig; relative to the project, ~ is the home; default: KUBECONFIG or ~/.kube/config",
      ),
    context: z.string().min(1).optional().describe("context of the kubeconfig; default: its current one"),
    storageClass: z
      .string()
      .min(1)
      .optional()
      .describe("class of persistent volumes; default: the cluster's own default"),
    ingressClass: z.string().min(1).optional().describe("class of Ingress objects; default: the cluster's own default"),
    ingressDomain: domainName
      .optional()
      .describe(
        "services are exposed as acm-prometheus.<domain> and acm-grafana.<domain>; without it no Ingress is made",
      ),
    antiAffinity: z
      .enum(["preferred", "required"])
      .default("preferred")
      .describe(
        "required: never two brokers or two ZooKeeper servers on one node, so that a node that fails takes one copy; preferred: where there are nodes enough",
      ),
    nodes: z.array(nodeGroup).default([]).describe("servers of the cluster: plain numbers for the cost comparison"),
  })
  .prefault({});

const kafka = z
  .strictObject({
    mode: z
      .enum(["zookeeper", "kraft"])
      .default("zookeeper")
      .describe("zookeeper: Kafka 2.8.1 as in the thesis; kraft: Kafka 3.9 without ZooKeeper, for new installations"),
    brokers: count(99).default(3).describe("brokers; in kraft mode also controllers"),
    replicationFactor: count(99).default(3).describe("copies of every partition, internal topics included"),
    minInSyncReplicas: count(98).default(2).describe("copies that must have a write before it is acknowledged"),
    security: z
      .enum(["plaintext", "scram"])
      .default("plaintext")
      .describe("scram: TLS, and every client has a name and a password; decided at the first deployment"),
    credentialsGeneration: count(9999)
      .default(1)
      .describe("with scram: a new number is a new user with a new password; the old one goes when no client has it"),
    authorityGeneration: count(9999)
      .default(1)
      .describe("with scram: the next number is a new authority and new certificates; one step at a time"),
    storage: bytesQuantity.default("20Gi").describe("volume of one broker"),
    heap: bytesQuantity.default("512Mi").describe("Java heap of one broker"),
    resources: resources("1", "1Gi", "2"),
  })
  .prefault({});
export type KafkaConfiguration = z.infer<typeof kafka>;

const zookeeper = z
  .strictObject({
    servers: z
      .union([z.literal(1), z.literal(3), z.literal(5)])
      .default(3)
      .describe("servers of the ensemble: 1, 3 or 5"),
    storage: bytesQuantity.default("5Gi").describe("volume of one server"),
    heap: bytesQuantity.default("256Mi").describe("Java heap of one server"),
    resources: resources("250m", "512Mi", "1"),
  })
  .prefault({});
export type ZookeeperConfiguration = z.infer<typeof zookeeper>;

const topic = (name: string) =>
  z
    .strictObject({
      name: topicName.default(name),
      partitions: count(1000).default(5).describe("partitions; can be raised, never lowered"),
      retentionHours: z.number().positive().max(87_600).default(168).describe("hours that events are kept"),
    })
    .prefault({});

const topics = z
  .strictObject({
    raw: topic("raw-events"),
    ready: topic("ready-events"),
    deadLetter: topic("dead-letter-events").describe("made only with processor.deadLetter"),
  })
  .prefault({});
export type TopicConfiguration = z.infer<typeof topics>;

const processor = z
  .strictObject({
    image: imageName.optional().describe("the operator's own processor instead of ours; needs configDirectory"),
    configDirectory: z
      .string()
      .min(1)
      .optional()
      .describe("folder with the configuration files of that image (thesis 6.2.6), mounted at configMountPath"),
    configMountPath: z
      .string()
      .startsWith("/")
      .default("/etc/acm")
      .describe("where the configuration files appear in the container"),
    rulesFile: z
      .string()
      .min(1)
      .default("processor/default-rules.json")
      .describe("how events are enriched; relative to the project"),
    consumerGroup: z.string().min(1).max(255).default("event-stream-prc"),
    deliveryGuarantee: z.enum(["exactly-once", "at-least-once"]).default("exactly-once"),
    deadLetter: z.boolean().default(false).describe("copy invalid events to topics.deadLetter"),
    serviceTimeMs: z
      .number()
      .min(0)
      .max(60_000)
      .default(0)
      .describe("emulated mean service time of one event, ms; the thesis measured 78.41"),
    concurrency: count(10_000).default(40).describe("events in service at once in one replica, with serviceTimeMs"),
    workers: count(16).default(1).describe("consumer threads of one replica"),
    terminationGracePeriodSeconds: z.int().min(5).max(3600).default(60),
    resources: resources("500m", "512Mi", "2"),
  })
  .prefault({});
export type ProcessorConfiguration = z.infer<typeof processor>;

const prometheus = z
  .strictObject({
    scrapeIntervalSeconds: z.int().min(1).max(60).default(15),
    retentionDays: z.number().positive().max(3650).default(15),
    storage: bytesQuantity.default("10Gi"),
    resources: resources("250m", "1Gi", "1"),
  })
  .prefault({});

const grafana = z
  .strictObject({ enabled: z.boolean().default(true), resources: resources("100m", "256Mi", "500m") })
  .prefault({});

/** What a stack file says whatever the target is. Every default of the thesis is a default here. */
const common = {
  namespace: dnsLabel.default("acm"),
  createNamespace: z.boolean().default(true).describe("false for tenants who were given a namespace"),
  imageRegistry: z
    .string()
    .regex(/^(?!.*:\/\/)[^\s]+[^/\s]$/, "must be a registry and path without https:// and without a closing slash")
    .optional()
    .describe("put in front of our own images: registry.example.com/team"),
  publicImages: z
    .strictObject({
      kafkaExporter: imageName.default(publicImages.kafkaExporter),
      prometheus: imageName.default(publicImages.prometheus),
      grafana: imageName.default(publicImages.grafana),
      prometheusAdapter: imageName.default(publicImages.prometheusAdapter),
    })
    .prefault({})
    .describe("where the public images come from, for a site that mirrors them"),
  imagePullPolicy: z.enum(["Always", "IfNotPresent", "Never"]).default("IfNotPresent"),
  topics,
  kafkaExporter: z.strictObject({ resources: resources("50m", "64Mi", "200m") }).prefault({}),
  prometheus,
  grafana,
  processor,
  omsDaemon: z
    .strictObject({ image: imageName, resources: resources("100m", "256Mi", "500m") })
    .optional()
    .describe("the OMS daemon beside the operator's own processor"),
  autoscaler,
};

const onPremises = z.strictObject({
  target: z.literal("onprem").describe("a Kubernetes cluster that exists, with Kafka in it"),
  ...common,
  cluster,
  kafka,
  zookeeper,
});
export type OnPremisesConfiguration = z.infer<typeof onPremises>;

const onAws = z.strictObject({
  target: z.literal("aws").describe("EKS and MSK"),
  ...common,
  aws,
  kafka: msk,
});
export type AwsStackConfiguration = z.infer<typeof onAws>;

/** What a stack file may say under `acm:stack`: what its target reads, and nothing else. */
export const stackConfiguration = z.discriminatedUnion("target", [onPremises, onAws]);
export type StackConfiguration = z.infer<typeof stackConfiguration>;
