import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ProcessorConfiguration } from "../config/schema";
import type { KafkaCredentials } from "../targets/target";
import { credentialsMount } from "./kafka-credentials";
import {
  checksumAnnotation,
  configurationVolumes,
  labels,
  oneDisruptionAtATime,
  resourceRequirements,
  restrictedContainer,
  restrictedPod,
  runsUnder,
  selectorLabels,
  spreadOverNodes,
} from "./workload";

const part = "event-stream-processor";
/** The port of the thesis (6.2.6): metrics and health. */
export const processorPort = 9095;

export interface EventStreamProcessorArgs {
  readonly namespace: pulumi.Input<string>;
  readonly image: string;
  /** @default "IfNotPresent" */
  readonly imagePullPolicy?: string;
  readonly processor: ProcessorConfiguration;
  /** Configuration files by name, mounted together. */
  readonly files: pulumi.Input<Record<string, string>>;
  /** Where the files appear. @default "/etc/acm" */
  readonly mountPath?: string;
  /** What it shows to the brokers, where the connection asks for it. */
  readonly credentials?: KafkaCredentials | undefined;
  /** Service account that its rights are bound to. @default the namespace's own */
  readonly serviceAccountName?: pulumi.Input<string> | undefined;
  /** Arguments of the container. @default the image's own */
  readonly args?: readonly string[];
  /** True for our own image, which answers health questions on its port. An operator's image is only watched as a process. */
  readonly hasHealthEndpoints: boolean;
  /** Fixed number of replicas; absent when an autoscaler owns it. @default owned by the autoscaler */
  readonly replicas?: number;
}

/** Consumes raw events, enriches them, and writes ready events. */
export class EventStreamProcessor extends pulumi.ComponentResource {
  /** What an autoscaler scales. */
  readonly statefulSet: kubernetes.apps.v1.StatefulSet;
  /** ConfigMap with the configuration files, which the OMS daemon reads too. */
  readonly configMapName: pulumi.Output<string>;

  constructor(name: string, args: EventStreamProcessorArgs, options?: pulumi.ComponentResourceOptions) {
    super("acm:processor:EventStreamProcessor", name, {}, options);
    const parent = { parent: this };
    const metadata = { namespace: args.namespace, labels: labels(part) };
    const ports = [{ name: "metrics", port: processorPort }];
    const credentials = credentialsMount(args.credentials);

    const configMap = new kubernetes.core.v1.ConfigMap(
      `${name}-config`,
      { metadata: { ...metadata, name: `${part}-config` }, data: args.files },
      parent,
    );
    const headless = new kubernetes.core.v1.Service(
      `${name}-headless`,
      {
        metadata: { ...metadata, name: `${part}-headless`, annotations: { "pulumi.com/skipAwait": "true" } },
        // Prometheus finds every replica here, and one that is not ready is the one to look at.
        spec: { clusterIP: "None", publishNotReadyAddresses: true, selector: selectorLabels(part), ports },
      },
      parent,
    );
    new kubernetes.core.v1.Service(
      `${name}-service`,
      {
        // Its endpoints come with the StatefulSet below, which is awaited itself.
        metadata: { ...metadata, name: part, annotations: { "pulumi.com/skipAwait": "true" } },
        spec: { selector: selectorLabels(part), ports },
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
    this.statefulSet = new kubernetes.apps.v1.StatefulSet(
      `${name}-replicas`,
      {
        metadata: { ...metadata, name: part },
        spec: {
          serviceName: headless.metadata.name,
          // The autoscaler owns this number; stating it here would undo its work at every update.
          ...(args.replicas === undefined ? {} : { replicas: args.replicas }),
          // All new replicas start at once: with lag waiting, the third must not wait for the second.
          podManagementPolicy: "Parallel",
          selector: { matchLabels: selectorLabels(part) },
          template: {
            metadata: {
              labels: labels(part),
              annotations: pulumi
                .output(args.files)
                .apply((files) => checksumAnnotation(...Object.entries(files).flat()))
                .apply((checksum) => ({ ...checksum, ...credentials.annotations })),
            },
            spec: {
              ...runsUnder(args.serviceAccountName),
              automountServiceAccountToken: false,
              enableServiceLinks: false,
              securityContext: restrictedPod(),
              affinity: spreadOverNodes(part),
              // Time to finish the batch in hand, commit, and leave the group.
              terminationGracePeriodSeconds: args.processor.terminationGracePeriodSeconds,
              containers: [
                {
                  name: part,
                  image: args.image,
                  imagePullPolicy: args.imagePullPolicy ?? "IfNotPresent",
                  ...(args.args === undefined ? {} : { args: [...args.args] }),
                  ports: [{ name: "metrics", containerPort: processorPort }],
                  resources: resourceRequirements(args.processor.resources),
                  securityContext: restrictedContainer(),
                  ...(args.hasHealthEndpoints ? healthProbes() : {}),
                  volumeMounts: [
                    { name: "config", mountPath: args.mountPath ?? "/etc/acm", readOnly: true },
                    { name: "tmp", mountPath: "/tmp" },
                    ...credentials.volumeMounts,
                  ],
                },
              ],
              volumes: [...configurationVolumes(configMap.metadata.name), ...credentials.volumes],
            },
          },
        },
      },
      parent,
    );
    this.configMapName = configMap.metadata.name;
    this.registerOutputs({ configMapName: this.configMapName });
  }
}

function healthProbes() {
  const answer = (path: string) => ({ httpGet: { path, port: "metrics" }, timeoutSeconds: 5 });
  return {
    startupProbe: { ...answer("/healthz/live"), periodSeconds: 1, failureThreshold: 60 },
    readinessProbe: { ...answer("/healthz/ready"), periodSeconds: 2 },
    livenessProbe: { ...answer("/healthz/live"), periodSeconds: 15, failureThreshold: 3 },
  };
}
