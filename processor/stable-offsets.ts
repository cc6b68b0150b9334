/**
 * Reads committed offsets only once no transaction is pending on them (OffsetFetch version 7, KIP-447).
 *
 * Why: the coordinator answers InitProducerId when the predecessor's markers are written, but applies a commit marker to
 * its table of offsets in the background. An OffsetFetch of version 4, the newest that kafkajs knows, can read the
 * older offset in between, and its events would be written twice. kafkajs' own reads stay as they are: they happen
 * before the predecessor is fenced, and would wait for a transaction that nobody ends yet.
 */
import { Decoder, Encoder, createErrorFromCode, failure, requests, type Broker } from "./kafkajs-internals";

const offsetFetchKey = 9;
const stableVersion = 7;
const unstableOffsetCommit = "UNSTABLE_OFFSET_COMMIT";

type Topics = { topic: string; partitions: { partition: number }[] }[];

/** The lists of topics whose read has to be stable: how the call is told from kafkajs' own, which share the map. */
const stableReads = new WeakSet<object>();
let installed = false;

/** Adds version 7 to kafkajs' OffsetFetch, for the reads of this file only. */
export function installStableOffsetFetch(): void {
  if (installed) return;
  installed = true;
  const original = requests.OffsetFetch;
  requests.OffsetFetch = {
    versions: original.versions,
    protocol: (choice) => {
      const older = original.protocol(choice) as (options: object) => ReturnType<typeof offsetFetchV7>;
      return (options: { groupId: string; topics: Topics }) =>
        stableReads.has(options.topics) ? offsetFetchV7(options) : older(options);
    },
  };
}

/**
 * The group's committed offset of a partition, after every pending transaction on it has ended.
 * @param waitMs how long to wait between two attempts
 * @returns undefined when none was committed
 * @throws Error of the broker; UNSTABLE_OFFSET_COMMIT when it stays pending after all attempts
 */
export async function readStableOffset(
  coordinator: Broker,
  groupId: string,
  topic: string,
  partition: number,
  { attempts = 100, waitMs = 20 } = {},
): Promise<number | undefined> {
  if ((coordinator.versions?.[offsetFetchKey]?.maxVersion ?? 0) < stableVersion)
    throw new Error("The brokers are older than Kafka 2.5, which exactly-once needs. Use a newer Kafka.");
  for (let attempt = 1; ; attempt++) {
    const topics: Topics = [{ topic, partitions: [{ partition }] }];
    stableReads.add(topics);
    try {
      const { responses } = await coordinator.offsetFetch({ groupId, topics });
      const offset = Number(responses[0]?.partitions[0]?.offset);
      if (!Number.isSafeInteger(offset)) throw new Error(`The broker answered without the offset of ${topic}`);
      return offset < 0 ? undefined : offset;
    } catch (error) {
      if ((error as { type?: string }).type !== unstableOffsetCommit || attempt >= attempts) throw error;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}

/** OffsetFetch version 7: the first flexible request here, so lengths are one more than the length, as varints. */
function offsetFetchV7({ groupId, topics }: { groupId: string; topics: Topics }) {
  return {
    request: {
      apiKey: offsetFetchKey,
      apiVersion: stableVersion,
      apiName: "OffsetFetch",
      // kafkajs writes the header up to the client id; the tagged fields that follow it in a flexible header are ours.
      encode: () => {
        const encoder = new Encoder()
          .writeUVarInt(0)
          .writeUVarIntString(groupId)
          .writeUVarInt(topics.length + 1);
        for (const { topic, partitions } of topics) {
          encoder.writeUVarIntString(topic).writeUVarInt(partitions.length + 1);
          for (const { partition } of partitions) encoder.writeInt32(partition);
          encoder.writeUVarInt(0);
        }
        return Promise.resolve(encoder.writeBoolean(true).writeUVarInt(0));
      },
    },
    response: { decode: (data: Buffer) => Promise.resolve(decodeOffsetFetchV7(data)), parse: parseOffsetFetch },
  };
}

interface OffsetFetchResponse {
  responses: {
    topic: string | null;
    partitions: { partition: number; offset: string; errorCode: number }[];
  }[];
  errorCode: number;
  clientSideThrottleTime: number;
}

/** Exported for its test. */
export function decodeOffsetFetchV7(data: Buffer): OffsetFetchResponse {
  const decoder = new Decoder(data);
  skipTaggedFields(decoder);
  const clientSideThrottleTime = decoder.readInt32();
  const responses = compactArray(decoder, () => {
    const topic = decoder.readUVarIntString();
    const partitions = compactArray(decoder, () => {
      const partition = decoder.readInt32();
      const offset = decoder.readInt64().toString();
      decoder.readInt32(); // leader epoch
      decoder.readUVarIntString(); // metadata
      const errorCode = decoder.readInt16();
      skipTaggedFields(decoder);
      return { partition, offset, errorCode };
    });
    skipTaggedFields(decoder);
    return { topic, partitions };
  });
  return { responses, errorCode: decoder.readInt16(), clientSideThrottleTime };
}

function parseOffsetFetch(data: OffsetFetchResponse): Promise<OffsetFetchResponse> {
  const codes = [data.errorCode, ...data.responses.flatMap((topic) => topic.partitions.map((p) => p.errorCode))];
  const code = codes.find((candidate) => failure(candidate));
  return code === undefined ? Promise.resolve(data) : Promise.reject(createErrorFromCode(code));
}

function compactArray<T>(decoder: Decoder, read: () => T): T[] {
  return Array.from({ length: Math.max(0, decoder.readUVarInt() - 1) }, read);
}

function skipTaggedFields(decoder: Decoder): void {
  for (let fields = decoder.readUVarInt(); fields > 0; fields--) {
    decoder.readUVarInt();
    decoder.readBytes(decoder.readUVarInt());
  }
}
