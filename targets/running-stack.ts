import { z } from "zod";
import { topicSpecs } from "../components/kafka-topics";
import type { StackConfiguration } from "../config/schema";

const deployedTopics = z.object({ topics: z.array(z.object({ name: z.string(), partitions: z.number() })) });

/**
 * Partition counts only grow: Kafka cannot remove a partition, because its events have no other place and keys would
 * move. Compares the stack file with what the last deployment asked for.
 * @param deployed topics.json of the running stack; undefined when there is none
 */
export function topicProblems(configuration: StackConfiguration, deployed: string | undefined): string[] {
  if (deployed === undefined) return [];
  const { kafka, topics, processor } = configuration;
  const parsed = deployedTopics.safeParse(JSON.parse(deployed));
  const before = new Map(parsed.data?.topics.map(({ name, partitions }) => [name, partitions]));
  return topicSpecs(topics, kafka.replicationFactor, kafka.minInSyncReplicas, processor.deadLetter).flatMap(
    ({ name, partitions }) => {
      const current = before.get(name);
      return current === undefined || partitions >= current
        ? []
        : [
            `Topic "${name}" has ${current} partitions and acm:stack.topics asks for ${partitions}: Kafka cannot remove partitions. ` +
              `Set it back to ${current}; to have fewer, give the topic a new name with fewer partitions and move its consumers and producers there.`,
          ];
    },
  );
}

/**
 * A running cluster cannot change between ZooKeeper and KRaft by new settings; its volumes have the other format.
 * @param deployed server.properties of the running stack; undefined when there is none
 */
export function modeChangeProblem({ kafka, namespace }: StackConfiguration, deployed: string | undefined): string[] {
  if (deployed === undefined) return [];
  const mode = /^process\.roles=/m.test(deployed) ? "kraft" : "zookeeper";
  return mode === kafka.mode
    ? []
    : [
        `Kafka in namespace "${namespace}" runs in ${mode} mode and acm:stack.kafka.mode asks for ${kafka.mode}: its volumes cannot be read in the other mode. ` +
          `Set kafka.mode back to ${mode}, or deploy a second stack in another namespace and move the events there.`,
      ];
}
