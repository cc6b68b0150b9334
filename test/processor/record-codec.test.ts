import fc from "fast-check";
import Decoder from "kafkajs/src/protocol/decoder";
import { crc32c as plainCrc32c } from "../../processor/crc32c";
import { crc32c } from "../../processor/checksum";
import { encodeProduceRequest } from "../../processor/record-codec";
import { decodeRecordBatches } from "../../processor/record-decoder";
import {
  appendHeaders,
  appendWithin,
  encodeHeaders,
  RecordBatchBuilder,
  recordBytes,
} from "../../processor/record-encoder";
import { bytes, records, producer, rawHeaders, encoded, messages, value } from "./record-fixture";

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
