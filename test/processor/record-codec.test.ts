import fc from "fast-check";
import Decoder from "kafkajs/src/protocol/decoder";
import { crc32c as plainCrc32c } from "../../processor/crc32c";
import { crc32c } from "../../processor/checksum";
import { decodeFetchResponse, encodeProduceRequest } from "../../processor/record-codec";
import { decodeRecordBatches } from "../../processor/record-decoder";
import {
  appendHeaders,
  appendWithin,
  encodeHeaders,
  RecordBatchBuilder,
  recordBytes,
  type EncodableRecord,
  type PlainRecord,
} from "../../processor/record-encoder";

// kafkajs' own code judges ours.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const kafkajsDecode = require("kafkajs/src/protocol/recordBatch/v0/decoder") as (decoder: Decoder) => Promise<{
  producerId: string;
  producerEpoch: number;
  firstSequence: number;
  inTransaction: boolean;
  records: { offset: string; timestamp: string; key: Buffer | null; value: Buffer | null; headers: object }[];
}>;
// eslint-disable-next-line @typescript-eslint/no-require-imports
const kafkajsChecksum = require("kafkajs/src/protocol/recordBatch/crc32C") as (bytes: Buffer) => number;
// eslint-disable-next-line @typescript-eslint/no-require-imports
const kafkajsProduce = require("kafkajs/src/protocol/requests/produce/v7/request") as (options: object) => {
  encode: () => Promise<{ buffer: Buffer }>;
};

const bytes = (max: number) => fc.uint8Array({ maxLength: max }).map((array) => Buffer.from(array));
const records = fc.array(
  fc.record({
    key: fc.option(bytes(200)),
    value: fc.option(bytes(20_000)),
    timestamp: fc.integer({ min: 0, max: 4e12 }),
    headers: fc.array(fc.tuple(fc.string({ maxLength: 20 }), fc.option(bytes(200))), { maxLength: 4 }),
  }),
  { minLength: 1, maxLength: 30 },
);
const producer = { producerId: 2n ** 40n + 3n, producerEpoch: 12, firstSequence: 77, transactional: true };

/** Headers as written one after the other: repetitions and order count. */
function rawHeaders(list: readonly (readonly [string, Buffer | null])[]): Buffer | undefined {
  return list.reduce<Buffer | undefined>((raw, [name, value]) => appendHeaders(raw, { [name]: value }), undefined);
}

function encoded(list: readonly PlainRecord[], own = producer): Buffer {
  const batch = new RecordBatchBuilder(0);
  for (const record of list) batch.append(record);
  return Buffer.from(batch.encode(own, crc32c));
}

test("both checksums are CRC-32C, as kafkajs computes it", () => {
  expect(plainCrc32c(Buffer.from("123456789"))).toBe(0xe3069283);
  fc.assert(
    fc.property(bytes(5_000), fc.nat(20), (data, from) => {
      const expected = kafkajsChecksum(data.subarray(from));
      expect(plainCrc32c(data, Math.min(from, data.length), data.length)).toBe(expected);
      expect(crc32c(data, Math.min(from, data.length), data.length)).toBe(expected);
    }),
  );
});

test("what is written, kafkajs reads, and what is read here is the same to the byte", async () => {
  await fc.assert(
    fc.asyncProperty(records, async (list) => {
      const written = list.map(({ headers, ...record }) => ({ ...record, rawHeaders: rawHeaders(headers) }));
      const batch = encoded(written);
      expect(batch.readUInt32BE(17)).toBe(kafkajsChecksum(batch.subarray(21)));
      const theirs = await kafkajsDecode(new Decoder(batch));
      expect(theirs).toMatchObject({
        producerId: String(producer.producerId),
        producerEpoch: 12,
        firstSequence: 77,
        inTransaction: true,
      });
      const ours = await decodeRecordBatches(batch, []);
      expect(ours).toHaveLength(list.length);
      written.forEach((record, index) => {
        expect(ours[index]).toMatchObject({ offset: index, placeholder: false, ...record });
        expect(theirs.records[index]).toMatchObject({
          offset: String(index),
          timestamp: String(record.timestamp),
          key: record.key,
          value: record.value,
        });
      });
    }),
    { numRuns: 150 },
  );
});

