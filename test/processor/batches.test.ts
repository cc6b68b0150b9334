import fc from "fast-check";
import { recordBytes, splitBySize } from "../../processor/batches";
import { encodeRecordBatch } from "../../processor/record-encoder";

test("no write is larger than the limit as encoded, none is empty, and order is kept", () => {
  const record = fc.record({
    key: fc.option(fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes))),
    value: fc.nat(3_000).map((size) => Buffer.alloc(size, "v")),
  });
  fc.assert(
    fc.property(fc.array(record, { maxLength: 60 }), fc.integer({ min: 3_500, max: 20_000 }), (records, limit) => {
      const writes = splitBySize(records, limit);
      expect(writes.flat()).toEqual(records);
      for (const write of writes) {
        expect(write.length).toBeGreaterThan(0);
        const producer = { producerId: 1n, producerEpoch: 0, firstSequence: 0, transactional: true };
        expect(encodeRecordBatch(write, producer, () => 0).length).toBeLessThanOrEqual(limit);
      }
    }),
    { numRuns: 200 },
  );
});

test("a record above the limit is a write of its own", () => {
  const small = { value: Buffer.alloc(10) };
  const large = { value: Buffer.alloc(5_000) };
  expect(recordBytes(large)).toBeGreaterThan(1_000);
  expect(splitBySize([small, large, small], 1_000)).toEqual([[small], [large], [small]]);
});
