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
          evidence: [{ asked: "GET /metrics", answer: "3 <defined: 3>", time: "2026-11-25T08:54:50.000Z" }],
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
