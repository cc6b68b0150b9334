/** A header to be written. */
export type HeaderValue = Buffer | string | null;

/** A record to be written, as kafkajs' callers give it. */
export interface EncodableRecord {
  key?: Buffer | string | null;
  value: Buffer | string | null;
  /** Milliseconds since 1970; absent: now. */
  timestamp?: number | string;
  headers?: Record<string, HeaderValue | HeaderValue[] | undefined>;
}

/** A record whose parts are bytes already. */
export interface PlainRecord {
  key: Buffer | null;
  value: Buffer | null;
  /** ASCII text that follows the value's bytes. @default "" */
  valueTail?: string;
  /** Milliseconds since 1970. */
  timestamp: number;
  /** Headers as they were read, from their count on; undefined: none. */
  rawHeaders?: Buffer | undefined;
}

/** Who sends a batch; known only when it is sent, and another after a failure. */
export interface BatchProducer {
  producerId: bigint;
  producerEpoch: number;
  firstSequence: number;
  transactional: boolean;
}

/** Bytes of a record batch before its records. */
export const batchHeaderBytes = 61;
/** Most bytes that the framing of a record takes: length, attributes, time, offset, lengths of key and value. */
const recordFraming = 40;

/** Bytes that a record takes in a batch, at most. */
export function recordBytes({ key, value, valueTail, rawHeaders }: PlainRecord): number {
  return (
    recordFraming + (key?.length ?? 0) + (value?.length ?? 0) + (valueTail?.length ?? 0) + (rawHeaders?.length ?? 1)
  );
}

/**
 * A record batch of the current format (magic 2) without compression, written record by record into one buffer, so that
 * nothing else has to be kept of a record.
 */
export class RecordBatchBuilder {
  /** Records in it. */
  count = 0;
  private buffer: Buffer;
  private end = batchHeaderBytes;
  private baseTimestamp = 0;
  private maxTimestamp = 0;

  /** @param expectedBytes bytes that are reserved; it grows when more are needed */
  constructor(expectedBytes: number) {
    this.buffer = Buffer.allocUnsafeSlow(Math.max(expectedBytes, 256));
  }

  /** Bytes so far, with the batch's header. */
  get bytes(): number {
    return this.end;
  }

  append(record: PlainRecord): void {
    const { key, value, valueTail = "", timestamp, rawHeaders } = record;
    this.reserve(recordBytes(record));
    if (this.count === 0) this.baseTimestamp = this.maxTimestamp = timestamp;
    else if (timestamp > this.maxTimestamp) this.maxTimestamp = timestamp;
    const timeDelta = timestamp - this.baseTimestamp;
    const keyLength = key === null ? -1 : key.length;
    const valueLength = value === null ? -1 : value.length + valueTail.length;
    const length =
      1 +
      varlongBytes(timeDelta) +
      varintBytes(this.count) +
      varintBytes(keyLength) +
      Math.max(0, keyLength) +
      varintBytes(valueLength) +
      Math.max(0, valueLength) +
      (rawHeaders === undefined ? 1 : rawHeaders.length);
    const buffer = this.buffer;
    let at = writeVarint(buffer, this.end, length);
    buffer[at++] = 0; // attributes
    at = writeVarlong(buffer, at, timeDelta);
    at = writeVarint(buffer, at, this.count);
    at = writeVarint(buffer, at, keyLength);
    if (key !== null) {
      buffer.set(key, at);
      at += keyLength;
    }
    at = writeVarint(buffer, at, valueLength);
    if (value !== null) {
      buffer.set(value, at);
      at += value.length;
      if (valueTail !== "") at += buffer.write(valueTail, at, "latin1");
    }
    if (rawHeaders === undefined) buffer[at++] = 0;
    else {
      buffer.set(rawHeaders, at);
      at += rawHeaders.length;
    }
    this.end = at;
    this.count++;
  }

  /** The batch as this producer sends it. The bytes are valid until the next call of a method. */
  encode(producer: BatchProducer, checksum: (bytes: Buffer, from: number, to: number) => number): Buffer {
    const { buffer, end } = this;
    buffer.fill(0, 0, 21);
    buffer.writeInt32BE(end - 12, 8);
    buffer[16] = 2;
    buffer.writeInt16BE(producer.transactional ? 0x10 : 0, 21);
    buffer.writeInt32BE(this.count - 1, 23);
    buffer.writeBigInt64BE(BigInt(this.baseTimestamp), 27);
    buffer.writeBigInt64BE(BigInt(this.maxTimestamp), 35);
    buffer.writeBigInt64BE(producer.producerId, 43);
    buffer.writeInt16BE(producer.producerEpoch, 51);
    buffer.writeInt32BE(producer.firstSequence, 53);
    buffer.writeInt32BE(this.count, 57);
    // The checksum covers what follows it.
    buffer.writeUInt32BE(checksum(buffer, 21, end), 17);
    return buffer.subarray(0, end);
  }

