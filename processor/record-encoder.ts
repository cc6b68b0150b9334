/** A header to be written. */
export type HeaderValue = Buffer | string | null;

/** A record to be written. */
export interface EncodableRecord {
  key?: Buffer | string | null;
  value: Buffer | string | null;
  /** ASCII text that follows the value's bytes. */
  valueTail?: string;
  /** Milliseconds since 1970; absent: now. */
  timestamp?: number | string;
  /** Headers as they were read, from their count on; takes precedence over `headers`. */
  rawHeaders?: Buffer | undefined;
  headers?: Record<string, HeaderValue | HeaderValue[] | undefined>;
}

export interface BatchProducer {
  producerId: bigint;
  producerEpoch: number;
  firstSequence: number;
  transactional: boolean;
}

/** Bytes of a record batch before its records. */
const batchHeader = 61;
/** Most bytes that the framing of a record takes: length, attributes, time, offset, lengths of key and value. */
const recordFraming = 40;
const noHeaders = Buffer.from([0]);

/** Encodes one record batch of the current format (magic 2), without compression, in one buffer. */
export function encodeRecordBatch(
  records: readonly EncodableRecord[],
  producer: BatchProducer,
  checksum: (bytes: Buffer, from: number, to: number) => number,
): Buffer {
  const now = Date.now();
  const plain = records.map((record) => ({
    key: bytesOf(record.key ?? null),
    value: bytesOf(record.value),
    tail: record.valueTail ?? "",
    headers: record.rawHeaders ?? (record.headers === undefined ? noHeaders : encodeHeaders(record.headers)),
    timestamp: record.timestamp === undefined ? now : Number(record.timestamp),
  }));
  let size = batchHeader;
  for (const { key, value, tail, headers } of plain)
    size += recordFraming + (key?.length ?? 0) + (value?.length ?? 0) + tail.length + headers.length;
  const buffer = Buffer.allocUnsafe(size);
  const baseTimestamp = plain[0]?.timestamp ?? now;
  let maxTimestamp = baseTimestamp;
  at = batchHeader;
  plain.forEach((record, index) => {
    if (record.timestamp > maxTimestamp) maxTimestamp = record.timestamp;
    writeRecord(buffer, record, index, record.timestamp - baseTimestamp);
  });
  const end = at;
  buffer.writeBigInt64BE(0n, 0);
  buffer.writeInt32BE(end - 12, 8);
  buffer.writeInt32BE(0, 12); // partition leader epoch
  buffer[16] = 2;
  buffer.writeInt16BE(producer.transactional ? 0x10 : 0, 21);
  buffer.writeInt32BE(plain.length - 1, 23);
  buffer.writeBigInt64BE(BigInt(baseTimestamp), 27);
  buffer.writeBigInt64BE(BigInt(maxTimestamp), 35);
  buffer.writeBigInt64BE(producer.producerId, 43);
  buffer.writeInt16BE(producer.producerEpoch, 51);
  buffer.writeInt32BE(producer.firstSequence, 53);
  buffer.writeInt32BE(plain.length, 57);
  // The checksum covers what follows it.
  buffer.writeUInt32BE(checksum(buffer, 21, end), 17);
  return buffer.subarray(0, end);
}

/** Where the next byte goes; a module variable, since passing it through every call would cost more. */
let at = 0;

interface PlainRecord {
  key: Buffer | null;
  value: Buffer | null;
  tail: string;
  headers: Buffer;
}

function writeRecord(
  buffer: Buffer,
  { key, value, tail, headers }: PlainRecord,
  offsetDelta: number,
  timeDelta: number,
): void {
  const keyLength = key?.length ?? -1;
  const valueLength = value === null ? -1 : value.length + tail.length;
  const length =
    1 +
    varlongBytes(timeDelta) +
    varintBytes(offsetDelta) +
    varintBytes(keyLength) +
    Math.max(0, keyLength) +
    varintBytes(valueLength) +
    Math.max(0, valueLength) +
    headers.length;
  writeVarint(buffer, length);
  buffer[at++] = 0; // attributes
  writeVarlong(buffer, timeDelta);
  writeVarint(buffer, offsetDelta);
  writeVarint(buffer, keyLength);
  if (key !== null) at += key.copy(buffer, at);
  writeVarint(buffer, valueLength);
  if (value !== null) at += value.copy(buffer, at);
  if (tail !== "") at += buffer.write(tail, at, "latin1");
  if (headers.length === 1) buffer[at++] = headers[0] as number;
  else at += headers.copy(buffer, at);
}

function writeVarint(buffer: Buffer, value: number): void {
  let rest = ((value << 1) ^ (value >> 31)) >>> 0;
  while (rest > 0x7f) {
    buffer[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  buffer[at++] = rest;
}

function varintBytes(value: number): number {
  const zigzag = ((value << 1) ^ (value >> 31)) >>> 0;
  return zigzag < 0x80 ? 1 : zigzag < 0x4000 ? 2 : zigzag < 0x200000 ? 3 : zigzag < 0x10000000 ? 4 : 5;
}

/** Up to 53 bits, by arithmetic: bit operations end at 32. */
function writeVarlong(buffer: Buffer, value: number): void {
  let rest = value < 0 ? -2 * value - 1 : 2 * value;
  while (rest > 0x7f) {
    buffer[at++] = (rest % 128) | 0x80;
    rest = Math.floor(rest / 128);
  }
  buffer[at++] = rest;
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
  const { count, start } = raw === undefined ? { count: 0, start: 0 } : headerCount(raw);
  const tail = encodeHeaders(added);
  const own = headerCount(tail);
  const total = Buffer.alloc(5);
  at = 0;
  writeVarint(total, count + own.count);
  return Buffer.concat([
    total.subarray(0, at),
    ...(raw === undefined ? [] : [raw.subarray(start)]),
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
  if (list.length === 0) return noHeaders;
  const size = list.reduce((sum, { name, value }) => sum + 10 + name.length + (value?.length ?? 0), 5);
  const buffer = Buffer.alloc(size);
  const before = at;
  at = 0;
  writeVarint(buffer, list.length);
  for (const { name, value } of list) {
    writeVarint(buffer, name.length);
    at += name.copy(buffer, at);
    writeVarint(buffer, value?.length ?? -1);
    if (value !== null) at += value.copy(buffer, at);
  }
  const end = at;
  at = before;
  return buffer.subarray(0, end);
}
