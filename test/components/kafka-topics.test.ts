import { KafkaTopics, topicSpecs } from "../../components/kafka-topics";
import { parseStackConfiguration } from "../../config/load";
import { recordProgram } from "../support/recording";

const { topics } = parseStackConfiguration({ target: "onprem" });

test("topics carry what the stack file says", () => {
  expect(topicSpecs(topics, 3, 2, false)).toEqual([
    expect.objectContaining({ name: "raw-events", partitions: 5, replicationFactor: 3 }),
    expect.objectContaining({ name: "ready-events", partitions: 5, replicationFactor: 3 }),
  ]);
  expect(topicSpecs(topics, 3, 2, true)).toHaveLength(3);
  expect(topicSpecs(topics, 3, 2, false)[0]?.config).toMatchObject({
    "min.insync.replicas": "2",
    "retention.ms": "604800000",
  });
});

async function jobName(partitions: number, connection = "{}"): Promise<string> {
  const resources = await recordProgram(
    () =>
      new KafkaTopics("topics", {
        namespace: "acm",
        image: "acm/kafka-jobs:1",
        connectionConfigMap: "kafka-connection",
        connection,
        topics: topicSpecs({ ...topics, raw: { ...topics.raw, partitions } }, 3, 2, false),
      }),
  );
  return resources.find(({ type }) => type === "kubernetes:batch/v1:Job")?.inputs.metadata.name as string;
}

test("a Job cannot be changed, so every change of what it does is a Job of another name", async () => {
  expect(await jobName(5)).toBe(await jobName(5));
  expect(await jobName(6)).not.toBe(await jobName(5));
  expect(await jobName(5, '{"other":1}')).not.toBe(await jobName(5));
  expect(await jobName(5)).toMatch(/^kafka-topics-[0-9a-f]{10}$/);
});
