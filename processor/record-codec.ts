/**
 * Reads Fetch responses and writes Produce requests in place of kafkajs, for two reasons.
 * Correctness: headers are kept byte for byte (kafkajs makes an object of them: order and repetitions get lost), and
 * aborted transactions are left out by the rules of the Java client (kafkajs lets some through when the transactions
 * of several producers interleave). What is left out is passed on as a placeholder, so that its offset gets committed.
 * Speed: one pass over the bytes, where kafkajs makes several objects and buffers for each record.
 */
import { crc32c } from "./checksum";
import { Decoder, Encoder, requests, type ProtocolRequest } from "./kafkajs-internals";
import { decodeRecordBatches, type FetchedRecord } from "./record-decoder";
import { batchOf, RecordBatchBuilder, type EncodableRecord } from "./record-encoder";

/** Fetch version whose responses are read here; older brokers than Kafka 2.3 get kafkajs' own reading. */
const fetchVersion = 11;
/** Produce versions with record batches of the current format. */
const produceVersions = [3, 4, 5, 6, 7];

let installed = false;

/** Replaces both in kafkajs' map of requests, for every client of this thread. */
export function installRecordCodec(): void {
  if (installed) return;
  installed = true;
  const { Fetch, Produce } = requests;
  for (const [name, definition, needed] of [
    ["Fetch", Fetch, fetchVersion],
    ["Produce", Produce, 7],
  ] as const)
    if (!definition.versions.includes(String(needed))) throw new Error(`kafkajs lacks ${name} version ${needed}`);
  installExactBuffers();
  requests.Fetch = {
    versions: Fetch.versions,
    protocol: (choice) => {
      const original = Fetch.protocol(choice);
      if (choice.version !== fetchVersion) return original;
      return (options: never): ProtocolRequest => {
        const { request, response } = original(options);
        return { request, response: { ...response, decode: decodeFetchResponse } };
      };
    },
  };
  requests.Produce = {
    versions: Produce.versions,
    protocol: (choice) => {
      const original = Produce.protocol(choice);
      if (!produceVersions.includes(choice.version)) return original;
      return (options: never): ProtocolRequest => {
        const { request, response } = original(options);
        return { request: { ...request, encode: () => Promise.resolve(encodeProduceRequest(options)) }, response };
      };
    },
  };
}

/** Buffers above this size are made as large as needed and not larger, bytes. */
const largeBuffer = 65_536;

/** A request body in several buffers, so that a batch is not copied into one of its own first. */
class ChunkedEncoder extends Encoder {
  constructor(readonly chunks: readonly Buffer[]) {
    super(1);
  }

  override get buffer(): Buffer {
    return Buffer.concat(this.chunks);
  }

  override size(): number {
    return this.chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  }
}

/**
 * kafkajs copies a request twice, each time into a buffer of the next power of two, filled with zeros first. Nothing of
 * a buffer is sent that was not written, so it may be exact and unfilled: half the memory of a write.
 */
function installExactBuffers(): void {
  const prototype = Encoder.prototype;
  const ensureAvailable: unknown = Reflect.get(prototype, "ensureAvailable");
  const writeEncoder: unknown = Reflect.get(prototype, "writeEncoder");
  if (typeof ensureAvailable !== "function" || typeof writeEncoder !== "function")
    throw new Error("kafkajs' Encoder lacks ensureAvailable or writeEncoder");
  prototype.ensureAvailable = function (this: Encoder, length: number): void {
    const needed = this.offset + length;
    if (needed <= this.buf.length || needed < largeBuffer) return void ensureAvailable.call(this, length);
    const larger = Buffer.allocUnsafeSlow(needed);
    this.buf.copy(larger, 0, 0, this.offset);
    this.buf = larger;
  };
  prototype.writeEncoder = function (this: Encoder, value: Encoder): Encoder {
    if (!(value instanceof ChunkedEncoder)) return writeEncoder.call(this, value) as Encoder;
    this.ensureAvailable(value.size());
    for (const chunk of value.chunks) this.writeBuffer(chunk);
    return this;
  };
}

