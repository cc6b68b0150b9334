import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Resources } from "../config/schema";
import type { KafkaConnection, KafkaSecurity } from "../kafka-client/connection";
import type { KafkaCredentials } from "../targets/target";
import { credentialsMount, exporterCredentials } from "./kafka-credentials";
import {
  labels,
  resourceRequirements,
  restrictedContainer,
  restrictedPod,
  runsUnder,
  selectorLabels,
} from "./workload";

const part = "kafka-exporter";
/** The user `nobody`, whom the public image runs as. */
const user = 65534;

/** Port of the metrics (thesis 6.2.3). */
export const kafkaExporterPort = 9308;

export interface KafkaExporterArgs {
  readonly namespace: pulumi.Input<string>;
  /** Image with the exporter as /bin/kafka_exporter. */
  readonly image: string;
  /** @default "IfNotPresent" */
  readonly imagePullPolicy?: string;
  /** The Kafka that is watched. */
  readonly connection: pulumi.Input<KafkaConnection>;
  /** What it shows to the brokers, where the connection asks for it. */
  readonly credentials?: KafkaCredentials | undefined;
  /** Service account that its rights are bound to. @default the namespace's own */
  readonly serviceAccountName?: pulumi.Input<string> | undefined;
  /** Requests and limits of the pod. */
  readonly resources: Resources;
}

/** Command line of the exporter for a connection. */
export function exporterArguments(connection: KafkaConnection): string[] {
  return [
    ...connection.bootstrapServers.map((server) => `--kafka.server=${server}`),
    // Its default is 2.0.0, a protocol that Kafka 4 no longer speaks.
    `--kafka.version=${connection.clientVersion}`,
    `--web.listen-address=:${kafkaExporterPort}`,
    ...securityArguments(connection.security),
  ];
}

function securityArguments(security: KafkaSecurity): string[] {
  switch (security.kind) {
    case "plaintext":
      return [];
    case "scram":
      return ["--tls.enabled", "--sasl.enabled", "--sasl.mechanism=scram-sha512", exporterCredentials];
    case "iam":
      return ["--tls.enabled", "--sasl.enabled", "--sasl.mechanism=awsiam", `--sasl.aws-region=${security.region}`];
  }
}

/** Turns the state of brokers, topics and consumer groups into metrics for Prometheus. */
export class KafkaExporter extends pulumi.ComponentResource {
  /** Address inside the cluster, `http://kafka-exporter.<namespace>.svc.cluster.local:9308`. */
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: KafkaExporterArgs, options?: pulumi.ComponentResourceOptions) {
    super("acm:monitoring:KafkaExporter", name, {}, options);
    const parent = { parent: this };
    const metadata = { name: part, namespace: args.namespace, labels: labels(part) };
    const { volumes, volumeMounts, annotations } = credentialsMount(args.credentials);

    new kubernetes.apps.v1.Deployment(
      `${name}-deployment`,
      {
        metadata,
        spec: {
          replicas: 1,
          selector: { matchLabels: selectorLabels(part) },
          template: {
            metadata: { labels: labels(part), annotations },
            spec: {
              ...runsUnder(args.serviceAccountName),
              automountServiceAccountToken: false,
              enableServiceLinks: false,
              securityContext: restrictedPod(user),
              containers: [
                {
                  name: part,
                  image: args.image,
                  imagePullPolicy: args.imagePullPolicy ?? "IfNotPresent",
                  args: pulumi.output(args.connection).apply(exporterArguments),
                  ports: [{ name: "metrics", containerPort: kafkaExporterPort }],
                  volumeMounts,
                  resources: resourceRequirements(args.resources),
                  securityContext: restrictedContainer(),
                  // Not /metrics: each reading of it asks every broker for every partition.
                  readinessProbe: { httpGet: { path: "/healthz", port: "metrics" }, periodSeconds: 5 },
                  livenessProbe: { httpGet: { path: "/healthz", port: "metrics" }, periodSeconds: 20 },
                },
              ],
              volumes,
            },
          },
        },
      },
      parent,
    );
    const service = new kubernetes.core.v1.Service(
      `${name}-service`,
      {
        // The Deployment is awaited; waiting for its endpoints too would report one failure twice.
        metadata: { ...metadata, annotations: { "pulumi.com/skipAwait": "true" } },
        spec: {
          selector: selectorLabels(part),
          ports: [{ name: "metrics", port: kafkaExporterPort, targetPort: "metrics" }],
        },
      },
      parent,
    );
    this.url = pulumi.interpolate`http://${service.metadata.name}.${args.namespace}.svc.cluster.local:${kafkaExporterPort}`;
    this.registerOutputs({ url: this.url });
  }
}
