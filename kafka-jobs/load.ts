import { Partitioners, type PartitionMetadata } from "kafkajs";
import { number, optionalNumber, text, UsageError, type Values } from "../cli/options";
import { JobError, kafkaClient, readConnection, report, sleep } from "./job";
import type { LoadPlan } from "./load-plan";
import { LoadRecording } from "./load-recording";
import { hasOwnRates, maxRate, schedule, shapeOption, type Schedule } from "./load-shape";
import { PartitionSender } from "./partition-sender";

export const summary =
  "Writes events at the times that a shape gives, whether the broker keeps up or not, and reports how late they were.";

export const options = {
  connection: text("FILE", "connection to Kafka, JSON as in the ConfigMap kafka-connection"),
  topic: text("NAME", "topic to write to", { fallback: "raw-events" }),
  "run-id": text("ID", "prefix of the events' ids and value of the header run-id", {
    pattern: /^[A-Za-z0-9._:-]{1,40}$/,
    rule: "letters, digits, dot, underscore, colon or hyphen, at most 40",
  }),
  events: number("N", "events to write", { minimum: 1, maximum: 10_000_000, whole: true }),
  rate: optionalNumber("R", "mean events a second; not for ramp and burst, which say theirs themselves", {
    minimum: 1e-6,
    maximum: maxRate,
  }),
  shape: shapeOption(),
  "invalid-share": number("S", "part of the events that is invalid, spread evenly", {
    fallback: 0,
    minimum: 0,
    maximum: 1,
  }),
  bytes: number("B", "size of an event", { fallback: 500, minimum: 200, maximum: 500_000, whole: true }),
  seed: number("N", "changes the invalid events' kinds", { fallback: 0, minimum: 0, maximum: 1e9, whole: true }),
  "give-up-after": number("SECONDS", "without any acknowledgement by the brokers", {
    fallback: 180,
    minimum: 1,
    maximum: 3600,
  }),
};

/** How often due events are handed over, ms. Timers of Node are not much finer. */
const tick = 5;

export async function run(values: Values<typeof options>): Promise<number> {
  const { topic, bytes, seed, "run-id": runId, "invalid-share": invalidShare, events } = values;
  const times = timesOf(values);
  const plan: LoadPlan = { runId, events, invalidShare, bytes, seed };
  const kafka = kafkaClient(readConnection(values.connection), `acm-load-${runId}`);
  const admin = kafka.admin();
  await admin.connect();
  const partitionMetadata = (await admin.fetchTopicMetadata({ topics: [topic] })).topics[0]?.partitions ?? [];
  await admin.disconnect();

  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 5,
    allowAutoTopicCreation: false,
    // An idempotent producer that gives up a batch loses track of what it wrote; --give-up-after ends the load.
    retry: { initialRetryTime: 200, maxRetryTime: 2_000, retries: Number.MAX_SAFE_INTEGER },
  });
  await producer.connect();
  const recording = new LoadRecording(plan, times);
  const senders = partitionMetadata.map(
    (_, partition) =>
      new PartitionSender({
        producer,
        topic,
        partition,
        message: (index) => recording.message(index),
        acknowledged: (index) => recording.acknowledge(index),
        abandoned: () => recording.abandoned,
      }),
  );
  const finished = Promise.all(senders.map((sender) => sender.run()));
  const watch = setInterval(() => recording.watch(values["give-up-after"] * 1000), 1000);
  await release(times, recording, partitionOf(topic, partitionMetadata), senders);
  senders.forEach((sender) => sender.close());
  await Promise.race([finished, recording.gaveUp]);
  clearInterval(watch);
  // Disconnecting waits for requests that nobody answers any more when the load was given up.
  if (!recording.abandoned) await producer.disconnect();
  const result = recording.result();
  report("result", { ...result, topic, delivered: result.sent === events });
  if (result.sent < events) {
    throw new JobError(
      `Only ${result.sent} of ${events} events were acknowledged before ${values["give-up-after"]} s passed without an ` +
        `answer. Look at the Kafka pods: at least min.insync.replicas brokers must run.`,
    );
  }
  return 0;
}

/** @throws UsageError when shape and rate do not go together */
function timesOf({ shape, events, rate }: Pick<Values<typeof options>, "shape" | "events" | "rate">): Schedule {
  if (hasOwnRates(shape) !== (rate === undefined)) {
    throw new UsageError(
      rate === undefined
        ? `--rate is missing. Give --rate R: mean events a second, which ${shape.kind} needs.`
        : `--rate ${rate} does not go with the shape ${shape.kind}, which says its rates itself. Leave --rate out.`,
    );
  }
  const times = schedule(shape, events, rate);
  if (times.peakRate <= maxRate) return times;
  throw new UsageError(
    `The shape ${shape.kind} would reach ${Math.round(times.peakRate)} events a second. At most ${maxRate} are possible; lower --rate.`,
  );
}

/** Hands every event over when it is due, by an open loop: a slow broker makes events late, not fewer. */
async function release(
  times: Schedule,
  recording: LoadRecording,
  partition: (key: string) => number,
  senders: readonly PartitionSender[],
): Promise<void> {
  recording.start();
  for (let index = 0; index < times.events && !recording.abandoned;) {
    const due = times.dueEvents(recording.elapsed());
    for (; index < due; index++) {
      senders[partition(recording.release(index))]?.add(index);
    }
    await sleep(tick);
  }
}

/** The partition of a key, as every Kafka client in Java or JavaScript computes it. */
function partitionOf(topic: string, partitionMetadata: PartitionMetadata[]): (key: string) => number {
  const partitioner = Partitioners.DefaultPartitioner();
  const known = new Map<string, number>();
  return (key) => {
    let partition = known.get(key);
    if (partition === undefined) {
      partition = partitioner({ topic, partitionMetadata, message: { key, value: null } });
      known.set(key, partition);
    }
    return partition;
  };
}
