/** A demonstration made of one run that was really recorded on the one-machine cluster (run.json). */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { DemoRecord, DemoRun } from "../../../scenarios/demo/record";
import { runRecord } from "../../../scenarios/run-record";

export const run = runRecord.parse(JSON.parse(readFileSync(path.join(__dirname, "run.json"), "utf8")));

const demoRun = (scenario: 1 | 2 | 3, repeat = 1): DemoRun => ({
  scenario,
  repeat,
  startReplicas: scenario === 3 ? 3 : 1,
  record: run,
  resources: { cpuCores: [[run.load.start, 0.5]], memoryMib: [[run.load.start, 90]] },
  prices: [{ option: "on-premises", title: "On premises", usd: "0.0123", perMillionEventsUsd: "0.41" }],
});

export const demo: DemoRecord = {
  schemaVersion: 1,
  kind: "acm-demo",
  state: "complete",
  startedAt: "2026-11-25T08:54:49.045Z",
  endedAt: "2026-11-25T08:59:49.045Z",
  command: "npm run demo -- --stack local",
  stackName: "local",
  commit: "0b110d8",
  environment: { node: "v20.20.2", kubernetes: "v1.34.4", server: "https://127.0.0.1:16443", cpus: 2, memoryGib: 24 },
  stack: run.stack,
  requirements: [
    {
      id: "REQ3",
      title: "Deploy Kafka Exporter",
      checks: [
        {
          id: "REQ3.2",
          title: "kafka_brokers is as defined",
          verdict: "passed",
          evidence: [
            { asked: "GET /metrics", answer: "3 <defined: 3>", time: "2026-11-25T08:54:50.000Z" },
            {
              asked:
                'sum by (consumergroup) (kafka_consumergroup_lag{consumergroup="event-stream-prc",topic="raw-events"})',
              answer: '{"consumergroup":"event-stream-prc"}:'.repeat(8),
              time: "2026-11-25T08:54:51.000Z",
            },
          ],
          seconds: 0.2,
        },
        {
          id: "REQ5.1",
          title: "Grafana runs",
          verdict: "skipped",
          reason: "Grafana is not part of this stack",
          evidence: [],
          seconds: 0,
        },
      ],
    },
  ],
  priceNotes: [],
  runs: [demoRun(1), demoRun(2), demoRun(3), demoRun(1, 2)],
};

/** The same with one check that failed. */
export const withFailure: DemoRecord = {
  ...demo,
  requirements: demo.requirements.map((requirement) => ({
    ...requirement,
    checks: requirement.checks.map((check) =>
      check.id === "REQ3.2"
        ? { ...check, verdict: "failed" as const, reason: 'missing "kafka_brokers" & more' }
        : check,
    ),
  })),
};

const configMap = (name: string, namespace: string, data: Record<string, string>) => ({
  type: "kubernetes:core/v1:ConfigMap",
  name,
  inputs: { metadata: { name, namespace }, data },
});
const processor = (namespace: string, memory: string, graceSeconds: number) => ({
  type: "kubernetes:apps/v1:StatefulSet",
  name: "event-stream-processor-replicas",
  inputs: {
    metadata: { namespace },
    spec: {
      terminationGracePeriodSeconds: graceSeconds,
      template: { spec: { containers: [{ resources: { requests: { memory } } }] } },
    },
  },
});
const connection = (namespace: string, version: string, server: string) =>
  configMap("kafka-connection", namespace, {
    "connection.json": JSON.stringify({ clientVersion: version, bootstrapServers: [server] }),
  });

/** The same as recorded on the local stack, with what Pulumi had deployed. */
export const onpremDemo: DemoRecord = {
  ...demo,
  deployed: [
    configMap("kafka-topics-config", "acm", { "topics.json": '{"address":"prometheus.acm.svc"}' }),
    connection("acm", "2.8.1", "kafka-cluster.acm.svc.cluster.local:9092"),
    processor("acm", "256Mi", 60),
  ],
};

/** A made-up counterpart on AWS, for the pages and their tests alone: the run is the local one. */
export const awsDemo: DemoRecord = {
  ...demo,
  startedAt: "2026-11-25T11:54:49.045Z",
  command: "npm run demo:aws-stand-in -- --events 30000",
  stackName: "aws",
  environment: { ...demo.environment, standIn: "AWS control plane: stand-in" },
  stack: {
    ...demo.stack,
    target: "aws",
    namespace: "acm-aws",
    workloads: demo.stack.workloads.filter(({ name }) => name !== "zookeeper" && name !== "kafka"),
    costParameters: {
      ...demo.stack.costParameters,
      target: "aws",
      region: "eu-central-1",
      kafka: {
        ...demo.stack.costParameters.kafka,
        version: "3.9.x.kraft",
        mode: "kraft",
        placement: "managed",
        instanceType: "kafka.m7g.large",
      },
    },
  },
  requirements: demo.requirements.map((requirement) => ({
    ...requirement,
    checks: requirement.checks.map((check) =>
      check.id === "REQ3.2" ? { ...check, verdict: "skipped" as const, reason: "the exporter sees no brokers" } : check,
    ),
  })),
  runs: demo.runs.map((each) => ({
    ...each,
    prices: [
      { option: "on-premises", title: "On premises", usd: "0.0123", perMillionEventsUsd: "0.41" },
      { option: "eks-msk", title: "EKS with MSK", usd: "0.0615", perMillionEventsUsd: "2.05" },
    ],
  })),
  deployed: [
    configMap("kafka-topics-config", "acm-aws", { "topics.json": '{"address":"prometheus.acm-aws.svc"}' }),
    connection("acm-aws", "3.9.0", "b-1.example:9096"),
    processor("acm-aws", "512Mi", 60),
    { type: "aws:msk/cluster:Cluster", name: "kafka-cluster", inputs: { clusterName: "acm" } },
  ],
};
