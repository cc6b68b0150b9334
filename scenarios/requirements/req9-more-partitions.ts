import { checked, type Requirement } from "./check";

export const requirement: Requirement = {
  id: "REQ9",
  title: "More partitions",
  check: (seen) => [
    checked("REQ9.1", "Kafka has as many partitions as the stack file says", seen.topics, (topics) => {
      const wrong = Object.entries(seen.expected.topics).filter(([name, count]) => topics[name] !== count);
      return {
        good: wrong.length === 0,
        answer: Object.entries(topics)
          .map(([name, count]) => `${name} ${count}`)
          .join(", "),
      };
    }),
    checked("REQ9.2", "one more would be accepted by the next up", seen.morePartitions, (problems) => ({
      good: problems.length === 0,
      answer: problems.length === 0 ? "accepted; not carried out, since it cannot be taken back" : problems.join(" "),
    })),
  ],
};