interface FetchedPartition {
  partition: number;
  errorCode: number;
  highWatermark: string;
  lastStableOffset: string;
  lastStartOffset: string;
  /** Empty: the aborted records are left out already. */
  abortedTransactions: [];
  preferredReadReplica: number;
  messages: FetchedRecord[];
}

/** Fetch response version 11, in the shape that kafkajs reads it. Exported for its test. */
export async function decodeFetchResponse(data: Buffer): Promise<{
  throttleTime: number;
  clientSideThrottleTime: number;
  errorCode: number;
  sessionId: number;
  responses: { topicName: string | null; partitions: FetchedPartition[] }[];
}> {
  const decoder = new Decoder(data);
  const clientSideThrottleTime = decoder.readInt32();
  const errorCode = decoder.readInt16();
  const sessionId = decoder.readInt32();
  const responses: { topicName: string | null; partitions: FetchedPartition[] }[] = [];
  for (let topics = decoder.readInt32(); topics > 0; topics--) {
    const topicName = decoder.readString();
    const partitions: FetchedPartition[] = [];
    for (let count = decoder.readInt32(); count > 0; count--) partitions.push(await decodePartition(decoder));
    responses.push({ topicName, partitions });
  }
  return { throttleTime: 0, clientSideThrottleTime, errorCode, sessionId, responses };
}

async function decodePartition(decoder: Decoder): Promise<FetchedPartition> {
  const head = {
    partition: decoder.readInt32(),
    errorCode: decoder.readInt16(),
    highWatermark: decoder.readInt64().toString(),
    lastStableOffset: decoder.readInt64().toString(),
    lastStartOffset: decoder.readInt64().toString(),
  };
  const aborted = decoder.readArray((entry) => ({
    producerId: entry.readInt64(),
    firstOffset: Number(entry.readInt64()),
  }));
  const preferredReadReplica = decoder.readInt32();
  const bytes = decoder.readBytes() ?? Buffer.alloc(0);
  return {
    ...head,
    preferredReadReplica,
    abortedTransactions: [],
    messages: await decodeRecordBatches(bytes, aborted),
  };
}

/** What kafkajs' Broker.produce is given. */
interface ProduceOptions {
  acks: number;
  timeout: number;
  transactionalId?: string | null;
  producerId?: string | number | bigint;
  producerEpoch?: number;
  topicData: {
    topic: string;
    partitions: { partition: number; firstSequence?: number; messages: EncodableRecord[] | RecordBatchBuilder }[];
  }[];
}

/** Produce request versions 3 to 7, without compression. Exported for its test. */
export function encodeProduceRequest(options: ProduceOptions): Encoder {
  const encoder = new Encoder()
    .writeString(options.transactionalId ?? null)
    .writeInt16(options.acks)
    .writeInt32(options.timeout)
    .writeInt32(options.topicData.length);
  const chunks: Buffer[] = [];
  const flush = () => {
    chunks.push(Buffer.from(encoder.buffer));
    encoder.offset = 0;
  };
  for (const { topic, partitions } of options.topicData) {
    encoder.writeString(topic).writeInt32(partitions.length);
    for (const { partition, firstSequence, messages } of partitions) {
      const builder = messages instanceof RecordBatchBuilder ? messages : batchOf(messages);
      const producer = {
        producerId: options.producerId === undefined ? -1n : BigInt(options.producerId),
        producerEpoch: options.producerEpoch ?? 0,
        firstSequence: firstSequence ?? 0,
        transactional: (options.transactionalId ?? null) !== null,
      };
      const batch = builder.encode(producer, crc32c);
      encoder.writeInt32(partition).writeInt32(batch.length);
      flush();
      chunks.push(batch);
    }
  }
  return new ChunkedEncoder(chunks);
}
