import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { KedaConfiguration } from "../config/schema";
import { apiVersions } from "../config/versions";
import type { KafkaConnection } from "../kafka-client/connection";
import type { KafkaCredentials } from "../targets/target";
import { labels } from "./workload";

export interface KedaAutoscalerArgs {
  readonly namespace: pulumi.Input<string>;
  /** Name of the StatefulSet that is scaled. */
  readonly statefulSetName: pulumi.Input<string>;
  readonly connection: pulumi.Input<KafkaConnection>;
  /** What KEDA shows to the brokers, where the connection asks for it. */
  readonly credentials?: KafkaCredentials | undefined;
  readonly topic: string;
  readonly consumerGroup: string;
  readonly autoscaler: KedaConfiguration;
}

/** What {@link scaledObjectSpec} needs, all known. */
export interface ScaledObjectInput {
  readonly statefulSetName: string;
  readonly connection: KafkaConnection;
  /** Name of the TriggerAuthentication with the credentials. @default none are needed */
  readonly authentication?: string | undefined;
  readonly topic: string;
  readonly consumerGroup: string;
  readonly autoscaler: KedaConfiguration;
}

/**
 * The spec of KEDA's ScaledObject, with the errors of the thesis' manifest (figure 6.4) corrected: DNS names in place
 * of pod addresses, the kind spelt as Kubernetes does, and offsets counted from the earliest event, because with
 * "latest" a group that never committed counts as one event per partition, whatever waits for it.
 */
export function scaledObjectSpec(input: ScaledObjectInput) {
  const { statefulSetName, connection, topic, consumerGroup, autoscaler } = input;
  return {
    scaleTargetRef: { apiVersion: "apps/v1", kind: "StatefulSet", name: statefulSetName },
    pollingInterval: autoscaler.pollingIntervalSeconds,
    cooldownPeriod: autoscaler.cooldownPeriodSeconds,
    minReplicaCount: autoscaler.minReplicas,
    maxReplicaCount: autoscaler.maxReplicas,
    // What KEDA and its defaults would add is stated, and what it drops (restoreToOriginalReplicaCount: false) is not: a
    // refresh would find the difference, and every other update take it away.
    fallback: { ...autoscaler.fallback, behavior: "static" },
    advanced: {
      scalingModifiers: {},
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
        ...(input.authentication === undefined ? {} : { authenticationRef: { name: input.authentication } }),
      },
    ],
  };
}

const authenticationName = "kafka-credentials";

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
    const authentication = this.triggerAuthentication(name, args);
    new kubernetes.apiextensions.CustomResource(
      `${name}-scaled-object`,
      {
        apiVersion: apiVersions.scaledObject,
        kind: "ScaledObject",
        metadata: { name: args.statefulSetName, namespace: args.namespace, labels: labels("event-stream-processor") },
        spec: pulumi.all([args.statefulSetName, args.connection]).apply(([statefulSetName, connection]) =>
          scaledObjectSpec({
            ...args,
            statefulSetName,
            connection,
            authentication: authentication === undefined ? undefined : authenticationName,
          }),
        ),
      },
      { parent: this, dependsOn: authentication === undefined ? [] : [authentication] },
    );
    this.registerOutputs({});
  }

  private triggerAuthentication(name: string, { namespace, credentials }: KedaAutoscalerArgs) {
    if (credentials === undefined) return undefined;
    const { secretName, privateAuthority } = credentials;
    const parameters = { username: "username", password: "password", ...(privateAuthority ? { ca: "ca.crt" } : {}) };
    return new kubernetes.apiextensions.CustomResource(
      `${name}-credentials`,
      {
        apiVersion: apiVersions.scaledObject,
        kind: "TriggerAuthentication",
        metadata: { name: authenticationName, namespace, labels: labels("event-stream-processor") },
        spec: {
          secretTargetRef: Object.entries(parameters).map(([parameter, key]) => ({ parameter, name: secretName, key })),
        },
      },
      { parent: this },
    );
  }
}
