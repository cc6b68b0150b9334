import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { KafkaConfiguration } from "../config/schema";
import type { KafkaConnection } from "../kafka-client/connection";
import { javaCommand } from "./java";
import { writeTrustFile, type KafkaAuthority } from "./kafka-authority";
import { credentialsDirectory } from "./kafka-credentials";
import { advertisedListeners, brokerPorts, clientPort } from "./kafka-listeners";
import {
  bootstrapService,
  clusterId,
  dataDirectory,
  headlessService,
  kafkaConfigMap,
  serverProperties,
} from "./kafka-properties";
import {
  checksumAnnotation,
  configurationVolumes,
  dataVolumeClaim,
  fieldManagerAnnotation,
  labels,
  oneDisruptionAtATime,
  resourceRequirements,
  restrictedContainer,
  restrictedPod,
  selectorLabels,
  spreadOverNodes,
} from "./workload";

const part = "kafka";

export interface KafkaArgs {
  readonly namespace: pulumi.Input<string>;
  /** Image with Java, bash and Kafka's jars under /opt/kafka/libs. */
  readonly image: string;
  /** @default "IfNotPresent" */
  readonly imagePullPolicy?: string;
  /** Version of the image: what clients may speak. */
  readonly version: string;
  /** Brokers, replication, volumes, heap and resources. */
  readonly kafka: KafkaConfiguration;
  /** `zookeeper.connect`; absent in KRaft mode. @default none */
  readonly zookeeperConnect?: pulumi.Input<string>;
  /** Certificates of the brokers; needed with `kafka.security: scram`. @default none */
  readonly authority?: KafkaAuthority | undefined;
  /** Class of the volumes. @default the cluster's own default */
  readonly storageClass?: string;
  /** Whether two pods may share a node. @default "preferred" */
  readonly antiAffinity?: "preferred" | "required";
}

/** A Kafka cluster in pods: one StatefulSet, addressed by per-pod DNS names that survive a restart. */
export class Kafka extends pulumi.ComponentResource {
  /** How clients connect. */
  readonly connection: pulumi.Output<KafkaConnection>;

