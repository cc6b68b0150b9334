import type * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { StackConfiguration } from "../config/schema";
import type { KafkaConnection } from "../kafka-client/connection";

/** One kind of machine of the cluster, as plain numbers: what the cost module prices. */
export interface NodeGroup {
  readonly name: string;
  readonly count: number;
  /** Virtual CPUs of one node. */
  readonly vcpu: number;
  /** Memory of one node, GiB. */
  readonly memoryGib: number;
  /** Disk of one node, GiB. */
  readonly diskGib: number;
  /** The cloud's name for it; absent on premises. */
  readonly instanceType?: string;
}

/** What a stack makes of a cloud's network, as plain numbers: what the cost module prices. */
export interface NetworkCapacity {
  readonly zones: number;
  readonly natGateways: number;
  readonly publicAddresses: number;
  readonly loadBalancers: number;
}

/** What a Kafka cluster was given, as plain numbers known at preview. */
export interface KafkaCapacity {
  /** `in-cluster`: pods that share the nodes above; `managed`: billed apart. */
  readonly placement: "in-cluster" | "managed";
  /** The cloud's name for a managed broker; absent in the cluster. */
  readonly instanceType?: string;
  readonly brokers: number;
  /** Cores that one broker asks for. */
  readonly cpuPerBroker: number;
  readonly memoryGibPerBroker: number;
  readonly storageGibPerBroker: number;
  /** ZooKeeper servers beside the brokers; 0 in KRaft mode. */
  readonly zookeeperServers: number;
  readonly storageGibPerZookeeper: number;
}

/** A Kafka that clients can connect to, whoever runs it. */
export interface KafkaService {
  readonly connection: pulumi.Output<KafkaConnection>;
  readonly version: string;
  readonly capacity: KafkaCapacity;
  /** What must exist before a client is started. */
  readonly ready: pulumi.Input<pulumi.Resource>[];
  /** What clients show when the connection's security asks for a name and a password. */
  readonly credentials?: KafkaCredentials;
  /**
   * Service account that clients run under, and nothing else does: their rights are bound to it.
   * @default the namespace's own; clients show credentials, or nothing
   */
  readonly clientAccount?: string;
  /** Called once with all clients of an update: what only their predecessors needed may go when they are ready. */
  readonly clientsChanged?: (clients: readonly pulumi.Resource[]) => void;
  /** Metrics of the brokers themselves, beside what the exporter tells. @default none are scraped */
  readonly metrics?: pulumi.Output<readonly BrokerMetrics[]>;
}

/** A Kubernetes Secret with the files of components/kafka-credentials.ts: `username`, `password`, and `ca.crt` of a private authority. */
export interface KafkaCredentials {
  readonly secretName: pulumi.Input<string>;
  /** Changes with the content, so that clients restart with it. */
  readonly checksum: pulumi.Input<string>;
  /** Whether there is a `ca.crt`: not where a public authority signed the brokers' certificates. */
  readonly privateAuthority: boolean;
}

/** Where brokers show metrics of their own. */
export interface BrokerMetrics {
  /** Name of the scrape job. */
  readonly job: string;
  /** Each `host:port`. */
  readonly addresses: readonly string[];
}

export interface KafkaRequest {
  readonly namespace: pulumi.Input<string>;
}

/** How services are reached from outside of the cluster. */
export interface Exposure {
  readonly ingressClass?: string;
  /** Hosts are `acm-<part>.<domain>`; no Ingress is made without a domain. */
  readonly ingressDomain?: string;
}

/** Only what really differs between an on-premises cluster and a cloud. */
export interface Target {
  readonly name: StackConfiguration["target"];
  /** The cloud's region, which prices differ by; absent on premises. */
  readonly region?: string;
  /** Components inherit it through `parent`. */
  readonly provider: kubernetes.Provider;
  /** Class of persistent volumes; the cluster's default when absent. */
  readonly storageClass?: string;
  readonly exposure: Exposure;
  readonly nodes: readonly NodeGroup[];
  /** @default none is made */
  readonly network?: NetworkCapacity;
  /** What the cluster must have before anything of the stack is put in it. @default it has everything */
  readonly ready?: pulumi.Input<pulumi.Resource>[];
  kafka(name: string, request: KafkaRequest, options: pulumi.ComponentResourceOptions): KafkaService;
}

/** What each file in targets/ exports; a shared contract test runs over all of them. */
export interface TargetModule<Configuration extends StackConfiguration> {
  /**
   * Looks at the world before anything is created: the cluster answers, KEDA is there, topics do not shrink.
   * Each problem is one sentence with the cause and one with the remedy. Empty when all is well.
   */
  problems(configuration: Configuration): Promise<string[]>;
  createTarget(configuration: Configuration): Target;
}

/** A target's module with the configuration that it is for. */
export interface ChosenTarget {
  /** @see TargetModule.problems */
  problems(): Promise<string[]>;
  create(): Target;
}