test("repeated headers keep their order, which kafkajs would lose", async () => {
  const raw = rawHeaders([
    ["b", Buffer.from("1")],
    ["7", Buffer.from("2")],
    ["b", Buffer.from("3")],
    ["a", null],
  ]);
  const [record] = await decodeRecordBatches(encoded([{ ...value("v"), rawHeaders: raw }]), []);
  expect(record?.rawHeaders).toEqual(raw);
  expect(record?.headers).toEqual({ b: [Buffer.from("1"), Buffer.from("3")], "7": Buffer.from("2"), a: null });
});

test("a tail is written behind the value", async () => {
  const [record] = await decodeRecordBatches(encoded([{ ...value('{"a":1'), valueTail: ',"b":2}' }]), []);
  expect(String(record?.value)).toBe('{"a":1,"b":2}');
});

test("a whole Produce request is what kafkajs would send", async () => {
  const options = {
    acks: -1,
    timeout: 1_000,
    transactionalId: "id",
    producerId: "12345678901",
    producerEpoch: 3,
    topicData: [
      { topic: "a", partitions: [{ partition: 1, firstSequence: 5, messages: messages(3) }] },
      {
        topic: "b",
        partitions: [
          { partition: 0, firstSequence: 0, messages: messages(1) },
          { partition: 2, firstSequence: 9, messages: messages(2) },
        ],
      },
    ],
  };
  const theirs = await kafkajsProduce(options).encode();
  expect(encodeProduceRequest(options).buffer).toEqual(theirs.buffer);
});

test("gzip is read", async () => {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { RecordBatch } = require("kafkajs/src/protocol/recordBatch/v0") as {
    RecordBatch: (o: object) => Promise<{ buffer: Buffer }>;
  };
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const record = require("kafkajs/src/protocol/recordBatch/record/v0") as (o: object) => unknown;
  const batch = await RecordBatch({
    compression: 1,
    firstTimestamp: 5,
    maxTimestamp: 5,
    lastOffsetDelta: 1,
    records: ["a", "b"].map((value, offsetDelta) =>
      record({ offsetDelta, timestampDelta: 0, key: null, value: Buffer.from(value) }),
    ),
  });
  const decoded = await decodeRecordBatches(batch.buffer, []);
  expect(decoded.map(({ offset, timestamp, value }) => [offset, timestamp, String(value)])).toEqual([
    [0, 5, "a"],
    [1, 5, "b"],
  ]);
});

describe("aborted transactions", () => {
  test("of interleaved producers are left out as by the Java client; offsets are kept by placeholders", async () => {
    const log = Buffer.concat([
      at(10, encoded([value("aborted 1")], { ...producer, producerId: 1n })),
      at(11, encoded([value("aborted 2"), value("aborted 3")], { ...producer, producerId: 2n })),
      at(13, encoded([value("committed")], { ...producer, producerId: 3n })),
      at(14, marker(1n, "abort")),
      at(15, encoded([value("after")], { ...producer, producerId: 1n })),
      at(16, marker(2n, "abort")),
      at(17, marker(3n, "commit")),
      at(18, encoded([value("not transactional")], { ...producer, producerId: 2n, transactional: false })),
    ]);
    const records = await decodeRecordBatches(log, [
      { producerId: 2n, firstOffset: 11 },
      { producerId: 1n, firstOffset: 10 },
    ]);
    expect(
      records.map((record) => (record.placeholder ? record.offset : `${record.offset} ${String(record.value)}`)),
    ).toEqual([10, 12, "13 committed", 14, "15 after", 16, 17, "18 not transactional"]);
  });

  test("that began before the fetch are left out too, when several did", async () => {
    const log = at(20, encoded([value("aborted")], { ...producer, producerId: 2n }));
    const aborted = [
      { producerId: 1n, firstOffset: 3 },
      { producerId: 2n, firstOffset: 5 },
    ];
    expect((await decodeRecordBatches(log, aborted)).map(({ placeholder }) => placeholder)).toEqual([true]);
  });
});

test("a batch that is cut off is left for the next fetch", async () => {
  const whole = encoded([value("a")]);
  const log = Buffer.concat([whole, at(1, encoded([value("b")])).subarray(0, -1)]);
  expect(await decodeRecordBatches(log, [])).toHaveLength(1);
});

test("a batch whose last records compaction took away still moves the offset", async () => {
  const batch = Buffer.from(encoded([value("a")]));
  batch.writeInt32BE(4, 23);
  expect((await decodeRecordBatches(at(7, batch), [])).map(({ offset, placeholder }) => [offset, placeholder])).toEqual(
    [
      [7, false],
      [11, true],
    ],
  );
});

