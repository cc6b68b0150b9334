import { checked, field, part, whileNobodyReads, type Requirement } from "./check";

export const requirement: Requirement = {
  id: "REQ3",
  title: "Deploy Kafka Exporter",
  check: (seen) => [
    checked("REQ3.1", "the metrics are visible at the endpoint", seen.exporter, ({ brokers }) => ({
      good: brokers !== undefined,
      answer: brokers === undefined ? "no metric kafka_brokers" : "metrics in Prometheus' text format",
    })),
    checked("REQ3.2", "kafka_brokers is as defined", seen.exporter, ({ brokers }) => ({
      good: brokers === seen.expected.brokers,
      answer: `${brokers ?? "missing"}; defined: ${seen.expected.brokers}`,
    })),
    checked("REQ3.3", "kafka_topic_partitions is as defined", seen.exporter, ({ partitions }) => {
      const wrong = Object.entries(seen.expected.topics).filter(([topic, count]) => partitions[topic] !== count);
      const shown = Object.keys(seen.expected.topics).map((topic) => `${topic} ${partitions[topic] ?? "missing"}`);
      return { good: wrong.length === 0, answer: shown.join(", ") };
    }),
    whileNobodyReads(
      checked(
        "REQ3.4",
        "kafka_consumergroup_lag is what was sent and not read",
        part(seen.backlog, ({ exporter, sent, others }) =>
          field(exporter, exporter.query, ({ lag }) => ({ lag, sent, others })),
        ),
        ({ lag, sent, others }) => ({
          good: lag === sent,
          answer: `${lag ?? "missing"} waiting, ${sent} sent${others > 0 ? `; ${others} events of somebody else came meanwhile` : ""}`,
        }),
        "The group has read and committed before: a group that never did has no lag to export, which the thesis does not say.",
      ),
      seen,
    ),
  ],
};
