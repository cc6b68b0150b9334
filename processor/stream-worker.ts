import { setTimeout as sleep } from "node:timers/promises";
import kafkajs, { type Consumer, type EachBatchPayload } from "kafkajs";
import { kafkaClientOptions } from "../kafka-client/client-options";
import { createWriter, type PartitionWriter } from "./delivery";
import { Enricher } from "./enrichment";
import { errorMessage, isFatal } from "./kafka-errors";
import { createCluster, type Cluster } from "./kafkajs-internals";
import { kafkajsLog } from "./kafkajs-log";
import { SizeLimits } from "./limits";
import type { Logger } from "./logger";
import { processBatch, RejoinError } from "./partition-processor";
import { PartitionSession } from "./partition-session";
import type { TopicWrite } from "./topic-writer";
import type { EnrichmentRules } from "./rules";
import { SampledLog } from "./sampled-log";
import type { ServiceSlots } from "./service-slots";
import type { ProcessorSettings } from "./settings";
import { noCounts, type WorkerCounts, type WorkerReport } from "./worker-report";

const heartbeatMs = 1_000;
/** Longest wait of a fetch; also the longest that an idle member needs to notice a stop. */
const fetchWaitMs = 500;
/** Restarts in a row without a single completed fetch, after which the process ends. */
const maxRestarts = 10;

export interface StreamWorkerOptions {
  worker: number;
  settings: ProcessorSettings;
  rules: EnrichmentRules;
  slots: ServiceSlots;
  logger: Logger;
  /** Called when the worker cannot go on, with the reason for a person. */
  failed: (message: string) => void;
}

/** One member of the consumer group: reads its partitions, enriches, commits, and joins again after whatever happens. */
export class StreamWorker {
  private readonly cluster: Cluster;
  private readonly enricher: Enricher;
  private readonly limits: SizeLimits;
  private readonly discardLog: SampledLog;
  private consumer: Consumer | undefined;
  private sessions = new Map<number, PartitionSession<TopicWrite>>();
  private readonly writer: PartitionWriter;
  private assigned: number[] = [];
  private positions = new Map<number, number>();
  private counts: WorkerCounts = noCounts();
  private inHand = 0;
  private heardAt = -Infinity;
  private joined = false;
  private stopping = false;
  private groupError: unknown;
  private commitOffsets: EachBatchPayload["commitOffsetsIfNecessary"] | undefined;
  private restartsInARow = 0;

  constructor(private readonly options: StreamWorkerOptions) {
    const { settings, rules, logger } = options;
    const client = { ...kafkaClientOptions(settings.kafka, `${settings.consumerGroup}-${options.worker}`) };
    this.cluster = createCluster({ ...client, logCreator: kafkajsLog(logger), retry: { retries: 3 } });
    this.enricher = new Enricher(rules);
    this.limits = new SizeLimits(settings.limits.maxBatchBytes, settings.limits.maxEventBytes);
    this.discardLog = new SampledLog(logger, "event discarded", 10_000);
    this.writer = createWriter(settings, this.cluster, (partition, offset) => this.commitOffset(partition, offset));
  }

  /** Resolves once the consumer is started; it goes on until {@link stop}. */
  async start(): Promise<void> {
    while (!this.stopping) {
      try {
        await this.startConsumer();
        return;
      } catch (error) {
        await this.consumer?.disconnect().catch(() => undefined);
        if (!(await this.mayRestart(error))) return;
      }
    }
  }

  /** Finishes the chunk in hand, leaves the group and closes all connections. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.consumer?.disconnect().catch((error: unknown) => {
      this.options.logger.debug("disconnect failed", { error: errorMessage(error) });
    });
    await this.cluster.disconnect().catch(() => undefined);
  }

  /** State, and what was counted since the last call. */
  report(): WorkerReport {
    const counts = this.counts;
    this.counts = noCounts();
    const { sessionTimeoutMs } = this.options.settings;
    return {
      worker: this.options.worker,
      assigned: this.assigned,
      positions: [...this.positions],
      ready: this.joined && performance.now() - this.heardAt < 3 * sessionTimeoutMs,
      counts,
    };
  }

