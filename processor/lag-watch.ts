import kafkajs, { type Admin } from "kafkajs";
import { kafkaClientOptions } from "../kafka-client/client-options";
import type { PartitionLag } from "./health";
import { kafkajsLog } from "./kafkajs-log";
import type { Logger } from "./logger";
import { errorMessage } from "./kafka-errors";
import type { ProcessorSettings } from "./settings";

/** Looks at the input topic's end offsets and the group's commits, independently of the consumers. */
export class LagWatch {
  private readonly admin: Admin;
  private timer: NodeJS.Timeout | undefined;
  private connected = false;

  constructor(
    private readonly settings: ProcessorSettings,
    private readonly logger: Logger,
    private readonly seen: (partitions: PartitionLag[]) => void,
  ) {
    const kafka = new kafkajs.Kafka({
      ...kafkaClientOptions(settings.kafka, `${settings.consumerGroup}-lag`),
      logCreator: kafkajsLog(logger),
      retry: { retries: 2 },
    });
    this.admin = kafka.admin();
  }

  /** Looks every interval until stopped; a look that fails changes nothing. */
  start(intervalMs: number): void {
    this.timer = setTimeout(() => {
      void this.look()
        .catch((error: unknown) => this.logger.debug("lag not known", { error: errorMessage(error) }))
        .finally(() => {
          if (this.timer !== undefined) this.start(intervalMs);
        });
    }, intervalMs);
  }

  async stop(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.connected) await this.admin.disconnect().catch(() => undefined);
  }

  private async look(): Promise<void> {
    const { consumerGroup, topics } = this.settings;
    if (!this.connected) {
      await this.admin.connect();
      this.connected = true;
    }
    const ends = await this.admin.fetchTopicOffsets(topics.input);
    const commits = await this.admin.fetchOffsets({ groupId: consumerGroup, topics: [topics.input] });
    const committed = new Map(commits[0]?.partitions.map((entry) => [entry.partition, Number(entry.offset)]));
    this.seen(
      ends.map(({ partition, high }) => {
        const offset = committed.get(partition) ?? -1;
        return { partition, end: Number(high), committed: offset < 0 ? undefined : offset };
      }),
    );
  }
}
