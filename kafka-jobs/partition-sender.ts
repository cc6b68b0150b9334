import type { Message, Producer } from "kafkajs";
import { messageOf, report, sleep } from "./job";

/** Below the broker's limit of 1 MB for a record batch (message.max.bytes). */
const maxBatchBytes = 700_000;
const maxBatchEvents = 500;

export interface SenderSettings {
  readonly producer: Producer;
  readonly topic: string;
  readonly partition: number;
  /** The message of an event; called once for each attempt-independent batch. */
  readonly message: (index: number) => Message;
  readonly acknowledged: (index: number) => void;
  /** Ends the attempts: set when the load is given up. */
  readonly abandoned: () => boolean;
}

/**
 * Sends the events of one partition in order, one request at a time. With several requests of one partition on
 * their way, kafkajs could reuse a sequence number after a timeout, and the broker would drop the second batch as
 * a repetition of the first.
 */
export class PartitionSender {
  private readonly waiting: number[] = [];
  private next = 0;
  private wake: () => void = () => undefined;
  private closed = false;

  constructor(private readonly settings: SenderSettings) {}

  add(index: number): void {
    this.waiting.push(index);
    this.wake();
  }

  /** No further event comes. */
  close(): void {
    this.closed = true;
    this.wake();
  }

  /** Resolves when everything is acknowledged after {@link close}, or when the load is abandoned. */
  async run(): Promise<void> {
    for (;;) {
      if (this.settings.abandoned()) return;
      if (this.next === this.waiting.length) {
        if (this.closed) return;
        await new Promise<void>((resolve) => (this.wake = resolve));
        continue;
      }
      await this.send(this.nextBatch());
    }
  }

  private nextBatch(): { indices: number[]; messages: Message[] } {
    const indices: number[] = [];
    const messages: Message[] = [];
    let bytes = 0;
    while (this.next < this.waiting.length && indices.length < maxBatchEvents) {
      const index = this.waiting[this.next] as number;
      const message = this.settings.message(index);
      bytes += 200 + (message.value?.length ?? 0);
      if (indices.length > 0 && bytes > maxBatchBytes) break;
      indices.push(index);
      messages.push({ ...message, partition: this.settings.partition });
      this.next++;
    }
    return { indices, messages };
  }

  /** The same batch is repeated until it is acknowledged; its sequence numbers make the repetition harmless. */
  private async send({ indices, messages }: { indices: number[]; messages: Message[] }): Promise<void> {
    const { producer, topic, partition, acknowledged, abandoned } = this.settings;
    for (;;) {
      try {
        await producer.send({ topic, acks: -1, messages });
        indices.forEach(acknowledged);
        return;
      } catch (error) {
        if (abandoned()) return;
        report("log", { message: `partition ${partition} is sent again: ${messageOf(error)}` });
        await sleep(500);
      }
    }
  }
}
