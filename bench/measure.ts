import { setTimeout as sleep } from "node:timers/promises";
import kafkajs, { type Admin, type Kafka } from "kafkajs";
import { generateEvent } from "../processor/event-generator";
import type { Contender, JobOptions } from "./contenders";
import { cpuSecondsOf, endProcess, peakMemoryOf, type LoopbackKafka } from "./kafka";
import { BenchError } from "./tools";

export interface Measurement {
  /** From the first events in the output to the last commit. */
  eventsPerSecond: number;
  /** User and system time of the whole process, from its start. */
  cpuSeconds: number;
  eventsPerCpuSecond: number;
  /** Without the start of the process: since the first events were in the output. */
  eventsPerCpuSecondRunning: number;
  /** MB (10^6 bytes). */
  peakMemory: number;
  brokerCpuSeconds: number;
}

export const partitions = 5;

/** Writes the events to a new topic. */
export async function load(kafka: Kafka, admin: Admin, topic: string, events: number, bytes: number): Promise<void> {
  await createTopic(admin, topic);
  const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  await producer.connect();
  const batch = Math.max(1, Math.floor(2_500_000 / bytes));
  for (let sent = 0; sent < events; sent += batch) {
    const messages = Array.from({ length: Math.min(batch, events - sent) }, (_, index) => {
      const { key, value } = generateEvent(undefined, sent + index, { bytes });
      return { key, value, headers: { source: "bench" } };
    });
    await producer.send({ topic, messages });
  }
  await producer.disconnect();
}

export async function createTopic(admin: Admin, topic: string): Promise<void> {
  await admin.createTopics({
    waitForLeaders: true,
    topics: [{ topic, numPartitions: partitions, replicationFactor: 1 }],
  });
}

/** Runs a contender until the group has committed all of the input. */
export async function measure(
  contender: Contender,
  kafka: LoopbackKafka,
  admin: Admin,
  job: JobOptions,
  timeoutMs = 300_000,
): Promise<Measurement> {
  const ends = await admin.fetchTopicOffsets(job.input);
  const events = ends.reduce((sum, { high }) => sum + Number(high), 0);
  const brokerBefore = kafka.cpuSeconds();
  const child = await contender.start(job);
  let first: { at: number; events: number; cpuSeconds: number } | undefined;
  let peakMemory = 0;
  try {
    for (const deadline = Date.now() + timeoutMs; ; await sleep(50)) {
      if (Date.now() > deadline || child.exitCode !== null)
        throw new BenchError(`${contender.name} did not finish; see ${job.directory}/${job.group}.log`);
      peakMemory = Math.max(peakMemory, peakMemoryOf(child));
      const done = await committed(admin, job);
      if (first === undefined && done > 0)
        first = { at: performance.now(), events: done, cpuSeconds: cpuSecondsOf(child) };
      if (done < events || first === undefined) continue;
      const cpuSeconds = cpuSecondsOf(child);
      const rest = events - first.events;
      return {
        eventsPerSecond: rest / ((performance.now() - first.at) / 1000),
        cpuSeconds,
        eventsPerCpuSecond: events / cpuSeconds,
        eventsPerCpuSecondRunning: rest / (cpuSeconds - first.cpuSeconds),
        peakMemory,
        brokerCpuSeconds: kafka.cpuSeconds() - brokerBefore,
      };
    }
  } finally {
    await endProcess(child, "SIGTERM");
  }
}

async function committed(admin: Admin, { group, input }: JobOptions): Promise<number> {
  try {
    const [offsets] = await admin.fetchOffsets({ groupId: group, topics: [input] });
    return offsets?.partitions.reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0) ?? 0;
  } catch {
    // The group's coordinator is still being found.
    return 0;
  }
}

/** What is in a topic: how many committed events, and the first of each partition without the time of processing. */
export async function contents(
  kafka: Kafka,
  topic: string,
  sample = 50,
): Promise<{ events: number; sample: unknown[] }> {
  const consumer = kafka.consumer({ groupId: `check-${topic}`, maxBytesPerPartition: 4_194_304, maxWaitTimeInMs: 200 });
  const counts = new Map<number, number>();
  const sampled: unknown[][] = Array.from({ length: partitions }, () => []);
  let lastAt = performance.now();
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    partitionsConsumedConcurrently: partitions,
    eachBatch: ({ batch: { partition, messages } }) => {
      const events = messages.filter(({ value }) => value !== null);
      if (events.length > 0) lastAt = performance.now();
      counts.set(partition, (counts.get(partition) ?? 0) + events.length);
      const own = sampled[partition] ?? [];
      for (const { key, value, headers } of events.slice(0, Math.max(0, sample - own.length))) {
        const event = JSON.parse(String(value)) as { enrichment?: { processedAt?: string } };
        delete event.enrichment?.processedAt;
        own.push({ key: String(key), source: String(headers?.source), event });
      }
      return Promise.resolve();
    },
  });
  while (performance.now() - lastAt < 3_000) await sleep(200);
  await consumer.disconnect();
  return { events: [...counts.values()].reduce((sum, count) => sum + count, 0), sample: sampled.flat() };
}
