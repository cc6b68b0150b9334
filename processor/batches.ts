/** Bytes that Kafka's record format adds to key and value at most, without headers. */
const recordOverhead = 40;
/** Bytes of a record batch before its first record. */
const batchOverhead = 61;

/** Bytes reserved for the fields that enrichment adds, and for key, headers and framing of a record. */
export const enrichmentAllowance = 8_192;

/** What is measured of a record before it is written. */
export interface Sized {
  key?: Buffer | null | undefined;
  value: Buffer | null;
  valueTail?: string;
  /** The encoded headers. */
  rawHeaders?: Buffer | undefined;
}

/** Bytes that a record takes in a batch, at most. */
export function recordBytes(record: Sized): number {
  return (
    recordOverhead +
    (record.key?.length ?? 0) +
    (record.value?.length ?? 0) +
    (record.valueTail?.length ?? 0) +
    (record.rawHeaders?.length ?? 0)
  );
}

/**
 * Splits records into consecutive writes, none larger than the limit: the broker refuses a larger batch, and kafkajs
 * does not split. A single record above the limit is a write of its own.
 */
export function splitBySize<T extends Sized>(records: readonly T[], maxBytes: number): T[][] {
  const writes: T[][] = [];
  let write: T[] = [];
  let bytes = batchOverhead;
  for (const record of records) {
    const size = recordBytes(record);
    if (write.length > 0 && bytes + size > maxBytes) {
      writes.push(write);
      write = [];
      bytes = batchOverhead;
    }
    write.push(record);
    bytes += size;
  }
  if (write.length > 0) writes.push(write);
  return writes;
}
