import type { TopicSpec } from "./topic-spec";

/** A topic as Kafka has it now. */
export interface ActualTopic {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  /** Settings of the topic itself; the broker's defaults are not among them. */
  readonly config: Readonly<Record<string, string>>;
}

export interface TopicPlan {
  readonly create: readonly TopicSpec[];
  readonly grow: readonly { readonly name: string; readonly from: number; readonly to: number }[];
  /**
   * `config` is the complete set to write: Kafka's AlterConfigs resets every setting that is not in the request, so
   * what somebody else has set stays in it. `changes` are the names that differ.
   */
  readonly configure: readonly {
    readonly name: string;
    readonly config: Readonly<Record<string, string>>;
    readonly changes: readonly string[];
  }[];
  /** Wishes that Kafka cannot fulfil. When there is one, nothing at all may be changed. */
  readonly refused: readonly string[];
}

/** What must be done so that Kafka has the wanted topics. Topics that nobody wants any more are left alone. */
export function planTopics(wanted: readonly TopicSpec[], actual: readonly ActualTopic[]): TopicPlan {
  const existing = new Map(actual.map((topic) => [topic.name, topic]));
  const create: TopicSpec[] = [];
  const grow: { name: string; from: number; to: number }[] = [];
  const configure: { name: string; config: Record<string, string>; changes: string[] }[] = [];
  const refused: string[] = [];
  for (const topic of wanted) {
    const now = existing.get(topic.name);
    if (now === undefined) {
      create.push(topic);
      continue;
    }
    if (topic.partitions < now.partitions) refused.push(cannotShrink(topic, now));
    if (topic.partitions > now.partitions) grow.push({ name: topic.name, from: now.partitions, to: topic.partitions });
    if (topic.replicationFactor !== now.replicationFactor) refused.push(cannotReplicate(topic, now));
    const changes = Object.keys(topic.config).filter((key) => topic.config[key] !== now.config[key]);
    if (changes.length > 0) {
      configure.push({ name: topic.name, config: { ...now.config, ...topic.config }, changes });
    }
  }
  return { create, grow, configure, refused };
}

function cannotShrink({ name, partitions }: TopicSpec, now: ActualTopic): string {
  return (
    `Topic ${name} has ${now.partitions} partitions and cannot be lowered to ${partitions}: Kafka never removes a ` +
    `partition, since its events would be lost. Leave it at ${now.partitions}, or configure a topic of another name ` +
    `with ${partitions} partitions, let the consumers finish the old one, and move the producers over.`
  );
}

function cannotReplicate({ name, replicationFactor }: TopicSpec, now: ActualTopic): string {
  return (
    `Topic ${name} has replication factor ${now.replicationFactor} and the stack file says ${replicationFactor}: this ` +
    `Job does not move partition copies between brokers. Set it back to ${now.replicationFactor}, or change it with ` +
    `kafka-reassign-partitions first.`
  );
}
