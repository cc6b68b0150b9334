import { randomUUID } from "node:crypto";
import type { Consumer } from "kafkajs";
import { z } from "zod";
import { number, text, UsageError, type Values } from "../cli/options";
import { installRecordCodec } from "../processor/record-codec";
import { endOffsets, type Offsets } from "./group-offsets";
import { JobError, kafkaClient, readConnection, report } from "./job";
import { Tally } from "./tally";

export const summary =
  "Reads input and output topic as read_committed and counts every event of a run: enriched, lost, twice, out of order.";

const offsets = z.record(z.string().regex(/^\d+$/), z.int().min(0));

export const options = {
  connection: text("FILE", "connection to Kafka, JSON as in the ConfigMap kafka-connection"),
  "input-topic": text("NAME", "topic that the load wrote", { fallback: "raw-events" }),
  "input-from": text("JSON", "offsets to read it from", { fallback: "{}" }),
  topic: text("NAME", "topic whose events are counted", { fallback: "ready-events" }),
  "run-id": text("ID", "the run whose events are counted"),
  from: text("JSON", 'offsets to read from by partition, such as {"0":1200,"1":1180}', { fallback: "{}" }),
  "expected-valid": number("N", "valid events that were sent", { minimum: 0, maximum: 10_000_000, whole: true }),
  timeout: number("SECONDS", "for reading to the end", { fallback: 300, minimum: 1, maximum: 86_400 }),
};

export async function run(values: Values<typeof options>): Promise<number> {
  const { topic, timeout, "run-id": runId, "expected-valid": expected } = values;
  const from = readOffsets("from", values.from);
  const inputFrom = readOffsets("input-from", values["input-from"]);
  // kafkajs' own reading lets aborted events through when transactions of several producers interleave.
  installRecordCodec();
  const kafka = kafkaClient(readConnection(values.connection), `acm-verify-${runId}`);
  const admin = kafka.admin();
  await admin.connect();
  const tally = new Tally(runId, expected);
  const started = Date.now();
  const read = async (name: string, start: Offsets, take: Reading["take"]) => {
    const groupId = `acm-verify-${randomUUID()}`;
    const consumer = kafka.consumer({ groupId, readUncommitted: false, maxBytesPerPartition: 4 << 20 });
    try {
      await readTo(consumer, { topic: name, from: start, end: await endOffsets(admin, name), timeout, take });
    } finally {
      // A group of its own per reading would otherwise stay in the brokers' memory.
      await admin.deleteGroups([groupId]).catch(() => undefined);
    }
  };
  try {
    await read(values["input-topic"], inputFrom, (partition, _key, value) => tally.addInput(partition, value));
    await read(topic, from, (partition, key, value) => tally.add(partition, key, value));
  } finally {
    await admin.disconnect();
  }
  const result = tally.result();
  report("result", { runId, topic, ...result, seconds: (Date.now() - started) / 1000 });
  return result.lost + result.writtenTwice + result.outOfOrderByKey === 0 ? 0 : 1;
}

function readOffsets(option: string, json: string): Offsets {
  try {
    return offsets.parse(JSON.parse(json));
  } catch {
    throw new UsageError(`--${option} ${json} cannot be used. It must be JSON such as {"0":1200,"1":1180}.`);
  }
}

interface Reading {
  readonly topic: string;
  readonly from: Offsets;
  readonly end: Offsets;
  /** Seconds. */
  readonly timeout: number;
  readonly take: (partition: number, key: string, value: Buffer | null) => void;
}

/**
 * Reads every partition up to its end. A transaction ends with a marker that no reader sees as a message, so the
 * end is recognised by the consumer's position, not by the last message.
 */
async function readTo(consumer: Consumer, { topic, from, end, timeout, take }: Reading): Promise<void> {
  const unfinished = new Set(Object.keys(end).filter((partition) => (end[partition] ?? 0) > (from[partition] ?? 0)));
  if (unfinished.size === 0) return;
  await consumer.connect();
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        const where = [...unfinished].join(", ");
        reject(
          new JobError(
            `${topic} could not be read to its end within ${timeout} s (partitions ${where}). A transaction may still be ` +
              `open: the processor's pods tell, and an abandoned one is aborted after its timeout.`,
          ),
        );
      }, timeout * 1000);
      consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
        const partition = String(payload.partition);
        if (Number(payload.lastOffset) + 1 >= (end[partition] ?? 0)) unfinished.delete(partition);
        if (unfinished.size > 0) return;
        clearTimeout(timer);
        resolve();
      });
      consumer.on(consumer.events.CRASH, ({ payload }) => {
        if (!payload.restart) reject(new JobError(`${topic} could not be read: ${payload.error.message}`));
      });
      start(consumer, { topic, from, end, take }).catch(reject);
    });
  } finally {
    await consumer.disconnect();
  }
}

async function start(consumer: Consumer, { topic, from, end, take }: Omit<Reading, "timeout">): Promise<void> {
  const position = new Map(Object.entries(from).map(([partition, offset]) => [Number(partition), offset]));
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    partitionsConsumedConcurrently: 5,
    eachBatch: ({ batch: { partition, messages } }) => {
      const last = end[String(partition)] ?? 0;
      for (const message of messages) {
        const { offset, key, value } = message;
        // A repeated fetch, for example after a broker's restart, may hand out what has been counted.
        if (Number(offset) < (position.get(partition) ?? 0) || Number(offset) >= last) continue;
        position.set(partition, Number(offset) + 1);
        // Stands where an aborted event or the end of a transaction was.
        if ((message as { placeholder?: boolean }).placeholder === true) continue;
        take(partition, key?.toString() ?? "", value);
      }
      return Promise.resolve();
    },
  });
  for (const partition of Object.keys(end)) {
    consumer.seek({ topic, partition: Number(partition), offset: String(from[partition] ?? 0) });
  }
}
