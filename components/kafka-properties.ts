import { createHash } from "node:crypto";
import type { KafkaConfiguration } from "../config/schema";
import { controllerPort, listenerSettings } from "./kafka-listeners";

/** The bootstrap service of the thesis (6.2.2). */
export const bootstrapService = "kafka-cluster";
export const headlessService = "kafka-headless";
/** The ConfigMap that the running mode can be read from, before a change is planned. */
export const kafkaConfigMap = { name: "kafka-config", key: "server.properties" } as const;
export const dataDirectory = "/var/lib/kafka/data";

export interface ServerProperties {
  readonly namespace: string;
  readonly kafka: KafkaConfiguration;
  readonly zookeeperConnect?: string | undefined;
}

/** DNS names of the brokers' pods. */
export function brokerNames(namespace: string, brokers: number): string[] {
  return Array.from(
    { length: brokers },
    (_, ordinal) => `kafka-${ordinal}.${headlessService}.${namespace}.svc.cluster.local`,
  );
}

/** All names by which clients and brokers reach a broker; `*` stands for the pods. */
export function brokerHosts(namespace: string): string[] {
  return [`*.${headlessService}`, bootstrapService].map((name) => `${name}.${namespace}.svc.cluster.local`);
}

/** server.properties without what only the pod knows (its id and advertised listener). */
export function serverProperties({ namespace, kafka, zookeeperConnect }: ServerProperties): string {
  const settings: Record<string, string | number | boolean> = {
    "log.dirs": dataDirectory,
    ...listenerSettings(kafka),
    ...(kafka.mode === "kraft" ? kraftSettings(namespace, kafka.brokers) : zookeeperSettings(zookeeperConnect)),
    ...durabilitySettings(kafka),
    "controlled.shutdown.enable": true,
  };
  return `${Object.entries(settings)
    .map(([key, value]) => `${key}=${value}`)
    .join("\n")}\n`;
}

/** What every broker is told about copies of events, in pods and at a cloud alike. */
export function durabilitySettings({
  replicationFactor,
  minInSyncReplicas,
}: Pick<KafkaConfiguration, "replicationFactor" | "minInSyncReplicas">): Record<string, string | number | boolean> {
  return {
    "default.replication.factor": replicationFactor,
    "min.insync.replicas": minInSyncReplicas,
    // A replica that missed writes must not become the leader: that would lose acknowledged events.
    "unclean.leader.election.enable": false,
    // A misspelt topic is an error, not a new topic with one partition.
    "auto.create.topics.enable": false,
    // Offsets and transactions are as precious as the events themselves.
    "offsets.topic.replication.factor": replicationFactor,
    "transaction.state.log.replication.factor": replicationFactor,
    "transaction.state.log.min.isr": minInSyncReplicas,
  };
}

function zookeeperSettings(zookeeperConnect: string | undefined) {
  if (zookeeperConnect === undefined) throw new TypeError("Kafka in zookeeper mode needs the addresses of ZooKeeper");
  return { "zookeeper.connect": zookeeperConnect };
}

function kraftSettings(namespace: string, brokers: number) {
  return {
    "process.roles": "broker,controller",
    "controller.listener.names": "CONTROLLER",
    "controller.quorum.voters": brokerNames(namespace, brokers)
      .map((name, id) => `${id}@${name}:${controllerPort}`)
      .join(","),
  };
}

/**
 * The id that KRaft storage is formatted with: 16 bytes in URL-safe base64, as `kafka-storage random-uuid` gives, but
 * the same for the same namespace, so that all brokers agree without being told.
 */
export function clusterId(namespace: string): string {
  return createHash("sha256").update(`acm ${namespace}`).digest().subarray(0, 16).toString("base64url");
}
