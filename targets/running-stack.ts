import { z } from "zod";
import { topicSpecs } from "../components/kafka-topics";
import { bytes } from "../config/quantities";
import { deployedSecurity } from "../components/kafka-listeners";
import type { OnPremisesConfiguration } from "../config/schema";

const deployedTopics = z.object({
  topics: z.array(z.object({ name: z.string(), partitions: z.number(), replicationFactor: z.number() })),
});

/** What runs of a StatefulSet. */
export interface DeployedSet {
  readonly replicas: number;
  /** Requested size of a volume, "20Gi"; undefined when it has none. */
  readonly storage: string | undefined;
}

/** What the last deployment left in the namespace; a part is undefined when it is not there. */
export interface RunningStack {
  /** topics.json. */
  readonly topics?: string | undefined;
  /** server.properties. */
  readonly kafkaProperties?: string | undefined;
  readonly kafka?: DeployedSet | undefined;
  readonly zookeeper?: DeployedSet | undefined;
}

/** Changes of the stack file that a running stack cannot follow without losing data. One sentence what, one what to do. */
export function changeProblems(configuration: OnPremisesConfiguration, running: RunningStack): string[] {
  const { kafka, zookeeper } = configuration;
  const modeChange = modeChangeProblem(configuration, running.kafkaProperties);
  if (modeChange.length > 0) return modeChange;
  return [
    ...securityProblems(configuration, running.kafkaProperties),
    ...topicProblems(configuration, running.topics),
    ...brokerProblems(configuration, running.kafka),
    ...zookeeperProblems(configuration, running.zookeeper),
    ...volumeProblems("kafka", kafka.storage, running.kafka),
    ...(kafka.mode === "zookeeper" ? volumeProblems("zookeeper", zookeeper.storage, running.zookeeper) : []),
  ];
}

/**
 * Partition counts only grow: Kafka cannot remove a partition, because its events have no other place and keys would
 * move. The copies of an existing partition do not follow a new replication factor either.
 */
export function topicProblems(
  { kafka, topics, processor }: OnPremisesConfiguration,
  deployed: string | undefined,
): string[] {
  if (deployed === undefined) return [];
  const parsed = deployedTopics.safeParse(JSON.parse(deployed));
  const before = new Map(parsed.data?.topics.map((topic) => [topic.name, topic]));
  const specs = topicSpecs(topics, kafka.replicationFactor, kafka.minInSyncReplicas, processor.deadLetter);
  const lowered = specs.flatMap(({ name, partitions }) => {
    const current = before.get(name)?.partitions;
    return current === undefined || partitions >= current
      ? []
      : [
          `Topic "${name}" has ${current} partitions and acm:stack.topics asks for ${partitions}: Kafka cannot remove partitions. ` +
            `Set it back to ${current}; to have fewer, give the topic a new name with fewer partitions and move its consumers and producers there.`,
        ];
  });
  const copies = specs
    .map(({ name }) => before.get(name)?.replicationFactor)
    .find((factor) => factor !== undefined && factor !== kafka.replicationFactor);
  return copies === undefined
    ? lowered
    : [
        ...lowered,
        `The running topics have ${copies} copies of every partition and acm:stack.kafka.replicationFactor asks for ${kafka.replicationFactor}: existing partitions would keep ${copies}. ` +
          `Set it back to ${copies}; to change it, reassign the partitions with kafka-reassign-partitions.sh, or deploy a second stack in another namespace and move the events there.`,
      ];
}

/** A running cluster cannot change between ZooKeeper and KRaft by new settings; its volumes have the other format. */
function modeChangeProblem({ kafka, namespace }: OnPremisesConfiguration, deployed: string | undefined): string[] {
  if (deployed === undefined) return [];
  const mode = /^process\.roles=/m.test(deployed) ? "kraft" : "zookeeper";
  return mode === kafka.mode
    ? []
    : [
        `Kafka in namespace "${namespace}" runs in ${mode} mode and acm:stack.kafka.mode asks for ${kafka.mode}: its volumes cannot be read in the other mode. ` +
          `Set kafka.mode back to ${mode}, or deploy a second stack in another namespace and move the events there.`,
      ];
}

/** Brokers of two kinds of security do not speak to each other while one after the other restarts. */
function securityProblems({ kafka, namespace }: OnPremisesConfiguration, deployed: string | undefined): string[] {
  if (deployed === undefined) return [];
  const running = deployedSecurity(deployed);
  if (running.security !== kafka.security) {
    return [
      `Kafka in namespace "${namespace}" runs with security ${running.security} and acm:stack.kafka.security asks for ${kafka.security}: brokers of both kinds cannot run together. ` +
        `Set it back to ${running.security}, or deploy a second stack in another namespace and move the events there.`,
    ];
  }
  const step = kafka.authorityGeneration - running.authorityGeneration;
  return Math.abs(step) <= 1
    ? []
    : [
        `Kafka's certificates are of generation ${running.authorityGeneration} and acm:stack.kafka.authorityGeneration asks for ${kafka.authorityGeneration}: brokers trust the next generation only, so that a step of more would part them. ` +
          `Set it to ${running.authorityGeneration + Math.sign(step)}, deploy, and go on from there.`,
      ];
}

function brokerProblems({ kafka }: OnPremisesConfiguration, running: DeployedSet | undefined): string[] {
  if (running === undefined || running.replicas === kafka.brokers) return [];
  const change = `Kafka has ${running.replicas} brokers and acm:stack.kafka.brokers asks for ${kafka.brokers}`;
  if (kafka.mode === "kraft") {
    return [
      `${change}: every broker is a controller as well, and the voters of a running quorum are fixed. ` +
        `Set it back to ${running.replicas}, or deploy a second stack in another namespace and move the events there.`,
    ];
  }
  return running.replicas > kafka.brokers
    ? [
        `${change}: the copies on a broker that goes would be missing for good. ` +
          `Set it back to ${running.replicas}; move its partitions away with kafka-reassign-partitions.sh before a broker is removed.`,
      ]
    : [];
}

/** From three to five is safe: a majority of five needs one of the three that know what was written. */
function zookeeperProblems({ kafka, zookeeper }: OnPremisesConfiguration, running: DeployedSet | undefined): string[] {
  if (kafka.mode !== "zookeeper" || running === undefined) return [];
  const { replicas } = running;
  return replicas === zookeeper.servers || (replicas === 3 && zookeeper.servers === 5)
    ? []
    : [
        `ZooKeeper has ${replicas} servers and acm:stack.zookeeper.servers asks for ${zookeeper.servers}: servers that know nothing could form a majority and forget every topic. ` +
          `Set it back to ${replicas}; only 3 can become 5.`,
      ];
}

/** Claims of a StatefulSet cannot be changed; the set would be replaced, and its volumes would stay as they are. */
function volumeProblems(part: "kafka" | "zookeeper", storage: string, running: DeployedSet | undefined): string[] {
  return running?.storage === undefined || sameSize(running.storage, storage)
    ? []
    : [
        `The volumes of ${part} have ${running.storage} and acm:stack.${part}.storage asks for ${storage}: Kubernetes does not change the claims of a running StatefulSet. ` +
          `Set it back to ${running.storage}; docs/components/kafka.md says how volumes are made larger.`,
      ];
}

/** Kubernetes may return a size in another spelling: "1024Mi" is "1Gi". */
function sameSize(one: string, other: string): boolean {
  try {
    return bytes(one) === bytes(other);
  } catch {
    return one === other;
  }
}
