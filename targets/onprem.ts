import path from "node:path";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { imagesFrom } from "../components/images";
import { Kafka } from "../components/kafka";
import { KafkaAuthority } from "../components/kafka-authority";
import { brokerHosts } from "../components/kafka-properties";
import { KafkaUser } from "../components/kafka-user";
import { Zookeeper } from "../components/zookeeper";
import { resolvePath } from "../config/files";
import { gibibytes, cores } from "../config/quantities";
import type { OnPremisesConfiguration } from "../config/schema";
import { versions } from "../config/versions";
import { clusterProblems } from "./preconditions";
import type { KafkaRequest, KafkaService, Target } from "./target";

const projectDirectory = path.dirname(__dirname);

/** An on-premises Kubernetes cluster that exists already, with Kafka inside it. */
export function createTarget(configuration: OnPremisesConfiguration): Target {
  const { cluster } = configuration;
  const provider = new kubernetes.Provider("kubernetes", {
    ...(cluster.kubeconfig === undefined ? {} : { kubeconfig: resolvePath(projectDirectory, cluster.kubeconfig) }),
    ...(cluster.context === undefined ? {} : { context: cluster.context }),
    enableServerSideApply: true,
    // Otherwise a changed setting is a deleted and a new object, and everything that mounts it is replaced as well.
    enableConfigMapMutable: true,
    enableSecretMutable: true,
    // An update that was killed has made objects that it has not recorded; the next one goes on with them. The namespace
    // is known to be this stack's own by then (preconditions.ts).
    upsertExistingObjects: true,
    // The path of the kubeconfig differs between the machines that deploy; only another cluster is another provider.
    clusterIdentifier: `onprem-${cluster.context ?? "default"}-${configuration.namespace}`,
  });
  return {
    name: configuration.target,
    provider,
    ...(cluster.storageClass === undefined ? {} : { storageClass: cluster.storageClass }),
    exposure: {
      ...(cluster.ingressClass === undefined ? {} : { ingressClass: cluster.ingressClass }),
      ...(cluster.ingressDomain === undefined ? {} : { ingressDomain: cluster.ingressDomain }),
    },
    nodes: cluster.nodes,
    kafka: (name, request, options) => inClusterKafka(configuration, name, request, options),
  };
}

export function problems(configuration: OnPremisesConfiguration): Promise<string[]> {
  const { kubeconfig } = configuration.cluster;
  return clusterProblems(
    configuration,
    kubeconfig === undefined ? undefined : resolvePath(projectDirectory, kubeconfig),
  );
}

/** Kafka in pods, with ZooKeeper as its child where the mode needs one. */
function inClusterKafka(
  configuration: OnPremisesConfiguration,
  name: string,
  { namespace }: KafkaRequest,
  options: pulumi.ComponentResourceOptions,
): KafkaService {
  const { kafka } = configuration;
  const version = kafka.mode === "kraft" ? versions.kafkaKraft : versions.kafkaWithZookeeper;
  const image = imagesFrom(configuration).kafka(version);
  const common = {
    namespace,
    image,
    imagePullPolicy: configuration.imagePullPolicy,
    antiAffinity: configuration.cluster.antiAffinity,
    ...(configuration.cluster.storageClass === undefined ? {} : { storageClass: configuration.cluster.storageClass }),
  };
  const zookeeper =
    kafka.mode === "zookeeper"
      ? new Zookeeper(
          "zookeeper",
          {
            ...common,
            zookeeper: configuration.zookeeper,
            ...(kafka.security === "scram" ? { clients: "kafka" } : {}),
          },
          options,
        )
      : undefined;
  const authority =
    kafka.security === "scram"
      ? new KafkaAuthority(
          "kafka-authority",
          { namespace, hosts: pulumi.output(namespace).apply(brokerHosts), generation: kafka.authorityGeneration },
          options,
        )
      : undefined;
  const cluster = new Kafka(
    name,
    {
      ...common,
      version,
      kafka,
      authority,
      ...(zookeeper === undefined ? {} : { zookeeperConnect: zookeeper.connect }),
    },
    zookeeper === undefined ? options : { ...options, dependsOn: zookeeper },
  );
  const user =
    authority === undefined
      ? undefined
      : new KafkaUser(
          "kafka-user",
          {
            ...common,
            authority,
            brokers: kafka.brokers,
            authorityGeneration: kafka.authorityGeneration,
            generation: kafka.credentialsGeneration,
          },
          { ...options, dependsOn: cluster },
        );
  return {
    connection: cluster.connection,
    version,
    ready: [cluster, ...(user?.ready ?? [])],
    ...(user === undefined
      ? {}
      : { credentials: user.credentials, clientsChanged: (clients) => user.retireOthers(clients) }),
    capacity: {
      placement: "in-cluster",
      brokers: kafka.brokers,
      cpuPerBroker: cores(kafka.resources.cpu),
      memoryGibPerBroker: gibibytes(kafka.resources.memory),
      storageGibPerBroker: gibibytes(kafka.storage),
      zookeeperServers: zookeeper === undefined ? 0 : configuration.zookeeper.servers,
      storageGibPerZookeeper: zookeeper === undefined ? 0 : gibibytes(configuration.zookeeper.storage),
    },
  };
}
