import { bytes } from "./quantities";
import type { StackConfiguration } from "./schema";

/** A rule between fields that does not hold, at the field to change. */
export interface Issue {
  readonly path: readonly string[];
  /** Completes "<path>: …". */
  readonly message: string;
}

/** Rules that hold between fields; each field alone has already been accepted. */
export function* invariantIssues(configuration: StackConfiguration): Generator<Issue> {
  yield* kafkaIssues(configuration);
  yield* topicIssues(configuration);
  yield* processorIssues(configuration);
  yield* autoscalerIssues(configuration);
}

function* kafkaIssues({ kafka, zookeeper }: StackConfiguration): Generator<Issue> {
  if (kafka.replicationFactor > kafka.brokers) {
    yield {
      path: ["kafka", "replicationFactor"],
      message: `must not exceed kafka.brokers (${kafka.brokers}): two copies of a partition on one broker protect nothing`,
    };
  }
  // With one copy there is nothing to wait for; 1 is then the only possible value.
  const limit = Math.max(1, kafka.replicationFactor - 1);
  if (kafka.minInSyncReplicas > limit) {
    yield {
      path: ["kafka", "minInSyncReplicas"],
      message: `must be at most ${limit} with a replication factor of ${kafka.replicationFactor}: otherwise writes stop when one broker does`,
    };
  }
  for (const [part, { heap, resources }] of Object.entries({ kafka, zookeeper })) {
    if (bytes(heap) >= bytes(resources.memory)) {
      yield {
        path: [part, "heap"],
        message: `must be less than ${part}.resources.memory (${resources.memory}): Java needs memory beside its heap, or the pod is killed`,
      };
    }
  }
}

function* topicIssues({ topics }: StackConfiguration): Generator<Issue> {
  const seen = new Map<string, string>();
  for (const [key, { name }] of Object.entries(topics)) {
    const other = seen.get(name);
    if (other !== undefined) {
      yield { path: ["topics", key, "name"], message: `must differ from topics.${other}.name` };
    }
    seen.set(name, key);
  }
}

function* processorIssues({ processor, omsDaemon }: StackConfiguration): Generator<Issue> {
  if (processor.image !== undefined && processor.configDirectory === undefined) {
    yield {
      path: ["processor", "configDirectory"],
      message: "must name the folder with the image's configuration files when processor.image is set",
    };
  }
  if (processor.configDirectory !== undefined && processor.image === undefined) {
    yield {
      path: ["processor", "configDirectory"],
      message: "is read only by the operator's own image: set processor.image too, or remove it",
    };
  }
  if (omsDaemon !== undefined && processor.configDirectory === undefined) {
    yield { path: ["omsDaemon"], message: "reads the files of processor.configDirectory: set it, or remove omsDaemon" };
  }
}

function* autoscalerIssues({ autoscaler, topics }: StackConfiguration): Generator<Issue> {
  const [field, replicas] =
    autoscaler.kind === "keda"
      ? (["maxReplicas", autoscaler.maxReplicas] as const)
      : (["replicas", autoscaler.replicas] as const);
  if (replicas > topics.raw.partitions) {
    yield {
      path: ["autoscaler", field],
      message: `must not exceed topics.raw.partitions (${topics.raw.partitions}): a partition has one consumer, so further replicas would idle`,
    };
  }
  if (autoscaler.kind === "keda") {
    if (autoscaler.minReplicas > autoscaler.maxReplicas) {
      yield {
        path: ["autoscaler", "minReplicas"],
        message: `must not exceed autoscaler.maxReplicas (${autoscaler.maxReplicas})`,
      };
    }
    if (autoscaler.fallback.replicas > autoscaler.maxReplicas) {
      yield {
        path: ["autoscaler", "fallback", "replicas"],
        message: `must not exceed autoscaler.maxReplicas (${autoscaler.maxReplicas})`,
      };
    }
  }
}

/**
 * What is allowed but buys nothing: with 5 partitions a fourth consumer does not speed anything up, since one
 * consumer still has two partitions (1, 1.67, 2.5, 2.5, 5 times for one to five consumers).
 */
export function warnings({ autoscaler, topics }: StackConfiguration): string[] {
  if (autoscaler.kind !== "keda") return [];
  const busiest = (replicas: number) => Math.ceil(topics.raw.partitions / replicas);
  const maximum = autoscaler.maxReplicas;
  return maximum > 1 && busiest(maximum) === busiest(maximum - 1)
    ? [
        `autoscaler.maxReplicas ${maximum} buys nothing over ${maximum - 1}: of ${topics.raw.partitions} partitions the busiest replica has ${busiest(maximum)} either way.`,
      ]
    : [];
}