  private reserve(bytes: number): void {
    const needed = this.end + bytes;
    if (needed <= this.buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.buffer.length));
    larger.set(this.buffer.subarray(0, this.end));
    this.buffer = larger;
  }
}

/** A batch of records as kafkajs' callers give them. */
export function batchOf(records: readonly EncodableRecord[]): RecordBatchBuilder {
  const now = Date.now();
  const batch = new RecordBatchBuilder(0);
  for (const { key, value, headers, timestamp } of records)
    batch.append({
      key: bytesOf(key ?? null),
      value: bytesOf(value),
      rawHeaders: headers === undefined ? undefined : encodeHeaders(headers),
      timestamp: timestamp === undefined ? now : Number(timestamp),
    });
  return batch;
}

/**
 * Appends a record to the last batch, or to a new one when it would exceed the limit: the broker refuses a larger
 * batch. A single record above the limit is a batch of its own.
 * @param expectedBytes what a new batch reserves
 */
export function appendWithin(
  batches: RecordBatchBuilder[],
  record: PlainRecord,
  maxBytes: number,
  expectedBytes: number,
): void {
  let batch = batches.at(-1);
  if (batch === undefined || batch.bytes + recordBytes(record) > maxBytes) {
    batch = new RecordBatchBuilder(Math.min(maxBytes, expectedBytes));
    batches.push(batch);
  }
  batch.append(record);
}

function writeVarint(buffer: Buffer, start: number, value: number): number {
  let at = start;
  let rest = ((value << 1) ^ (value >> 31)) >>> 0;
  while (rest > 0x7f) {
    buffer[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  buffer[at++] = rest;
  return at;
}

function varintBytes(value: number): number {
  const zigzag = ((value << 1) ^ (value >> 31)) >>> 0;
  return zigzag < 0x80 ? 1 : zigzag < 0x4000 ? 2 : zigzag < 0x200000 ? 3 : zigzag < 0x10000000 ? 4 : 5;
}

/** Up to 53 bits, by arithmetic: bit operations end at 32. */
function writeVarlong(buffer: Buffer, start: number, value: number): number {
  let at = start;
  let rest = value < 0 ? -2 * value - 1 : 2 * value;
  while (rest > 0x7f) {
    buffer[at++] = (rest % 128) | 0x80;
    rest = Math.floor(rest / 128);
  }
  buffer[at++] = rest;
  return at;
}

function varlongBytes(value: number): number {
  let bytes = 1;
  for (let rest = value < 0 ? -2 * value - 1 : 2 * value; rest > 0x7f; rest = Math.floor(rest / 128)) bytes++;
  return bytes;
}

function bytesOf(value: Buffer | string | null): Buffer | null {
  return typeof value === "string" ? Buffer.from(value) : value;
}

/**
 * Adds headers behind those that were read.
 * @param raw headers as they were read, from their count on; undefined: none
 */
export function appendHeaders(raw: Buffer | undefined, added: Record<string, HeaderValue>): Buffer {
  const before = raw === undefined ? { count: 0, start: 0 } : headerCount(raw);
  const tail = encodeHeaders(added);
  const own = headerCount(tail);
  const count = Buffer.alloc(5);
  const countBytes = writeVarint(count, 0, before.count + own.count);
  return Buffer.concat([
    count.subarray(0, countBytes),
    ...(raw === undefined ? [] : [raw.subarray(before.start)]),
    tail.subarray(own.start),
  ]);
}

function headerCount(raw: Buffer): { count: number; start: number } {
  let value = 0;
  let start = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = raw[start++] as number;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return { count: value >>> 1, start };
  }
}

/** Encodes headers from their count on. */
export function encodeHeaders(headers: NonNullable<EncodableRecord["headers"]>): Buffer {
  const list = Object.entries(headers).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value ?? null]).map((single) => ({
      name: Buffer.from(name),
      value: bytesOf(single),
    })),
  );
  const size = list.reduce((sum, { name, value }) => sum + 10 + name.length + (value?.length ?? 0), 5);
  const buffer = Buffer.alloc(size);
  let at = writeVarint(buffer, 0, list.length);
  for (const { name, value } of list) {
    at = writeVarint(buffer, at, name.length);
    at += name.copy(buffer, at);
    at = writeVarint(buffer, at, value?.length ?? -1);
    if (value !== null) at += value.copy(buffer, at);
  }
  return buffer.subarray(0, at);
}
