import { decodeFetchResponse } from "../../processor/record-codec";
import { decodeRecordBatches } from "../../processor/record-decoder";
import { at, encoded, int32, marker, producer, value } from "./record-fixture";

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
