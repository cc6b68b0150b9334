import fc from "fast-check";
import { crc32c } from "../../processor/checksum";
import {
  appendHeaders,
  RecordBatchBuilder,
  type EncodableRecord,
  type PlainRecord,
} from "../../processor/record-encoder";

export const bytes = (max: number) => fc.uint8Array({ maxLength: max }).map((array) => Buffer.from(array));
export const records = fc.array(
  fc.record({
    key: fc.option(bytes(200)),
    value: fc.option(bytes(20_000)),
    timestamp: fc.integer({ min: 0, max: 4e12 }),
    headers: fc.array(fc.tuple(fc.string({ maxLength: 20 }), fc.option(bytes(200))), { maxLength: 4 }),
  }),
  { minLength: 1, maxLength: 30 },
);
export const producer = { producerId: 2n ** 40n + 3n, producerEpoch: 12, firstSequence: 77, transactional: true };

/** Headers as written one after the other: repetitions and order count. */
export function rawHeaders(list: readonly (readonly [string, Buffer | null])[]): Buffer | undefined {
  return list.reduce<Buffer | undefined>((raw, [name, value]) => appendHeaders(raw, { [name]: value }), undefined);
}

export function encoded(list: readonly PlainRecord[], own = producer): Buffer {
  const batch = new RecordBatchBuilder(0);
  for (const record of list) batch.append(record);
  return Buffer.from(batch.encode(own, crc32c));
}

export function messages(count: number): EncodableRecord[] {
  return Array.from({ length: count }, (_, index) => ({
    key: index === 1 ? null : Buffer.from(`key ${index}`),
    value: Buffer.alloc(600, "v"),
    timestamp: String(1_700_000_000_000 + index),
    headers: { a: Buffer.from("1"), b: [Buffer.from("2"), Buffer.from("3")] },
  }));
}

export function value(text: string): PlainRecord {
  return { key: null, value: Buffer.from(text), timestamp: 1 };
}

/** The batch as the broker stores it, from this offset on. */
export function at(offset: number, batch: Buffer): Buffer {
  const stored = Buffer.from(batch);
  stored.writeBigInt64BE(BigInt(offset), 0);
  return stored;
}

export function marker(producerId: bigint, kind: "abort" | "commit"): Buffer {
  const batch = Buffer.from(
    encoded([{ key: Buffer.from([0, 0, 0, kind === "abort" ? 0 : 1]), value: Buffer.alloc(6), timestamp: 1 }], {
      ...producer,
      producerId,
    }),
  );
  batch.writeInt16BE(0x30, 21);
  return batch;
}

export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
