import fc from "fast-check";
import { planTopics, type ActualTopic } from "../../kafka-jobs/topic-plan";
import { topicsFile, type TopicSpec } from "../../kafka-jobs/topic-spec";

const wanted = (changes: Partial<TopicSpec> = {}): TopicSpec => ({
  name: "raw-events",
  partitions: 5,
  replicationFactor: 3,
  config: { "retention.ms": "604800000" },
  ...changes,
});
const nothing = { create: [], grow: [], configure: [], refused: [] };

test("a missing topic is created, an equal one left alone, an unwanted one kept", () => {
  expect(planTopics([wanted()], [])).toEqual({ ...nothing, create: [wanted()] });
  expect(planTopics([wanted()], [wanted(), wanted({ name: "old" })])).toEqual(nothing);
});

test("partitions are raised", () => {
  expect(planTopics([wanted({ partitions: 8 })], [wanted()])).toEqual({
    ...nothing,
    grow: [{ name: "raw-events", from: 5, to: 8 }],
  });
});

test("lowering is refused with the reason and the way out", () => {
  const { refused } = planTopics([wanted({ partitions: 3 })], [wanted()]);
  expect(refused).toHaveLength(1);
  expect(refused[0]).toMatch(
    /cannot be lowered to 3: Kafka never removes a partition.*another name.*move the producers/,
  );
});

test("another replication factor is refused", () => {
  expect(planTopics([wanted({ replicationFactor: 2 })], [wanted()]).refused[0]).toContain("kafka-reassign-partitions");
});

test("settings of others stay in the set that is written, because AlterConfigs resets what is missing", () => {
  const actual = wanted({ config: { "retention.ms": "1", "segment.bytes": "1048576" } });
  expect(planTopics([wanted()], [actual]).configure).toEqual([
    {
      name: "raw-events",
      config: { "retention.ms": "604800000", "segment.bytes": "1048576" },
      changes: ["retention.ms"],
    },
  ]);
});

test("carrying out a plan leaves nothing to do", () => {
  const topic = fc.record({
    name: fc.constantFrom("a", "b", "c"),
    partitions: fc.integer({ min: 1, max: 9 }),
    replicationFactor: fc.constant(3),
    config: fc.dictionary(fc.constantFrom("x", "y", "z"), fc.constantFrom("1", "2")),
  });
  const topics = fc.uniqueArray(topic, { selector: ({ name }) => name });
  fc.assert(
    fc.property(topics, topics, (target, before) => {
      const plan = planTopics(target, before);
      if (plan.refused.length > 0) return;
      const after: ActualTopic[] = [
        ...plan.create,
        ...before.map((now) => ({
          ...now,
          partitions: plan.grow.find(({ name }) => name === now.name)?.to ?? now.partitions,
          config: plan.configure.find(({ name }) => name === now.name)?.config ?? now.config,
        })),
      ];
      expect(planTopics(target, after)).toEqual(nothing);
      // Nothing that existed is made smaller.
      for (const now of before) {
        const then = after.find(({ name }) => name === now.name);
        expect(then?.partitions).toBeGreaterThanOrEqual(now.partitions);
        expect(Object.keys(then?.config ?? {})).toEqual(expect.arrayContaining(Object.keys(now.config)));
      }
    }),
  );
});

test("topics.json must not name a topic twice, nor lack anything", () => {
  expect(topicsFile.safeParse({ topics: [wanted()] }).success).toBe(true);
  expect(topicsFile.safeParse({ topics: [wanted(), wanted()] }).success).toBe(false);
  expect(topicsFile.safeParse({ topics: [] }).success).toBe(false);
  expect(topicsFile.safeParse({ topics: [wanted({ partitions: 0 })] }).success).toBe(false);
  expect(topicsFile.safeParse({ topics: [{ ...wanted(), cleanup: "compact" }] }).success).toBe(false);
});
