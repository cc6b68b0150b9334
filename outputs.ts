import { z } from "zod";

/** Raised when a reader of an older version would misunderstand the outputs. */
export const outputsVersion = 1;

const replicas = z.strictObject({ min: z.int().min(0), max: z.int().min(1) });

/**
 * What a deployment costs money for, as plain values that are known at preview. Sizes are what the stack asks for,
 * not what it uses.
 */
export const costParameters = z.strictObject({
  target: z.string(),
  /** The cloud's region; absent on premises. */
  region: z.string().optional(),
  nodes: z.array(
    z.strictObject({
      name: z.string(),
      count: z.int(),
      vcpu: z.number(),
      memoryGib: z.number(),
      diskGib: z.number(),
      instanceType: z.string().optional(),
    }),
  ),
  /** What the stack makes of a cloud's network; absent on premises. */
  network: z
    .strictObject({ zones: z.int(), natGateways: z.int(), publicAddresses: z.int(), loadBalancers: z.int() })
    .optional(),
  kafka: z.strictObject({
    version: z.string(),
    mode: z.enum(["zookeeper", "kraft"]),
    placement: z.enum(["in-cluster", "managed"]),
    /** Of a managed broker. */
    instanceType: z.string().optional(),
    brokers: z.int(),
    cpuPerBroker: z.number(),
    memoryGibPerBroker: z.number(),
    storageGibPerBroker: z.number(),
    zookeeperServers: z.int(),
    storageGibPerZookeeper: z.number(),
    replicationFactor: z.int(),
    minInSyncReplicas: z.int(),
  }),
  topics: z.array(z.strictObject({ name: z.string(), partitions: z.int(), retentionHours: z.number() })),
  processor: z.strictObject({
    replicas,
    cpuPerReplica: z.number(),
    memoryGibPerReplica: z.number(),
    serviceTimeMs: z.number(),
    concurrency: z.int(),
    deliveryGuarantee: z.string(),
  }),
  monitoring: z.strictObject({ storageGib: z.number(), scrapeIntervalSeconds: z.number(), retentionDays: z.number() }),
});
export type CostParameters = z.infer<typeof costParameters>;

const workload = z.strictObject({
  name: z.string(),
  kind: z.enum(["StatefulSet", "Deployment", "Job"]),
  image: z.string(),
  replicas,
});
export type WorkloadOutput = z.infer<typeof workload>;

/** The stack's outputs: what the cost module, the scenarios and people read after a deployment. */
export const stackOutputs = z.strictObject({
  schemaVersion: z.literal(outputsVersion),
  target: z.string(),
  namespace: z.string(),
  /** Addresses inside the cluster, and outside of it where there is an ingress. */
  endpoints: z.strictObject({
    kafka: z.array(z.string()),
    kafkaExporter: z.string(),
    prometheus: z.string(),
    processor: z.string(),
    grafana: z.string().optional(),
    prometheusIngress: z.string().optional(),
    grafanaIngress: z.string().optional(),
  }),
  consumerGroup: z.string(),
  topics: z.strictObject({ raw: z.string(), ready: z.string(), deadLetter: z.string().optional() }),
  autoscaler: z.strictObject({ kind: z.enum(["keda", "hpa", "none"]), lagThreshold: z.int().optional(), replicas }),
  workloads: z.array(workload),
  costParameters,
});
export type StackOutputs = z.infer<typeof stackOutputs>;
