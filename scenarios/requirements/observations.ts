/** What is seen of a running stack, as plain data: the checks judge it, and judge a recorded one again without a cluster. */
import type { VerifyResult } from "../job-results";
import type { ReplicaSample } from "../replicas";
import type { ReplicaChange } from "../run-record";

/** A reading: how it was asked, when, and the answer or why there is none. */
export type Reading<T> = { readonly query: string; readonly time: string } & (
  { readonly value: T; readonly error?: undefined } | { readonly value?: undefined; readonly error: string }
);

export interface PodReading {
  readonly name: string;
  /** Part of the stack: kafka, zookeeper, prometheus. */
  readonly part: string;
  readonly ready: boolean;
}

/** Values of metrics that both the exporter and Prometheus have. */
export interface KafkaMetrics {
  readonly brokers: number | undefined;
  /** Partitions by topic. */
  readonly partitions: Readonly<Record<string, number>>;
  /** Lag of the consumer group on the raw topic; undefined when the group has none to show. */
  readonly lag: number | undefined;
}

/** Events written while nobody reads (where there is an autoscaler to hold), then read: lag up, replicas up, lag down, replicas down. */
export interface BacklogReading {
  readonly sent: number;
  readonly validSent: number;
  readonly invalidSent: number;
  /** Events that somebody else has written to the topic meanwhile. */
  readonly others: number;
  /** While nobody reads. */
  readonly exporter: Reading<KafkaMetrics>;
  readonly prometheus: Reading<KafkaMetrics>;
  /** From the release of the autoscaler on. */
  readonly replicas: readonly ReplicaSample[];
  /** What was wanted, counted from the release and from the time that everything was read. */
  readonly changes: readonly ReplicaChange[];
  /** The autoscaler's stabilisation window for going down, s; undefined without one. */
  readonly stabilisation: number | undefined;
  /** Seconds from the release until everything was read; undefined when it was not. */
  readonly drainSeconds: number | undefined;
  readonly lagAfter: Reading<number>;
  readonly verification: Reading<VerifyResult>;
  /** Seconds from the drain until the fewest replicas were left; undefined when they were not. */
  readonly scaleDownSeconds: number | undefined;
}

export interface Observations {
  readonly schemaVersion: 1;
  readonly startedAt: string;
  readonly commit: string;
  readonly namespace: string;
  readonly expected: {
    readonly zookeeperServers: number;
    readonly brokers: number;
    readonly inClusterKafka: boolean;
    readonly topics: Readonly<Record<string, number>>;
    readonly rawTopic: string;
    readonly minReplicas: number;
    readonly maxReplicas: number;
    readonly autoscaler: string;
    readonly grafana: boolean;
  };
  readonly pods: Reading<readonly PodReading[]>;
  /** Lines of level ERROR in ZooKeeper's logs. */
  readonly zookeeperErrors: Reading<readonly string[]>;
  /** Partitions by topic, by the Kafka protocol. */
  readonly topics: Reading<Readonly<Record<string, number>>>;
  readonly exporter: Reading<KafkaMetrics>;
  readonly prometheus: Reading<KafkaMetrics>;
  /** Scrape jobs that are up, and those that are not. */
  readonly targets: Reading<{ readonly up: readonly string[]; readonly down: readonly string[] }>;
  /** Requests that Prometheus has answered itself. */
  readonly prometheusRequests: Reading<number>;
  /** What the HorizontalPodAutoscaler reads, in its own words. */
  readonly autoscaler: Reading<string>;
  /** Dashboard queries that Prometheus accepts, and those that it refuses. */
  readonly dashboards: Reading<{ readonly answered: number; readonly refused: readonly string[] }>;
  readonly backlog: Reading<BacklogReading>;
  /** What the program says to one partition more, and to one fewer. */
  readonly morePartitions: Reading<readonly string[]>;
  readonly fewerPartitions: Reading<readonly string[]>;
}
