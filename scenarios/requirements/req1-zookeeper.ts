import { checked, skipped, type Requirement } from "./check";
import { allReady } from "./pods";

export const requirement: Requirement = {
  id: "REQ1",
  title: "Deploy ZooKeeper",
  check: (seen) => {
    const { zookeeperServers } = seen.expected;
    if (zookeeperServers === 0) {
      return [skipped("REQ1.1", "ZooKeeper's servers run", seen.startedAt, "This Kafka runs without ZooKeeper.")];
    }
    return [
      checked("REQ1.1", "ZooKeeper's servers run", seen.pods, allReady("zookeeper", zookeeperServers)),
      checked("REQ1.2", "no errors in its logs", seen.zookeeperErrors, (lines) => ({
        good: lines.length === 0,
        answer: lines.length === 0 ? "no line of level ERROR" : `${lines.length} lines, the first: ${lines[0] ?? ""}`,
      })),
      checked("REQ1.3", "Kafka's brokers have registered in it", seen.exporter, ({ brokers }) => ({
        good: brokers === seen.expected.brokers,
        answer: `kafka_brokers ${brokers ?? "missing"}`,
      })),
    ];
  },
};
