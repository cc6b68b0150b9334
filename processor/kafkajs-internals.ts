/**
 * The only file that reaches into kafkajs beside its public interface, and why:
 * - `Broker` sends the single transactional requests. kafkajs' own producer hides which of them failed, asks for the
 *   coordinator before each, and aborts with the same epoch after a time-out, which can leave a transaction open for
 *   ever when the late write arrives after the abort marker (KIP-890).
 * - The map of requests lets one request version be added (see stable-offsets.ts) or replaced (see record-codec.ts).
 * kafkajs is pinned to the one version whose internals were read; any other is refused at start.
 */
import kafkajs, { type KafkaConfig } from "kafkajs";
import createKafkaCluster from "kafkajs/src/cluster";
import { createLogger } from "kafkajs/src/loggers";
import { requests as requestMap } from "kafkajs/src/protocol/requests";
import Encoder from "kafkajs/src/protocol/encoder";
import Decoder from "kafkajs/src/protocol/decoder";
import { createErrorFromCode, failure } from "kafkajs/src/protocol/error";
import { lookupCodecByAttributes as lookupCodec } from "kafkajs/src/protocol/message/compression";
import defaultSocketFactory from "kafkajs/src/network/socketFactory";
import manifest from "kafkajs/package.json";
import type { RecordBatchBuilder } from "./record-encoder";

const supportedVersion = "2.2.4";

export interface TopicPartitions {
  topic: string;
  partitions: number[];
}

export interface ProducerIdentity {
  producerId: string;
  producerEpoch: number;
}

/** The requests of kafkajs' Broker that are used here. Each rejects with an error that has `type` and `retriable`. */
export interface Broker {
  nodeId: number;
  versions: Record<number, { maxVersion: number }> | null;
  initProducerId(request: { transactionalId?: string; transactionTimeout: number }): Promise<ProducerIdentity>;
  addPartitionsToTxn(
    request: ProducerIdentity & { transactionalId: string; topics: TopicPartitions[] },
  ): Promise<unknown>;
  addOffsetsToTxn(request: ProducerIdentity & { transactionalId: string; groupId: string }): Promise<unknown>;
  txnOffsetCommit(
    request: ProducerIdentity & {
      transactionalId: string;
      groupId: string;
      topics: { topic: string; partitions: { partition: number; offset: string }[] }[];
    },
  ): Promise<unknown>;
  endTxn(request: ProducerIdentity & { transactionalId: string; transactionResult: boolean }): Promise<unknown>;
  produce(
    request: ProducerIdentity & {
      transactionalId?: string;
      acks: -1;
      timeout: number;
      topicData: {
        topic: string;
        partitions: { partition: number; firstSequence: number; messages: RecordBatchBuilder }[];
      }[];
    },
  ): Promise<unknown>;
  offsetFetch(request: { groupId: string; topics: { topic: string; partitions: { partition: number }[] }[] }): Promise<{
    responses: { topic: string; partitions: { partition: number; offset: string }[] }[];
  }>;
}

/** kafkajs' Cluster: connections and metadata. */
export interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  refreshMetadata(): Promise<void>;
  addMultipleTargetTopics(topics: string[]): Promise<void>;
  findTopicPartitionMetadata(topic: string): { partitionId: number; leader: number }[];
  findBroker(node: { nodeId: number }): Promise<Broker>;
  findGroupCoordinator(request: { groupId: string; coordinatorType?: 0 | 1 }): Promise<Broker>;
}

/** Coordinator of transactions, in `findGroupCoordinator`. */
export const transactionCoordinator = 1;

/** One version of a request: what is sent and how the answer is read. */
export interface ProtocolRequest {
  request: { apiKey: number; apiVersion: number; apiName: string; encode: () => Promise<unknown> };
  response: { decode: (data: Buffer) => Promise<unknown>; parse: (data: never) => Promise<unknown> };
}

/** An entry of kafkajs' map of requests. */
export interface RequestDefinition {
  versions: string[];
  protocol: (choice: { version: number }) => (options: never) => ProtocolRequest;
}

export const requests = requestMap as Record<"OffsetFetch" | "Fetch" | "Produce", RequestDefinition>;
export { Decoder, Encoder, createErrorFromCode, failure };

/** The codec of a record batch; kafkajs has gzip, others can be registered with it. Throws for one that it lacks. */
export const lookupCodecByAttributes: (attributes: number) => { decompress(bytes: Buffer): Promise<Buffer> } | null =
  lookupCodec;

/** @throws Error when kafkajs is not the version that this code was written against */
export function assertKafkajs(): void {
  const methods = ["initProducerId", "addPartitionsToTxn", "addOffsetsToTxn", "txnOffsetCommit", "endTxn", "produce"];
  const missing = [
    ...(manifest.version === supportedVersion ? [] : [`version ${supportedVersion} (found ${manifest.version})`]),
    ...["OffsetFetch", "Fetch", "Produce"].filter((name) => typeof (requestMap as never)[name] !== "object"),
    ...(typeof createKafkaCluster === "function" ? [] : ["Cluster"]),
    ...(typeof createLogger === "function" ? [] : ["createLogger"]),
  ];
  if (missing.length > 0)
    throw new Error(
      `kafkajs lacks ${missing.join(", ")}. Install kafkajs ${supportedVersion}, or adapt kafkajs-internals.ts (${methods.join(", ")}).`,
    );
}

/** Connections of our own, for the transactional requests. */
export function createCluster(config: KafkaConfig): Cluster {
  assertKafkajs();
  return new createKafkaCluster({
    ...config,
    logger: createLogger({ level: config.logLevel ?? kafkajs.logLevel.INFO, logCreator: config.logCreator }),
    socketFactory: defaultSocketFactory(),
    connectionTimeout: config.connectionTimeout ?? 1_000,
    requestTimeout: config.requestTimeout ?? 30_000,
    enforceRequestTimeout: true,
    metadataMaxAge: 300_000,
    allowAutoTopicCreation: false,
    maxInFlightRequests: null,
  }) as Cluster;
}
