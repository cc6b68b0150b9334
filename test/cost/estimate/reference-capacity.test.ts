/** Worked out by hand from AWS's pricing rules with us-east-1's prices of 2026-11-25: what bills by hours and data. */
import path from "node:path";
import { estimate } from "../../../cost/estimate";
import { FilePriceBook } from "../../../cost/prices/price-book";

const prices = new FilePriceBook({ directory: path.join(process.cwd(), "cost/prices/data"), date: "2026-11-25" });

type Case = readonly [title: string, service: Readonly<Record<string, unknown>>, usd: string];

const internet = { service: "data-transfer", to: "internet" };

const cases: readonly Case[] = [
  // 3 × 730 × 0.21 = 459.90; 3 × 1,000 × 0.10 = 300
  [
    "MSK, three brokers",
    { service: "msk", brokers: 3, instanceType: "kafka.m5.large", storageGibPerBroker: 1000 },
    "759.9",
  ],
  // 2 × 730 × 0.0456
  ["MSK, small brokers without volumes", { service: "msk", brokers: 2, instanceType: "kafka.t3.small" }, "66.576"],
  // 3 × 730 × 0.408
  ["MSK Express", { service: "msk", brokers: 3, instanceType: "express.m7g.large" }, "893.52"],
  // 730 × 0.75 = 547.50; 10 × 730 × 0.0015 = 10.95; 100 × 0.10 = 10; 200 × 0.05 = 10; 50 × 0.10 = 5
  ["MSK Serverless", { service: "msk-serverless", partitions: 10, inGib: 100, outGib: 200, storedGib: 50 }, "583.45"],

  // 730 × 0.10, 730 × 0.60, 2 × 100 × 0.10
  ["EKS", { service: "eks" }, "73"],
  ["EKS in extended support", { service: "eks", extendedSupport: true }, "438"],
  ["EKS, two clusters for 100 hours", { service: "eks", clusters: 2, hours: 100 }, "20"],

  // 3 × 730 × 3.06
  ["EC2, three machines", { service: "ec2", count: 3, instanceType: "c5.18xlarge" }, "6701.4"],
  // 60 starts of 30 s are billed as 60 s each: 1 h × 0.085
  [
    "EC2, a minute at least",
    { service: "ec2", instanceType: "c5.large", startsPerMonth: 60, secondsPerStart: 30 },
    "0.085",
  ],
  // 3,600 starts of 60.5 s are billed as 61 s each: 61 h × 0.085
  [
    "EC2, by the second",
    { service: "ec2", instanceType: "c5.large", startsPerMonth: 3600, secondsPerStart: 60.5 },
    "5.185",
  ],

  // 100 × 0.08, with 3,000 operations and 125 MiB/s
  ["EBS gp3, what is included", { service: "ebs", gib: 100, iops: 3000, throughputMib: 125 }, "8"],
  // 8 + 1,000 × 0.005 = 5 + 100 × 0.04 = 4
  ["EBS gp3, more of both", { service: "ebs", gib: 100, iops: 4000, throughputMib: 225 }, "17"],
  // 100 × 0.10
  ["EBS gp2", { service: "ebs", kind: "gp2", gib: 100 }, "10"],
  // 100 × 0.125 + 1,000 × 0.065: nothing is included
  ["EBS io1", { service: "ebs", kind: "io1", gib: 100, iops: 1000 }, "77.5"],
  // 100 × 0.045, 100 × 0.015
  ["EBS st1", { service: "ebs", kind: "st1", gib: 100 }, "4.5"],
  ["EBS sc1", { service: "ebs", kind: "sc1", gib: 100 }, "1.5"],
  // 3 × 4,096 × 0.08
  ["EBS, three volumes", { service: "ebs", volumes: 3, gib: 4096 }, "983.04"],

  // 730 × 0.045 = 32.85; 100 × 0.045 = 4.50
  ["NAT", { service: "nat", gibPerMonth: 100 }, "37.35"],
  // half an hour is billed as one
  ["NAT for half an hour", { service: "nat", gibPerMonth: 0, hours: 0.5 }, "0.045"],

  // 730 × 0.0225 = 16.425; 50 / 25 = 2 units × 730 × 0.008 = 11.68
  ["ALB by new connections", { service: "load-balancer", kind: "alb", newConnectionsPerSecond: 50 }, "28.105"],
  // 3,000 / 3,000 = 1 unit: 5.84
  ["ALB by open connections", { service: "load-balancer", kind: "alb", activeConnections: 3000 }, "22.265"],
  // 1,500 / 1,000 = 1.5 units: 8.76
  ["ALB by rules", { service: "load-balancer", kind: "alb", ruleEvaluationsPerSecond: 1500 }, "25.185"],
  // the dimension that is used most counts, not their sum: 2 units by data, 1 by connections
  [
    "ALB by the greatest of its dimensions",
    { service: "load-balancer", kind: "alb", gibPerHour: 2, newConnectionsPerSecond: 25 },
    "28.105",
  ],
  // 16.425 + 2 units × 730 × 0.006 = 8.76
  ["NLB by data", { service: "load-balancer", kind: "nlb", gibPerHour: 2 }, "25.185"],
  // 800 / 800 = 1 unit: 4.38
  ["NLB by new connections", { service: "load-balancer", kind: "nlb", newConnectionsPerSecond: 800 }, "20.805"],
  ["NLB that nobody uses", { service: "load-balancer", kind: "nlb" }, "16.425"],

  ["ECR", { service: "ecr", gib: 10 }, "1"],
  // 9.5 × 0.10
  ["ECR with the free tier", { service: "ecr", gib: 10, freeTier: true }, "0.95"],
  ["ECR inside of the free tier", { service: "ecr", gib: 0.25, freeTier: true }, "0"],

  // 0.01 where it leaves and 0.01 where it arrives
  ["Between zones", { service: "data-transfer", to: "another-zone", gibPerMonth: 100 }, "2"],
  ["To another region", { service: "data-transfer", to: "another-region", gibPerMonth: 100 }, "2"],
  // 10,240 × 0.09
  ["Internet, border of the first tier", { ...internet, gibPerMonth: 10_240 }, "921.6"],
  // + 1 × 0.085
  ["Internet, one beyond", { ...internet, gibPerMonth: 10_241 }, "921.685"],
  // 921.60 + 40,960 × 0.085 = 3,481.60 + 102,400 × 0.07 = 7,168 + 46,400 × 0.05 = 2,320
  ["Internet, all four tiers", { ...internet, gibPerMonth: 200_000 }, "13891.2"],
  ["Internet, 100 free", { ...internet, gibPerMonth: 100, freeTier: true }, "0"],
  ["Internet, one beyond what is free", { ...internet, gibPerMonth: 101, freeTier: true }, "0.09"],
];

test.each(cases)("%s", (_, service, usd) => {
  const { options } = estimate({ version: 1, region: "us-east-1", services: [service] }, prices);
  expect(options[0]?.monthlyUsd).toBe(usd);
});
