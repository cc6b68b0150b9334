import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ZookeeperConfiguration } from "../config/schema";
import { fourLetterWordProbe, javaCommand } from "./java";
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

const part = "zookeeper";
/** Ports of the thesis (6.2.1): client, follower (quorum) and leader (election). */
const ports = { client: 2181, follower: 2888, leader: 3888 } as const;
const dataDirectory = "/var/lib/zookeeper";

export interface ZookeeperArgs {
  readonly namespace: pulumi.Input<string>;
  /** Image with Java, bash and the jars of Kafka and ZooKeeper under /opt/kafka/libs. */
  readonly image: string;
  /** @default "IfNotPresent" */
  readonly imagePullPolicy?: string;
  /** Servers of the ensemble, their volumes, heap and resources. */
  readonly zookeeper: ZookeeperConfiguration;
  /** The only part whose pods may speak to the servers, where the cluster's network enforces policies. @default any */
  readonly clients?: string;
  /** Class of the volumes. @default the cluster's own default */
  readonly storageClass?: string;
  /** Whether two pods may share a node. @default "preferred" */
  readonly antiAffinity?: "preferred" | "required";
}

/** zoo.cfg for an ensemble whose servers are the pods of a StatefulSet. */
export function zooCfg(namespace: string, servers: number): string {
  return [
    `dataDir=${dataDirectory}`,
    `clientPort=${ports.client}`,
    "tickTime=2000",
    "initLimit=10",
    "syncLimit=5",
    "admin.enableServer=false",
    "4lw.commands.whitelist=ruok,srvr,mntr",
    "autopurge.snapRetainCount=3",
    "autopurge.purgeInterval=24",
    // At its first start a pod's own name may not resolve yet; listening on every address does not need it.
    "quorumListenOnAllIPs=true",
    ...(servers === 1
      ? []
      : serverNames(namespace, servers).map(
          (name, ordinal) => `server.${ordinal + 1}=${name}:${ports.follower}:${ports.leader}`,
        )),
    "",
  ].join("\n");
}

/** zookeeper.connect for clients: every server, so that the loss of one does not matter. */
export function zookeeperConnect(namespace: string, servers: number): string {
  return serverNames(namespace, servers)
    .map((name) => `${name}:${ports.client}`)
    .join(",");
}

function serverNames(namespace: string, servers: number): string[] {
  return Array.from(
    { length: servers },
    (_, ordinal) => `${part}-${ordinal}.${part}-headless.${namespace}.svc.cluster.local`,
  );
}

/** The ensemble that Kafka before KRaft keeps its metadata in: a StatefulSet with volumes and a disruption budget. */
export class Zookeeper extends pulumi.ComponentResource {
  /** Addresses for Kafka's `zookeeper.connect`. */
  readonly connect: pulumi.Output<string>;

  constructor(name: string, args: ZookeeperArgs, options?: pulumi.ComponentResourceOptions) {
    super("acm:kafka:Zookeeper", name, {}, options);
    const parent = { parent: this };
    const { servers, resources, heap, storage } = args.zookeeper;
    const metadata = { namespace: args.namespace, labels: labels(part) };
    const configuration = pulumi.output(args.namespace).apply((namespace) => zooCfg(namespace, servers));

    const configMap = new kubernetes.core.v1.ConfigMap(
      `${name}-config`,
      { metadata: { ...metadata, name: `${part}-config` }, data: { "zoo.cfg": configuration } },
      parent,
    );
    const service = new kubernetes.core.v1.Service(
      `${name}-headless`,
      {
        metadata: {
          ...metadata,
          name: `${part}-headless`,
          // Without ready servers the service has no endpoints, and without the service none gets ready.
          annotations: { "pulumi.com/skipAwait": "true" },
        },
        spec: {
          clusterIP: "None",
          // Servers must find each other before they are ready: a quorum is what makes them ready.
          publishNotReadyAddresses: true,
          selector: selectorLabels(part),
          ports: Object.entries(ports).map(([portName, port]) => ({ name: portName, port })),
        },
      },
      parent,
    );
    // Nothing protects the users' keys in ZooKeeper from whoever reaches it.
    if (args.clients !== undefined) {
      const from = [part, args.clients].map((each) => ({ podSelector: { matchLabels: selectorLabels(each) } }));
      new kubernetes.networking.v1.NetworkPolicy(
        `${name}-clients`,
        {
          metadata: { ...metadata, name: part },
          spec: {
            podSelector: { matchLabels: selectorLabels(part) },
            policyTypes: ["Ingress"],
            ingress: [{ from }],
          },
        },
        parent,
      );
    }
    new kubernetes.policy.v1.PodDisruptionBudget(
      `${name}-budget`,
      {
        metadata: { ...metadata, name: part },
        spec: oneDisruptionAtATime(part),
      },
      parent,
    );
    new kubernetes.apps.v1.StatefulSet(
      `${name}-servers`,
      {
        metadata: { ...metadata, name: part, annotations: fieldManagerAnnotation() },
        spec: {
          serviceName: service.metadata.name,
          replicas: servers,
          // A quorum needs the majority at once; one after the other the first never gets ready.
          podManagementPolicy: "Parallel",
          selector: { matchLabels: selectorLabels(part) },
          template: {
            metadata: { labels: labels(part), annotations: configuration.apply((text) => checksumAnnotation(text)) },
            spec: {
              automountServiceAccountToken: false,
              enableServiceLinks: false,
              securityContext: restrictedPod(),
              affinity: spreadOverNodes(part, args.antiAffinity),
              terminationGracePeriodSeconds: 30,
              containers: [
                {
                  name: part,
                  image: args.image,
                  imagePullPolicy: args.imagePullPolicy ?? "IfNotPresent",
                  command: [
                    "bash",
                    "-c",
                    `echo $((\${HOSTNAME##*-} + 1)) > ${dataDirectory}/myid && exec ${javaCommand(heap)} ` +
                      "org.apache.zookeeper.server.quorum.QuorumPeerMain /etc/zookeeper/zoo.cfg",
                  ],
                  ports: Object.entries(ports).map(([portName, containerPort]) => ({ name: portName, containerPort })),
                  resources: resourceRequirements(resources),
                  securityContext: restrictedContainer(),
                  startupProbe: { ...fourLetterWordProbe("ruok", "imok"), periodSeconds: 2, failureThreshold: 60 },
                  // "srvr" names a mode only while the server is part of a quorum.
                  readinessProbe: {
                    ...fourLetterWordProbe("srvr", "Mode: (leader|follower|standalone)"),
                    periodSeconds: 10,
                  },
                  livenessProbe: { ...fourLetterWordProbe("ruok", "imok"), periodSeconds: 20, failureThreshold: 3 },
                  volumeMounts: [
                    { name: "data", mountPath: dataDirectory },
                    { name: "config", mountPath: "/etc/zookeeper", readOnly: true },
                    { name: "tmp", mountPath: "/tmp" },
                  ],
                },
              ],
              volumes: configurationVolumes(configMap.metadata.name),
            },
          },
          volumeClaimTemplates: [dataVolumeClaim(storage, args.storageClass)],
        },
      },
      parent,
    );
    this.connect = pulumi.output(args.namespace).apply((namespace) => zookeeperConnect(namespace, servers));
    this.registerOutputs({ connect: this.connect });
  }
}
