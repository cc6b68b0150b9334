import { Partitioners, type Message, type PartitionMetadata } from "kafkajs";
import { number, text, type Values } from "../cli/options";
import { discardReasons, type DiscardReason } from "../processor/event";
import { JobError, kafkaClient, readConnection, report, sleep } from "./job";
import {
  dueEvents,
  intendedTime,
  percentiles,
  plannedEvent,
  validEvents,
  type LoadPlan,
  type PlannedEvent,
} from "./load-plan";
import { PartitionSender } from "./partition-sender";

export const summary =
  "Writes events at a fixed rate, whether the broker keeps up or not, and reports how late they were.";

export const options = {
  connection: text("FILE", "connection to Kafka, JSON as in the ConfigMap kafka-connection"),
  topic: text("NAME", "topic to write to", { fallback: "raw-events" }),
  "run-id": text("ID", "prefix of the events' ids and value of the header run-id", {
    pattern: /^[A-Za-z0-9._:-]{1,40}$/,
    rule: "letters, digits, dot, underscore, colon or hyphen, at most 40",
  }),
  events: number("N", "events to write", { minimum: 1, maximum: 10_000_000, whole: true }),
  rate: number("R", "events a second", { minimum: 0.1, maximum: 200_000 }),
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
/** Events kept ready at once. */
const maxReady = 5_000;

export async function run(values: Values<typeof options>): Promise<number> {
  const { topic, rate, bytes, seed, "run-id": runId, "invalid-share": invalidShare, events } = values;
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
  const recording = new Recording(plan, rate);
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
  await release(plan, rate, recording, partitionOf(topic, partitionMetadata), senders);
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

/** Hands every event over when it is due, by an open loop: a slow broker makes events late, not fewer. */
async function release(
  plan: LoadPlan,
  rate: number,
  recording: Recording,
  partition: (key: string) => number,
  senders: readonly PartitionSender[],
): Promise<void> {
  recording.start();
  for (let index = 0; index < plan.events && !recording.abandoned;) {
    const due = dueEvents(recording.elapsed(), rate, plan.events);
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

class Recording {
  abandoned = false;
  private abandon: () => void = () => undefined;
  /** Resolves when the load is given up; a request that nobody answers would be waited for without end. */
  readonly gaveUp = new Promise<void>((resolve) => (this.abandon = resolve));
  private startedAt = 0;
  private startedClock = 0;
  private lastAcknowledgement = 0;
  private acknowledgedCount = 0;
  private lastReport = 0;
  private readonly lateness: Float64Array;
  private readonly latency: Float64Array;
  /** Position in discardReasons plus 1; 0 for a valid event. */
  private readonly reasons: Uint8Array;
  private readonly invalid: Partial<Record<DiscardReason, number>> = {};
  private invalidCount = 0;
  /** Events that wait to be sent. When the brokers stop, further ones are made anew later instead of filling memory. */
  private readonly ready = new Map<number, PlannedEvent>();

  constructor(
    private readonly plan: LoadPlan,
    private readonly rate: number,
  ) {
    this.lateness = new Float64Array(plan.events);
    this.latency = new Float64Array(plan.events).fill(Number.NaN);
    this.reasons = new Uint8Array(plan.events);
  }

  start(): void {
    this.startedAt = Date.now();
    this.startedClock = performance.now();
    this.lastAcknowledgement = this.startedClock;
  }

  elapsed(): number {
    return performance.now() - this.startedClock;
  }

  timeOf(index: number): Date {
    return new Date(this.startedAt + intendedTime(index, this.rate));
  }

  /** Makes an event that is due. @returns its key */
  release(index: number): string {
    this.lateness[index] = this.elapsed() - intendedTime(index, this.rate);
    const event = plannedEvent(this.plan, index, this.timeOf(index));
    this.reasons[index] = event.reason === undefined ? 0 : discardReasons.indexOf(event.reason) + 1;
    if (this.ready.size < maxReady) this.ready.set(index, event);
    return event.key;
  }

  message(index: number): Message {
    const time = this.timeOf(index);
    const { key, value } = this.ready.get(index) ?? plannedEvent(this.plan, index, time);
    this.ready.delete(index);
    return { key, value, timestamp: String(time.getTime()), headers: { "run-id": this.plan.runId } };
  }

  acknowledge(index: number): void {
    this.latency[index] = this.elapsed() - intendedTime(index, this.rate);
    this.lastAcknowledgement = performance.now();
    this.acknowledgedCount++;
    const reason = discardReasons[(this.reasons[index] as number) - 1];
    if (reason === undefined) return;
    this.invalid[reason] = (this.invalid[reason] ?? 0) + 1;
    this.invalidCount++;
  }

  /** Called every second: reports progress and gives up when nothing has been acknowledged for too long. */
  watch(giveUpAfter: number): void {
    if (performance.now() - this.lastAcknowledgement > giveUpAfter) {
      this.abandoned = true;
      this.abandon();
    }
    if (performance.now() - this.lastReport < 2000) return;
    this.lastReport = performance.now();
    report("progress", { sent: this.acknowledgedCount, of: this.plan.events, time: Date.now() / 1000 });
  }

  result() {
    const latency = this.latency.filter((value) => !Number.isNaN(value));
    const seconds = (this.lastAcknowledgement - this.startedClock) / 1000;
    return {
      runId: this.plan.runId,
      events: this.plan.events,
      sent: this.acknowledgedCount,
      validSent: this.acknowledgedCount - this.invalidCount,
      invalidSent: this.invalid,
      expectedValid: validEvents(this.plan),
      /** Unix time, s. */
      start: this.startedAt / 1000,
      end: this.startedAt / 1000 + seconds,
      /** Events a second. */
      wantedRate: this.rate,
      achievedRate: Math.round((this.acknowledgedCount / seconds) * 10) / 10,
      /** From the time an event was due until it was handed to the producer, ms. */
      latenessMs: percentiles(this.lateness),
      /** From the time an event was due until the brokers acknowledged it, ms. */
      latencyMs: percentiles(latency),
    };
  }
}
