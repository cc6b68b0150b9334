import type { Architecture } from "../model";
import { ebsVolumes } from "../services/compute";
import { placeOf, some, termsOf } from "./support";
import { zoneTraffic } from "./zone-traffic";

/** Kafka in pods on the nodes of the cluster: its processors and memory are paid with the nodes, its volumes and copies are not. */
export const architecture: Architecture = {
  id: "in-cluster",
  title: "Kafka in the cluster",
  kind: "messaging",
  exclusions: ["processors and memory of the brokers, which the nodes have"],
  lines: (parameters, book) => {
    const place = placeOf(parameters, book);
    const brokers = { volumes: "kafka.brokers", gib: "kafka.storageGibPerBroker" };
    const zookeeper = { volumes: "kafka.zookeeperServers", gib: "kafka.storageGibPerZookeeper" };
    return [
      ebsVolumes(place, termsOf(parameters, brokers), "gp3", {
        id: "kafka.volumes",
        resource: "volumes of the brokers, gp3",
      }),
      ...(some(parameters, "kafka.zookeeperServers")
        ? [
            ebsVolumes(place, termsOf(parameters, zookeeper), "gp3", {
              id: "zookeeper.volumes",
              resource: "volumes of ZooKeeper, gp3",
            }),
          ]
        : []),
      ...zoneTraffic(parameters, book, true),
    ];
  },
};
