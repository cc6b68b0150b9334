import { ConfigResourceTypes, type Admin } from "kafkajs";
import { text, number, type Values } from "../cli/options";
import { kafkaClient, readConnection, readJsonFile, RefusedError, report, waitUntil } from "./job";
import { planTopics, type ActualTopic, type TopicPlan } from "./topic-plan";
import { topicsFile, type TopicSpec } from "./topic-spec";

export const summary =
  "Makes the topics of a file exist in Kafka: creates, adds partitions, aligns settings. Never removes.";

export const options = {
  connection: text("FILE", "connection to Kafka, JSON as in the ConfigMap kafka-connection"),
  topics: text("FILE", "wanted topics, JSON as in the ConfigMap kafka-topics"),
  timeout: number("SECONDS", "how long to wait for brokers, and for leaders and replicas", {
    fallback: 300,
    minimum: 1,
    maximum: 3600,
  }),
};

/** Kafka's own mark of a setting that belongs to the topic (DescribeConfigs, config source). */
const topicSetting = 1;

export async function run({ connection, topics, timeout }: Values<typeof options>): Promise<number> {
  const { topics: wanted } = readJsonFile(topics, topicsFile);
  const kafka = readConnection(connection);
  await waitForBrokers(
    // Few retries here: the waiting has a loop and a bound of its own.
    kafkaClient(kafka, "acm-topics", 1).admin(),
    Math.max(...wanted.map(({ replicationFactor }) => replicationFactor)),
    timeout,
  );
  const admin = kafkaClient(kafka, "acm-topics").admin();
  await admin.connect();
  try {
    const plan = planTopics(wanted, await actualTopics(admin, wanted));
    if (plan.refused.length > 0) throw new RefusedError(plan.refused.join("\n"));
    await apply(admin, plan);
    await waitUntil(() => unhealthy(admin, wanted), timeout);
    report("result", {
      created: plan.create.map(({ name }) => name),
      grown: plan.grow,
      configured: plan.configure.map(({ name, changes }) => ({ name, changes })),
      topics: wanted.map(({ name, partitions }) => ({ name, partitions })),
    });
    return 0;
  } finally {
    await admin.disconnect();
  }
}

async function waitForBrokers(admin: Admin, wanted: number, timeout: number): Promise<void> {
  try {
    await waitUntil(async () => {
      await admin.connect();
      const { brokers } = await admin.describeCluster();
      return brokers.length >= wanted ? undefined : `${wanted} brokers (${brokers.length} so far)`;
    }, timeout);
  } finally {
    await admin.disconnect();
  }
}

async function actualTopics(admin: Admin, wanted: readonly TopicSpec[]): Promise<ActualTopic[]> {
  // Asking for the metadata of a topic that does not exist is an error, so the list comes first.
  const names = new Set(await admin.listTopics());
  const existing = wanted.map(({ name }) => name).filter((name) => names.has(name));
  if (existing.length === 0) return [];
  const { topics } = await admin.fetchTopicMetadata({ topics: existing });
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: existing.map((name) => ({ type: ConfigResourceTypes.TOPIC, name })),
  });
  const configs = new Map(
    resources.map(({ resourceName, configEntries }) => [
      resourceName,
      Object.fromEntries(
        configEntries
          .filter(({ configSource }) => Number(configSource) === topicSetting)
          .map(({ configName, configValue }) => [configName, configValue]),
      ),
    ]),
  );
  return topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.length,
    replicationFactor: Math.max(...partitions.map(({ replicas }) => replicas.length)),
    config: configs.get(name) ?? {},
  }));
}

async function apply(admin: Admin, { create, grow, configure }: TopicPlan): Promise<void> {
  if (create.length > 0) {
    report("progress", { creating: create.map(({ name }) => name) });
    await admin.createTopics({
      waitForLeaders: false,
      topics: create.map(({ name, partitions, replicationFactor, config }) => ({
        topic: name,
        numPartitions: partitions,
        replicationFactor,
        configEntries: Object.entries(config).map(([key, value]) => ({ name: key, value })),
      })),
    });
  }
  if (grow.length > 0) {
    report("progress", { growing: grow });
    await admin.createPartitions({ topicPartitions: grow.map(({ name, to }) => ({ topic: name, count: to })) });
  }
  if (configure.length > 0) {
    report("progress", { configuring: configure.map(({ name, changes }) => ({ name, changes })) });
    await admin.alterConfigs({
      validateOnly: false,
      resources: configure.map(({ name, config }) => ({
        type: ConfigResourceTypes.TOPIC,
        name,
        configEntries: Object.entries(config).map(([key, value]) => ({ name: key, value })),
      })),
    });
  }
}

/** What keeps the topics from being usable: a partition without a leader, or with a replica that is behind. */
async function unhealthy(admin: Admin, wanted: readonly TopicSpec[]): Promise<string | undefined> {
  const { topics } = await admin.fetchTopicMetadata({ topics: wanted.map(({ name }) => name) });
  for (const { name, partitions, replicationFactor } of wanted) {
    const actual = topics.find((topic) => topic.name === name)?.partitions ?? [];
    if (actual.length < partitions) return `${partitions} partitions of ${name} (${actual.length} so far)`;
    for (const { partitionId, leader, isr } of actual) {
      if (leader < 0) return `a leader of ${name} partition ${partitionId}`;
      if (isr.length < replicationFactor) return `all replicas of ${name} partition ${partitionId} to be in sync`;
    }
  }
  return undefined;
}
