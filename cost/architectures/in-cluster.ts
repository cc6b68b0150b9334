import type { Architecture } from "../model";
import { inputsOf, pricesOf } from "./support";
import { zoneTraffic } from "./zone-traffic";

/** Kafka in pods on the nodes of the cluster: its processors and memory are paid with the nodes, its volumes and copies are not. */
export const architecture: Architecture = {
  id: "in-cluster",
  title: "Kafka in the cluster",
  kind: "messaging",
  exclusions: ["processors and memory of the brokers, which the nodes have"],
  lines: (parameters, book) => {
    const region = parameters.text("region");
    return [
      {
        id: "kafka.volumes",
        service: "Amazon EBS",
        resource: "volumes of brokers and ZooKeeper, gp3",
        region,
        basis: "deployed",
        unit: "GB-month",
        inputs: inputsOf(parameters, {
          brokers: "kafka.brokers",
          gib: "kafka.storageGibPerBroker",
          zookeeperServers: "kafka.zookeeperServers",
          zookeeperGib: "kafka.storageGibPerZookeeper",
        }),
        prices: pricesOf(book, region, { price: "ebs.gp3" }),
        quantity: "brokers * gib + zookeeperServers * zookeeperGib",
        amount: "quantity * price",
      },
      ...zoneTraffic(parameters, book, true),
    ];
  },
};