  constructor(name: string, args: KafkaArgs, options?: pulumi.ComponentResourceOptions) {
    super("acm:kafka:Kafka", name, {}, options);
    const parent = { parent: this };
    const { brokers, resources, heap, storage, mode } = args.kafka;
    const { authority } = args;
    if ((args.kafka.security === "scram") !== (authority !== undefined)) {
      throw new TypeError("Kafka needs certificates with security scram, and with it alone");
    }
    const ports = brokerPorts(args.kafka);
    const metadata = { namespace: args.namespace, labels: labels(part, args.version) };
    const properties = pulumi
      .all([args.namespace, args.zookeeperConnect])
      .apply(([namespace, zookeeperConnect]) => serverProperties({ namespace, kafka: args.kafka, zookeeperConnect }));

    const configMap = new kubernetes.core.v1.ConfigMap(
      `${name}-config`,
      { metadata: { ...metadata, name: kafkaConfigMap.name }, data: { [kafkaConfigMap.key]: properties } },
      parent,
    );
    const headless = new kubernetes.core.v1.Service(
      `${name}-headless`,
      {
        metadata: {
          ...metadata,
          name: headlessService,
          // It has no endpoints before the pods exist, and they need it to start.
          annotations: { "pulumi.com/skipAwait": "true" },
        },
        spec: {
          clusterIP: "None",
          // Brokers find each other, and in KRaft mode form a quorum, before they are ready.
          publishNotReadyAddresses: true,
          selector: selectorLabels(part),
          ports: [...ports],
        },
      },
      parent,
    );
    const bootstrap = new kubernetes.core.v1.Service(
      `${name}-bootstrap`,
      {
        metadata: { ...metadata, name: bootstrapService, annotations: { "pulumi.com/skipAwait": "true" } },
        spec: { selector: selectorLabels(part), ports: [{ name: "kafka", port: clientPort }] },
      },
      parent,
    );
    new kubernetes.policy.v1.PodDisruptionBudget(
      `${name}-budget`,
      {
        metadata: { ...metadata, name: part },
        spec: oneDisruptionAtATime(part),
      },
      parent,
    );
    const formatStorage =
      `[ -f ${dataDirectory}/meta.properties ] || ${javaCommand(heap)} kafka.tools.StorageTool format ` +
      '--cluster-id="$CLUSTER_ID" --config /tmp/server.properties && ';
    new kubernetes.apps.v1.StatefulSet(
      `${name}-brokers`,
      {
        metadata: { ...metadata, name: part, annotations: fieldManagerAnnotation() },
        spec: {
          serviceName: headless.metadata.name,
          replicas: brokers,
          // Brokers do not wait for each other, and a KRaft quorum needs the majority at once.
          podManagementPolicy: "Parallel",
          // A rolling update goes on only after the restarted broker had time to catch up.
          minReadySeconds: 15,
          selector: { matchLabels: selectorLabels(part) },
          template: {
            metadata: {
              labels: labels(part, args.version),
              annotations: properties.apply((text) => checksumAnnotation(text)),
            },
            spec: {
              automountServiceAccountToken: false,
              enableServiceLinks: false,
              securityContext: restrictedPod(),
              affinity: spreadOverNodes(part, args.antiAffinity),
              // Controlled shutdown hands every leadership over first; killed before, clients wait for a session to expire.
              terminationGracePeriodSeconds: 120,
              containers: [
                {
                  name: part,
                  image: args.image,
                  imagePullPolicy: args.imagePullPolicy ?? "IfNotPresent",
                  command: ["bash", "-c", startCommand(args.kafka, formatStorage)],
                  env: [
                    { name: "NAMESPACE", value: args.namespace },
                    ...(mode === "kraft"
                      ? [{ name: "CLUSTER_ID", value: pulumi.output(args.namespace).apply(clusterId) }]
                      : []),
                  ],
                  ports: ports.map(({ name: portName, port }) => ({ name: portName, containerPort: port })),
                  resources: resourceRequirements(resources),
                  securityContext: restrictedContainer(),
                  // After a crash a broker reads its log again before it listens: an hour is enough for volumes of terabytes.
                  startupProbe: { tcpSocket: { port: "kafka" }, periodSeconds: 2, failureThreshold: 1800 },
                  readinessProbe: { tcpSocket: { port: "kafka" }, periodSeconds: 5 },
                  livenessProbe: { tcpSocket: { port: "kafka" }, periodSeconds: 20, failureThreshold: 3 },
                  volumeMounts: [
                    { name: "data", mountPath: "/var/lib/kafka" },
                    { name: "config", mountPath: "/etc/kafka", readOnly: true },
                    { name: "tmp", mountPath: "/tmp" },
                    ...(authority === undefined ? [] : [authority.volumeMount]),
                  ],
                },
              ],
              volumes: [
                ...configurationVolumes(configMap.metadata.name),
                ...(authority === undefined ? [] : [authority.volume]),
              ],
            },
          },
          volumeClaimTemplates: [dataVolumeClaim(storage, args.storageClass)],
        },
      },
      parent,
    );
    this.connection = pulumi.all([bootstrap.metadata.name, args.namespace]).apply(([service, namespace]) => ({
      bootstrapServers: [`${service}.${namespace}.svc.cluster.local:${clientPort}`],
      security:
        args.kafka.security === "scram"
          ? { kind: "scram" as const, mechanism: "scram-sha-512" as const, credentialsDirectory }
          : { kind: "plaintext" as const },
      clientVersion: args.version,
    }));
    this.registerOutputs({ connection: this.connection });
  }
}

/** What a pod runs: completes server.properties with what only the pod knows, formats new KRaft storage, starts the broker. */
function startCommand(kafka: KafkaConfiguration, formatStorage: string): string {
  const id = kafka.mode === "kraft" ? "node.id" : "broker.id";
  const listeners = advertisedListeners(kafka, "$HOST");
  return [
    "set -e",
    ...(kafka.security === "scram" ? [writeTrustFile] : []),
    `HOST="$HOSTNAME.${headlessService}.$NAMESPACE.svc.cluster.local"`,
    "cat /etc/kafka/server.properties > /tmp/server.properties",
    `printf '${id}=%s\\nadvertised.listeners=%s\\n' "\${HOSTNAME##*-}" "${listeners}" >> /tmp/server.properties`,
    `${kafka.mode === "kraft" ? formatStorage : ""}exec ${javaCommand(kafka.heap)} kafka.Kafka /tmp/server.properties`,
  ].join("; ");
}