  private async startConsumer(): Promise<void> {
    const { settings, logger } = this.options;
    const kafka = new kafkajs.Kafka({
      ...kafkaClientOptions(settings.kafka, `${settings.consumerGroup}-${this.options.worker}`),
      logCreator: kafkajsLog(logger),
      retry: { initialRetryTime: 200, maxRetryTime: 5_000, retries: 8, restartOnFailure: () => Promise.resolve(false) },
    });
    const consumer = kafka.consumer({
      groupId: settings.consumerGroup,
      sessionTimeout: settings.sessionTimeoutMs,
      heartbeatInterval: Math.min(heartbeatMs, Math.floor(settings.sessionTimeoutMs / 3)),
      rebalanceTimeout: 30_000,
      maxBytesPerPartition: settings.limits.maxBytesPerPartition,
      maxBytes: 64 * settings.limits.maxBytesPerPartition,
      maxWaitTimeInMs: fetchWaitMs,
      readUncommitted: false,
      allowAutoTopicCreation: false,
      // New partitions of the input topic are noticed within this time.
      metadataMaxAge: 30_000,
    });
    this.consumer = consumer;
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      this.onJoin(payload.memberAssignment[settings.topics.input] ?? []);
    });
    consumer.on(consumer.events.HEARTBEAT, () => this.heard());
    consumer.on(consumer.events.FETCH, () => {
      this.heard();
      this.restartsInARow = 0;
    });
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      if (this.consumer === consumer) void this.onCrash(payload.error);
    });
    await this.cluster.connect();
    await this.refreshMetadata();
    await consumer.connect();
    await consumer.subscribe({ topic: settings.topics.input, fromBeginning: true });
    if (this.stopping) return;
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: 1_000,
      eachBatch: (payload) => this.eachBatch(payload),
    });
  }

  private async eachBatch(payload: EachBatchPayload): Promise<void> {
    const { partition, topic } = payload.batch;
    const consumer = this.consumer as Consumer;
    this.inHand++;
    this.commitOffsets = (offsets) => payload.commitOffsetsIfNecessary(offsets);
    // Heartbeats go on while a chunk waits for brokers or emulated service; what they say is acted on between chunks.
    const pulse = setInterval(() => {
      payload.heartbeat().catch((error: unknown) => (this.groupError ??= error));
    }, heartbeatMs);
    try {
      await processBatch(payload, {
        session: this.session(partition),
        slots: this.options.slots,
        enrich: {
          enricher: this.enricher,
          limits: this.limits,
          outputTopic: this.options.settings.topics.output,
          deadLetterTopic: this.options.settings.topics.deadLetter,
        },
        chunkMs: this.options.settings.limits.chunkMs,
        logger: this.options.logger,
        checkpoint: (current) => this.checkpoint(current),
        recover: () => this.refreshMetadata(),
        seek: (offset) => consumer.seek({ topic, partition, offset: String(offset) }),
        batchesInHand: () => this.inHand,
        committed: (chunk) => {
          this.positions.set(partition, chunk.nextOffset);
          this.counts.eventsIn += chunk.events;
          this.counts.eventsOut += chunk.enriched;
          this.counts.batchEvents.push(chunk.events);
          this.counts.batchSeconds.push(chunk.seconds);
          for (const { reason, offset, size } of chunk.discarded) {
            this.counts.discarded[reason] = (this.counts.discarded[reason] ?? 0) + 1;
            this.discardLog.add(reason, { reason, topic, partition, offset, size });
          }
        },
      });
    } finally {
      clearInterval(pulse);
      this.inHand--;
    }
  }

  /** Between chunks: whether the member still is one. */
  private async checkpoint(payload: EachBatchPayload): Promise<"continue" | "stop"> {
    await payload.heartbeat().catch((error: unknown) => (this.groupError ??= error));
    const error = this.groupError;
    // Whatever a heartbeat said, joining again finds out what is true.
    if (error !== undefined) throw new RejoinError(errorMessage(error), { cause: error });
    return this.stopping || !payload.isRunning() || payload.isStale() ? "stop" : "continue";
  }

  private async commitOffset(partition: number, offset: number): Promise<void> {
    await this.commitOffsets?.({
      topics: [{ topic: this.options.settings.topics.input, partitions: [{ partition, offset: String(offset) }] }],
    });
  }

  private session(partition: number): PartitionSession<TopicWrite> {
    let session = this.sessions.get(partition);
    if (session === undefined) {
      session = new PartitionSession(this.writer.ledger(partition));
      this.sessions.set(partition, session);
    }
    return session;
  }

  private onJoin(partitions: number[]): void {
    // Even a partition that stays here may have been with another member for a moment: nothing known about it holds.
    this.sessions = new Map();
    this.positions = new Map();
    this.groupError = undefined;
    this.assigned = [...partitions].sort((a, b) => a - b);
    this.joined = true;
    this.heard();
    this.counts.rebalances++;
    this.options.logger.info("joined the consumer group", { partitions: this.assigned });
    // The output topic may have grown together with the input topic.
    this.refreshMetadata().catch((error: unknown) => {
      this.options.logger.debug("no metadata yet", { error: errorMessage(error) });
    });
  }

  private heard(): void {
    this.heardAt = performance.now();
  }

  private async refreshMetadata(): Promise<void> {
    const { output, deadLetter } = this.options.settings.topics;
    await this.cluster.addMultipleTargetTopics(deadLetter === undefined ? [output] : [output, deadLetter]);
    await this.cluster.refreshMetadata();
  }

  private async onCrash(error: Error): Promise<void> {
    this.joined = false;
    this.assigned = [];
    if (this.stopping) return;
    if (await this.mayRestart(error)) await this.start();
  }

  /** Waits before the next attempt; false when there is none, because the worker stops or has failed. */
  private async mayRestart(error: unknown): Promise<boolean> {
    if (this.stopping) return false;
    this.restartsInARow++;
    this.counts.restarts++;
    const message = errorMessage(error);
    if (isFatal(error) || this.restartsInARow > maxRestarts) {
      this.options.failed(
        isFatal(error)
          ? `Kafka refuses this processor: ${message}. Correct the settings or the rights of its user.`
          : `The consumer failed ${maxRestarts} times without any progress, last: ${message}. Check the brokers and topics.`,
      );
      return false;
    }
    const waitMs = Math.min(500 * 2 ** (this.restartsInARow - 1), 15_000);
    this.options.logger.warn("the consumer is started again", { error: message, waitMs });
    await sleep(waitMs);
    return !this.stopping;
  }
}
