import { z } from "zod";

/** A topic as the stack wants it: what the topics Job makes true in Kafka. */
export interface TopicSpec {
  name: string;
  /** Can be raised later, never lowered. */
  partitions: number;
  replicationFactor: number;
  /** Settings of the topic, for example `retention.ms`. Settings not named here are left as they are. */
  config: Record<string, string>;
}

const topicSpec = z.strictObject({
  name: z
    .string()
    .max(249)
    .regex(/^[a-zA-Z0-9_-][a-zA-Z0-9._-]*$/, "must be a Kafka topic name: letters, digits, dot, underscore, hyphen"),
  partitions: z.int().min(1).max(100_000),
  replicationFactor: z.int().min(1).max(32_767),
  config: z.record(z.string().min(1), z.string()),
}) satisfies z.ZodType<TopicSpec>;

/** Content of `topics.json` in the ConfigMap `kafka-topics`. */
export const topicsFile = z.strictObject({
  topics: z
    .array(topicSpec)
    .min(1)
    .refine((topics) => new Set(topics.map(({ name }) => name)).size === topics.length, "must not name a topic twice"),
});
export type TopicsFile = z.infer<typeof topicsFile>;
