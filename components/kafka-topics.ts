import { createHash } from "node:crypto";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { TopicConfiguration } from "../config/schema";
import type { TopicSpec } from "../kafka-jobs/topic-spec";
import type { KafkaCredentials } from "../targets/target";
import { credentialsMount } from "./kafka-credentials";
import { oneTimeJob, oneTimeJobTimeouts } from "./one-time-job";
import { labels } from "./workload";

const part = "kafka-topics";
/** The ConfigMap that the running topics can be read from, before a change is planned. */
export const topicsConfigMap = { name: part, key: "topics.json" } as const;

export interface KafkaTopicsArgs {
  readonly namespace: pulumi.Input<string>;
  /** Image of kafka-jobs. */
  readonly image: string;
  /** @default "IfNotPresent" */
  readonly imagePullPolicy?: string;
  /** ConfigMap with connection.json. */
  readonly connectionConfigMap: pulumi.Input<string>;
  /** connection.json itself: the Job runs again when the way to connect changes. */
  readonly connection: pulumi.Input<string>;
  /** What it shows to the brokers, where the connection asks for it. */
  readonly credentials?: KafkaCredentials | undefined;
  /** Service account that its rights are bound to. @default the namespace's own */
  readonly serviceAccountName?: pulumi.Input<string> | undefined;
  readonly topics: readonly TopicSpec[];
}

/** Topics and their settings, from the stack file. */
export function topicSpecs(
  topics: TopicConfiguration,
  replicationFactor: number,
  minInSyncReplicas: number,
  withDeadLetter: boolean,
): TopicSpec[] {
  return [topics.raw, topics.ready, ...(withDeadLetter ? [topics.deadLetter] : [])].map(
    ({ name, partitions, retentionHours }) => ({
      name,
      partitions,
      replicationFactor,
      config: {
        "cleanup.policy": "delete",
        "min.insync.replicas": String(minInSyncReplicas),
        "retention.ms": String(Math.round(retentionHours * 3_600_000)),
      },
    }),
  );
}

/**
 * Topics as code: a Job inside the cluster, where brokers can be reached on every target, creates what is missing and
 * raises partition counts. Its name carries a hash of what it does, so that a change is a new Job.
 */
export class KafkaTopics extends pulumi.ComponentResource {
  /** Complete when the topics exist. */
  readonly job: kubernetes.batch.v1.Job;

  constructor(name: string, args: KafkaTopicsArgs, options?: pulumi.ComponentResourceOptions) {
    super("acm:kafka:KafkaTopics", name, {}, options);
    const parent = { parent: this };
    const document = JSON.stringify({ topics: args.topics }, undefined, 2);
    const configMap = new kubernetes.core.v1.ConfigMap(
      `${name}-config`,
      {
        metadata: { name: topicsConfigMap.name, namespace: args.namespace, labels: labels(part) },
        data: { [topicsConfigMap.key]: document },
      },
      parent,
    );
    const { volumes, volumeMounts } = credentialsMount(args.credentials);
    const jobName = pulumi
      .output(args.connection)
      .apply(
        (connection) =>
          `${part}-${createHash("sha256").update(`${args.image}\0${connection}\0${document}`).digest("hex").slice(0, 10)}`,
      );
    this.job = new kubernetes.batch.v1.Job(
      `${name}-job`,
      oneTimeJob({
        part,
        name: jobName,
        namespace: args.namespace,
        image: args.image,
        imagePullPolicy: args.imagePullPolicy,
        run: {
          args: ["topics", "--connection", "/etc/kafka/connection.json", "--topics", "/etc/kafka-topics/topics.json"],
        },
        resources: { cpu: "50m", memory: "128Mi", cpuLimit: "500m" },
        serviceAccountName: args.serviceAccountName,
        volumeMounts: [
          { name: "connection", mountPath: "/etc/kafka", readOnly: true },
          { name: "topics", mountPath: "/etc/kafka-topics", readOnly: true },
          ...volumeMounts,
        ],
        volumes: [
          { name: "connection", configMap: { name: args.connectionConfigMap } },
          { name: "topics", configMap: { name: configMap.metadata.name } },
          ...volumes,
        ],
      }),
      { ...parent, customTimeouts: oneTimeJobTimeouts },
    );
    this.registerOutputs({});
  }
}
