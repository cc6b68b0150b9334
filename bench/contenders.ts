import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync, writeFileSync } from "node:fs";
import path from "node:path";
import { freePort, startJava, track } from "./kafka";

/** What all contenders are started with. */
export interface JobOptions {
  bootstrapServers: string[];
  /** For files and logs of this run. */
  directory: string;
  input: string;
  output: string;
  /** Consumer group, new in each run. */
  group: string;
}

/** A program that moves all events of the input, enriched, to the output. */
export interface Contender {
  name: string;
  start(options: JobOptions): Promise<ChildProcess>;
}

export interface ContenderOptions {
  /** main.js of the bundled processor. */
  processor: string;
  /** Class path of Kafka Streams with the compiled program. */
  streamsClassPath: string;
  /** Threads of the processor and of Kafka Streams. */
  threads: number;
  /** Largest heap of the Streams program. */
  heap: string;
}

const rules = path.join(path.dirname(__dirname), "processor", "default-rules.json");

/** The tuning of Kafka Streams: larger batches, fewer commits. More of any of these made it no faster. */
const tuned = {
  "commit.interval.ms": 1_000,
  "producer.batch.size": 262_144,
  "producer.linger.ms": 50,
  "producer.buffer.memory": 67_108_864,
  "consumer.max.poll.records": 5_000,
  "consumer.max.partition.fetch.bytes": 4_194_304,
  "consumer.fetch.max.bytes": 52_428_800,
};

/** All that is compared: the processor first, it is what the others are held against. */
export function contenders(options: ContenderOptions): Contender[] {
  return [
    { name: "this processor, exactly once", start: (job) => startProcessor(options, job) },
    { name: "Kafka Streams 3.9, exactly_once_v2, tuned", start: (job) => startStreams(options, job, tuned) },
    {
      name: "Kafka Streams 3.9, exactly_once_v2, tuned and splicing",
      start: (job) => startStreams(options, job, tuned, true),
    },
    { name: "Kafka Streams 3.9, exactly_once_v2, defaults", start: (job) => startStreams(options, job, {}) },
  ];
}

async function startProcessor(options: ContenderOptions, job: JobOptions): Promise<ChildProcess> {
  const settings = path.join(job.directory, `${job.group}.json`);
  writeFileSync(
    settings,
    JSON.stringify({
      kafka: { bootstrapServers: job.bootstrapServers, security: { kind: "plaintext" }, clientVersion: "2.8.1" },
      consumerGroup: job.group,
      topics: { input: job.input, output: job.output },
      workers: options.threads,
      port: await freePort(),
    }),
  );
  const log = openSync(path.join(job.directory, `${job.group}.log`), "w");
  const child = track(
    spawn(process.execPath, [options.processor, "--settings", settings, "--rules", rules], {
      stdio: ["ignore", log, log],
    }),
  );
  closeSync(log);
  return child;
}

function startStreams(
  options: ContenderOptions,
  job: JobOptions,
  tuning: Record<string, string | number>,
  splicing = false,
): Promise<ChildProcess> {
  const properties = path.join(job.directory, `${job.group}.properties`);
  const values: Record<string, string | number> = {
    "application.id": job.group,
    "bootstrap.servers": job.bootstrapServers.join(","),
    "processing.guarantee": "exactly_once_v2",
    "num.stream.threads": options.threads,
    "replication.factor": 1,
    "state.dir": path.join(job.directory, "state"),
    "consumer.auto.offset.reset": "earliest",
    "statestore.cache.max.bytes": 0,
    ...tuning,
  };
  writeFileSync(
    properties,
    Object.entries(values)
      .map(([key, value]) => `${key}=${value}\n`)
      .join(""),
  );
  return Promise.resolve(
    startJava({
      classPath: options.streamsClassPath,
      directory: job.directory,
      name: job.group,
      main: "EnrichEvents",
      args: [properties, rules, job.input, job.output, ...(splicing ? ["splice"] : [])],
      heap: options.heap,
    }),
  );
}
