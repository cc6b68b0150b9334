/** Services that bill by the hour, by the GB-month or by data. */
import * as compute from "../services/compute";
import { mskBrokers, mskServerless, mskStorage } from "../services/msk";
import * as network from "../services/network";
import { amount, choice, count, flag, freeTier, hours, positive, text, type EstimatedService } from "./field";

export const msk: EstimatedService = {
  title: "Amazon MSK, provisioned",
  fields: {
    brokers: count("brokers", "brokers"),
    instanceType: text("type of a broker", /^(kafka|express)\.\w+\.\w+$/, "kafka.m7g.large"),
    storageGibPerBroker: amount("volume of a broker", "GiB", 0),
    hours: hours(),
  },
  lines: (place, given) => [
    mskBrokers(place, given.terms({ brokers: "brokers", hours: "hours" }), given.text("instanceType")),
    ...(given.number("storageGibPerBroker") > 0
      ? [mskStorage(place, given.terms({ brokers: "brokers", storageGib: "storageGibPerBroker" }))]
      : []),
  ],
};

export const serverlessMsk: EstimatedService = {
  title: "Amazon MSK Serverless",
  fields: {
    partitions: count("partitions of all topics", "partitions"),
    inGib: amount("data written a month", "GiB"),
    outGib: amount("data read a month", "GiB"),
    storedGib: amount("data kept, on average", "GiB"),
    hours: hours(),
  },
  lines: (place, given) =>
    mskServerless(place, (names) => given.terms(Object.fromEntries(names.map((name) => [name, name])))),
};

export const eks: EstimatedService = {
  title: "Amazon EKS",
  fields: {
    clusters: count("clusters", "clusters", 1),
    extendedSupport: flag("Kubernetes version in extended support"),
    hours: hours(),
  },
  lines: (place, given) => [
    compute.eksControlPlane(
      place,
      given.terms({ clusters: "clusters", hours: "hours" }),
      given.flag("extendedSupport") ? "extended" : "standard",
    ),
  ],
};

export const ec2: EstimatedService = {
  title: "Amazon EC2, Linux on demand",
  fields: {
    count: count("machines", "machines", 1),
    instanceType: text("type of the machines", /^\w[\w-]*\.[\w-]+$/, "m6i.large"),
    hours: hours(),
    startsPerMonth: count("starts of a machine a month, when it does not run through", "starts", 0),
    secondsPerStart: amount("seconds that it runs each time", "s", 0),
  },
  lines: (place, given) => {
    const type = given.text("instanceType");
    if (given.number("startsPerMonth") === 0) {
      return [compute.ec2Machines(place, given.terms({ machines: "count", hours: "hours" }), type)];
    }
    const starts = { machines: "count", starts: "startsPerMonth", seconds: "secondsPerStart" };
    const terms = given.terms(starts, { hours: "starts * max(60, ceil(seconds)) / 3600" });
    return [compute.ec2Machines(place, terms, type, { note: "Billed by the second, 60 seconds at least." })];
  },
};

export const ebs: EstimatedService = {
  title: "Amazon EBS",
  fields: {
    volumes: count("volumes", "volumes", 1),
    kind: choice("kind of volume", compute.volumeKinds, "gp3"),
    gib: positive("size of a volume", "GiB"),
    iops: amount("operations a second of a volume (gp3, io1, io2)", "IOPS", 3000),
    throughputMib: amount("throughput of a volume (gp3)", "MiB/s", 125),
  },
  lines: (place, given) => {
    const kind = given.text("kind") as compute.VolumeKind;
    const volumes = { volumes: "volumes" };
    const iops = given.terms({ ...volumes, iops: "iops" });
    return [
      compute.ebsVolumes(place, given.terms({ ...volumes, gib: "gib" }), kind),
      ...(kind === "io1" || kind === "io2" || (kind === "gp3" && given.number("iops") > 3000)
        ? [compute.ebsIops(place, iops, kind)]
        : []),
      ...(kind === "gp3" && given.number("throughputMib") > 125
        ? [compute.ebsThroughput(place, given.terms({ ...volumes, throughputMib: "throughputMib" }))]
        : []),
    ];
  },
};

export const nat: EstimatedService = {
  title: "NAT Gateway",
  fields: {
    gateways: count("gateways", "gateways", 1),
    gibPerMonth: amount("data processed a month, both directions", "GiB"),
    hours: hours(),
  },
  lines: (place, given) => [
    network.natHours(place, given.terms({ gateways: "gateways", hours: "hours" })),
    network.natData(place, given.terms({ gib: "gibPerMonth" })),
  ],
};

export const loadBalancer: EstimatedService = {
  title: "Elastic Load Balancing",
  fields: {
    kind: choice("kind of load balancer", ["alb", "nlb"]),
    balancers: count("load balancers", "balancers", 1),
    newConnectionsPerSecond: amount("new connections a second", "connections/s", 0),
    activeConnections: amount("connections open at once", "connections", 0),
    gibPerHour: amount("data processed an hour", "GiB", 0),
    ruleEvaluationsPerSecond: amount("rules evaluated a second beyond the ten that are free (alb)", "", 0),
    hours: hours(),
  },
  lines: (place, given) => {
    const kind = given.text("kind") as network.BalancerKind;
    const held = { balancers: "balancers", hours: "hours" };
    const used = {
      ...held,
      newConnections: "newConnectionsPerSecond",
      activeConnections: "activeConnections",
      gibPerHour: "gibPerHour",
      ...(kind === "alb" ? { rules: "ruleEvaluationsPerSecond" } : {}),
    };
    return [
      network.balancerHours(place, given.terms(held), kind),
      network.balancerCapacity(place, given.terms(used, { units: network.capacityUnits[kind] }), kind),
    ];
  },
};

export const ecr: EstimatedService = {
  title: "Amazon ECR",
  fields: { gib: amount("images kept", "GiB"), freeTier: freeTier() },
  lines: (place, given) => [
    compute.ecrStorage(place, given.terms({ gib: "gib" }), { freeTier: given.flag("freeTier") }),
  ],
};

export const dataTransfer: EstimatedService = {
  title: "Data transfer",
  fields: {
    to: choice("where the data goes", ["another-zone", "another-region", "internet"]),
    gibPerMonth: amount("data a month", "GiB"),
    freeTier: freeTier(),
  },
  lines: (place, given) => {
    const terms = given.terms({ gib: "gibPerMonth" });
    switch (given.text("to")) {
      case "another-zone":
        return [network.interZone(place, terms)];
      case "another-region":
        return [network.toRegion(place, terms)];
      default:
        return [network.toInternet(place, terms, { freeTier: given.flag("freeTier") })];
    }
  },
};