test("a Fetch response has the shape that kafkajs reads", async () => {
  const batch = at(4, encoded([value("a")]));
  const response = Buffer.concat([
    Buffer.from("00000000" + "0000" + "00000000" + "00000001" + "0001" + "74" + "00000001", "hex"),
    Buffer.from(
      "00000002" + "0000" + "0000000000000009" + "0000000000000009" + "0000000000000000" + "ffffffff" + "ffffffff",
      "hex",
    ),
    int32(batch.length),
    batch,
  ]);
  expect(await decodeFetchResponse(response)).toMatchObject({
    errorCode: 0,
    responses: [
      {
        topicName: "t",
        partitions: [{ partition: 2, highWatermark: "9", abortedTransactions: [], messages: [{ offset: 4 }] }],
      },
    ],
  });
});

describe("splitting", () => {
  test("no batch is larger than the limit as encoded, none is empty, and order is kept", async () => {
    const sized = fc.record({
      key: fc.option(bytes(40)),
      value: fc.nat(3_000).map((size) => Buffer.alloc(size, "v")),
      timestamp: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(sized, { maxLength: 60 }),
        fc.integer({ min: 3_500, max: 20_000 }),
        async (list, limit) => {
          const batches: RecordBatchBuilder[] = [];
          for (const record of list) appendWithin(batches, record, limit, 1_000);
          const values: (Buffer | null)[] = [];
          for (const batch of batches) {
            const written = Buffer.from(batch.encode(producer, crc32c));
            expect(batch.count).toBeGreaterThan(0);
            expect(written.length).toBeLessThanOrEqual(limit);
            values.push(...(await decodeRecordBatches(written, [])).map((record) => record.value));
          }
          expect(values).toEqual(list.map((record) => record.value));
        },
      ),
      { numRuns: 200 },
    );
  });

  test("a record above the limit is a batch of its own", () => {
    const small = value("small");
    const large = { ...small, value: Buffer.alloc(5_000) };
    expect(recordBytes(large)).toBeGreaterThan(1_000);
    const batches: RecordBatchBuilder[] = [];
    for (const record of [small, large, small]) appendWithin(batches, record, 1_000, 0);
    expect(batches.map(({ count }) => count)).toEqual([1, 1, 1]);
  });
});

test("a batch is encoded anew for another producer, as after a failure", async () => {
  const batch = new RecordBatchBuilder(0);
  batch.append(value("a"));
  batch.encode(producer, crc32c);
  const again = Buffer.from(batch.encode({ ...producer, producerEpoch: 13, firstSequence: 0 }, crc32c));
  expect(await kafkajsDecode(new Decoder(again))).toMatchObject({ producerEpoch: 13, firstSequence: 0 });
  expect(again.readUInt32BE(17)).toBe(kafkajsChecksum(again.subarray(21)));
});

test("headers that are added stand behind those that were there", () => {
  const raw = encodeHeaders({ a: "1" });
  expect(appendHeaders(raw, { b: "2" })).toEqual(encodeHeaders({ a: "1", b: "2" }));
});

function messages(count: number): EncodableRecord[] {
  return Array.from({ length: count }, (_, index) => ({
    key: index === 1 ? null : Buffer.from(`key ${index}`),
    value: Buffer.alloc(600, "v"),
    timestamp: String(1_700_000_000_000 + index),
    headers: { a: Buffer.from("1"), b: [Buffer.from("2"), Buffer.from("3")] },
  }));
}

function value(text: string): PlainRecord {
  return { key: null, value: Buffer.from(text), timestamp: 1 };
}

/** The batch as the broker stores it, from this offset on. */
function at(offset: number, batch: Buffer): Buffer {
  const stored = Buffer.from(batch);
  stored.writeBigInt64BE(BigInt(offset), 0);
  return stored;
}

function marker(producerId: bigint, kind: "abort" | "commit"): Buffer {
  const batch = Buffer.from(
    encoded([{ key: Buffer.from([0, 0, 0, kind === "abort" ? 0 : 1]), value: Buffer.alloc(6), timestamp: 1 }], {
      ...producer,
      producerId,
    }),
  );
  batch.writeInt16BE(0x30, 21);
  return batch;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
