import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { KedaConfiguration } from "../config/schema";
import { apiVersions } from "../config/versions";
import type { KafkaConnection } from "../kafka-client/connection";
import { labels } from "./workload";

export interface KedaAutoscalerArgs {
  readonly namespace: pulumi.Input<string>;
  /** Name of the StatefulSet that is scaled. */
  readonly statefulSetName: pulumi.Input<string>;
  readonly connection: pulumi.Input<KafkaConnection>;
  readonly topic: string;
  readonly consumerGroup: string;
  readonly autoscaler: KedaConfiguration;
}

/** What {@link scaledObjectSpec} needs, all known. */
export interface ScaledObjectInput {
  readonly statefulSetName: string;
  readonly connection: KafkaConnection;
  readonly topic: string;
  readonly consumerGroup: string;
  readonly autoscaler: KedaConfiguration;
}

/**
 * The spec of KEDA's ScaledObject, with the errors of the thesis' manifest (figure 6.4) corrected: DNS names in place
 * of pod addresses, the kind spelt as Kubernetes does, and offsets counted from the earliest event, because with
 * "latest" a group that never committed counts as one event per partition, whatever waits for it.
 */
export function scaledObjectSpec({ statefulSetName, connection, topic, consumerGroup, autoscaler }: ScaledObjectInput) {
  return {
    scaleTargetRef: { apiVersion: "apps/v1", kind: "StatefulSet", name: statefulSetName },
    pollingInterval: autoscaler.pollingIntervalSeconds,
    cooldownPeriod: autoscaler.cooldownPeriodSeconds,
    minReplicaCount: autoscaler.minReplicas,
    maxReplicaCount: autoscaler.maxReplicas,
    fallback: autoscaler.fallback,
    advanced: {
      // Deleting the stack must not first scale the workload back: it goes as well.
      restoreToOriginalReplicaCount: false,
      horizontalPodAutoscalerConfig: {
        behavior: { scaleDown: { stabilizationWindowSeconds: autoscaler.scaleDownStabilizationSeconds } },
      },
    },
    triggers: [
      {
        type: "kafka",
        metricType: "AverageValue",
        metadata: {
          bootstrapServers: connection.bootstrapServers.join(","),
          topic,
          consumerGroup,
          lagThreshold: String(autoscaler.lagThreshold),
          offsetResetPolicy: "earliest",
          // KEDA's default is 1.0.0, which newer brokers refuse.
          version: connection.clientVersion,
          ...authentication(connection),
        },
      },
    ],
  };
}

function authentication({ security }: KafkaConnection): Record<string, string> {
  switch (security.kind) {
    case "plaintext":
      return { sasl: "none", tls: "disable" };
    case "scram":
      return { sasl: "scram_sha512", tls: "enable" };
    case "iam":
      return { sasl: "aws_msk_iam", tls: "enable", awsRegion: security.region };
  }
}

/** Scales a StatefulSet on the lag of a consumer group, by KEDA. */
export class KedaAutoscaler extends pulumi.ComponentResource {
  constructor(name: string, args: KedaAutoscalerArgs, options?: pulumi.ComponentResourceOptions) {
    super("acm:autoscaler:KedaAutoscaler", name, {}, options);
    new kubernetes.apiextensions.CustomResource(
      `${name}-scaled-object`,
      {
        apiVersion: apiVersions.scaledObject,
        kind: "ScaledObject",
        metadata: { name: args.statefulSetName, namespace: args.namespace, labels: labels("event-stream-processor") },
        spec: pulumi
          .all([args.statefulSetName, args.connection])
          .apply(([statefulSetName, connection]) => scaledObjectSpec({ ...args, statefulSetName, connection })),
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
