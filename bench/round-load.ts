import { setTimeout as sleep } from "node:timers/promises";
import kafkajs from "kafkajs";
import { generateEvent } from "../processor/event-generator";

const partitions = 5;

/** Tried again until every broker has registered, which each topic's three replicas need. */
export async function createTopics(admin: kafkajs.Admin, names: readonly string[]): Promise<void> {
  const topics = names.map((topic) => ({ topic, numPartitions: partitions, replicationFactor: 3 }));
  for (let attempt = 1; ; attempt++) {
    try {
      await admin.createTopics({ waitForLeaders: true, topics });
      return;
    } catch (error) {
      if (attempt === 30) throw error;
      await sleep(1_000);
    }
  }
}

export interface RoundLoad {
  readonly events: number;
  /** Of the whole round. */
  readonly seconds: number;
  /** Of one event. */
  readonly bytes: number;
}

/**
 * Writes the events over about the first three quarters of the time. A write whose answer a dying broker keeps back is
 * repeated, so the input may hold an event twice: the output is held against the input as it is.
 */
export async function produce(client: kafkajs.Kafka, topic: string, load: RoundLoad): Promise<void> {
  const { events, seconds, bytes } = load;
  const producer = client.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  await producer.connect();
  const batch = 500;
  const began = Date.now();
  for (let sent = 0; sent < events; sent += batch) {
    const due = began + (0.75 * seconds * 1000 * sent) / events;
    await sleep(Math.max(0, due - Date.now()));
    const messages = Array.from({ length: Math.min(batch, events - sent) }, (_, index) => {
      const { key, value } = generateEvent(undefined, sent + index, { bytes });
      return { key, value, partition: Number(key.slice(-4)) % partitions };
    });
    // One partition per request: kafkajs loses messages when a leader moves while it writes to several brokers, since
    // its retry passes over the brokers that have answered already.
    for (let partition = 0; partition < partitions; partition++) {
      const own = messages.filter((message) => message.partition === partition);
      if (own.length > 0) await producer.send({ topic, messages: own });
    }
  }
  await producer.disconnect();
}
