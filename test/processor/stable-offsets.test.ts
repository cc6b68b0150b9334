import Encoder from "kafkajs/src/protocol/encoder";
import { requests, type Broker } from "../../processor/kafkajs-internals";
import { installStableOffsetFetch, readStableOffset } from "../../processor/stable-offsets";

installStableOffsetFetch();
const lookup = requests.OffsetFetch.protocol({ version: 4 }) as unknown as (options: object) => {
  request: { apiVersion: number; encode: () => Promise<Encoder> };
  response: { decode: (data: Buffer) => Promise<never>; parse: (data: never) => Promise<never> };
};

/** A coordinator that answers with the bytes given, in turn, and keeps what it was asked. */
function coordinator(answers: Buffer[], maxVersion = 7): { broker: Broker; asked: Buffer[] } {
  const asked: Buffer[] = [];
  const broker = {
    versions: { 9: { maxVersion } },
    offsetFetch: async (options: object) => {
      const { request, response } = lookup(options);
      expect(request.apiVersion).toBe(7);
      asked.push((await request.encode()).buffer);
      return response.parse(await response.decode(answers.shift() as Buffer));
    },
  };
  return { broker: broker as unknown as Broker, asked };
}

/** OffsetFetch response version 7 for partition 3 of "raw". */
function answer(offset: bigint, errorCode = 0): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(offset);
  return new Encoder()
    .writeUVarInt(0)
    .writeInt32(0)
    .writeUVarInt(2)
    .writeUVarIntString("raw")
    .writeUVarInt(2)
    .writeInt32(3)
    .writeBuffer(bytes)
    .writeInt32(-1)
    .writeUVarIntString("")
    .writeInt16(errorCode)
    .writeUVarInt(0)
    .writeUVarInt(0)
    .writeInt16(0)
    .writeUVarInt(0).buffer;
}

const unstable = 88;

test("asks for stable offsets only, and waits while a transaction is pending", async () => {
  const { broker, asked } = coordinator([answer(-1n, unstable), answer(-1n, unstable), answer(4_294_967_299n)]);
  expect(await readStableOffset(broker, "group", "raw", 3, { waitMs: 1 })).toBe(4_294_967_299);
  expect(asked).toHaveLength(3);
  // Tagged fields of the header, group, one topic with one partition, require_stable = 1.
  expect(asked[0]?.toString("hex")).toBe(
    "00" + "06" + hex("group") + "02" + "04" + hex("raw") + "02" + "00000003" + "00" + "01" + "00",
  );
});

test("no committed offset is undefined", async () => {
  expect(await readStableOffset(coordinator([answer(-1n)]).broker, "group", "raw", 3)).toBeUndefined();
});

test("any other error is the caller's", async () => {
  const { broker } = coordinator([answer(-1n, 16)]);
  await expect(readStableOffset(broker, "group", "raw", 3)).rejects.toMatchObject({
    type: "NOT_COORDINATOR_FOR_GROUP",
  });
});

test("brokers that cannot tell are refused", async () => {
  await expect(readStableOffset(coordinator([], 6).broker, "group", "raw", 3)).rejects.toThrow("older than Kafka 2.5");
});

test("kafkajs' own reads stay as they are", () => {
  expect(lookup({ groupId: "group", topics: [] }).request.apiVersion).toBe(4);
});

function hex(text: string): string {
  return Buffer.from(text).toString("hex");
}
