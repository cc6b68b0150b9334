import { checked, field, part, skipped, type Requirement } from "./check";
import { allReady } from "./pods";

export const requirement: Requirement = {
  id: "REQ2",
  title: "Deploy Kafka",
  check: (seen) => [
    seen.expected.inClusterKafka
      ? checked("REQ2.0", "Kafka's brokers run", seen.pods, allReady("kafka", seen.expected.brokers))
      : skipped(
          "REQ2.0",
          "Kafka's brokers run",
          seen.startedAt,
          "They are not pods here: see kafka_brokers in REQ3.2.",
        ),
    checked("REQ2.1", "the topics are listed", seen.topics, (topics) => {
      const missing = Object.keys(seen.expected.topics).filter((name) => topics[name] === undefined);
      return {
        good: missing.length === 0,
        answer: missing.length === 0 ? Object.keys(topics).join(", ") : `missing: ${missing.join(", ")}`,
      };
    }),
    checked(
      "REQ2.2",
      "what a producer sends, a consumer reads",
      part(seen.backlog, ({ verification, validSent }) =>
        field(verification, verification.query, (result) => ({ sent: validSent, read: result.input.events })),
      ),
      ({ sent, read }) => ({
        good: read >= sent,
        answer: `${sent} valid events sent, ${read} read back from the same topic`,
      }),
      "The message appears at the consumer; the thesis says in the producer's console.",
    ),
  ],
};
