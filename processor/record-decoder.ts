import { lookupCodecByAttributes } from "./kafkajs-internals";

/** Bytes of a record batch before its records. */
const batchHeader = 61;
const magicOffset = 16;
const transactionalFlag = 0x10;
const controlFlag = 0x20;
const logAppendTimeFlag = 0x08;
const compressionMask = 0x07;

export interface AbortedTransaction {
  producerId: bigint;
  firstOffset: number;
}

/**
 * A record of a Fetch response, with what kafkajs asks of it. It keeps where its parts are, and makes them when they
 * are asked for: thousands of records wait at a time, and a buffer for each part would be most of their memory.
 */
export class FetchedRecord {
  constructor(
    /** A number: offsets stay below 2^53. kafkajs takes it as it takes its own text. */
    readonly offset: number,
    /** Milliseconds since 1970. */
    readonly timestamp: number,
    private readonly bytes: Buffer,
    /** Of key and value: their beginning, and their length or -1 for null. */
    private readonly keyStart: number,
    private readonly keyLength: number,
    private readonly valueStart: number,
    /** Bytes of the value; -1: null. */
    readonly valueLength: number,
    private readonly headersEnd: number,
    /** Stands for records that are left out (aborted, or markers of transactions) up to and with this offset. */
    readonly placeholder: boolean,
  ) {}

  static placeholder(offset: number): FetchedRecord {
    return new FetchedRecord(offset, 0, Buffer.alloc(0), 0, -1, 0, -1, 0, true);
  }

  /** A record of these parts. @param rawHeaders from their count on */
  static of(
    offset: number,
    timestamp: number,
    key: Buffer | null,
    value: Buffer | null,
    rawHeaders = noHeaders,
  ): FetchedRecord {
    const bytes = Buffer.concat([key ?? noBytes, value ?? noBytes, rawHeaders]);
    const valueStart = key?.length ?? 0;
    return new FetchedRecord(
      offset,
      timestamp,
      bytes,
      0,
      key?.length ?? -1,
      valueStart,
      value?.length ?? -1,
      bytes.length,
      false,
    );
  }

  get key(): Buffer | null {
    return this.keyLength < 0 ? null : this.bytes.subarray(this.keyStart, this.keyStart + this.keyLength);
  }

  get value(): Buffer | null {
    return this.valueLength < 0 ? null : this.bytes.subarray(this.valueStart, this.valueStart + this.valueLength);
  }

  /** The headers as they were written, from their count on; undefined when there are none. */
  get rawHeaders(): Buffer | undefined {
    const start = this.valueStart + Math.max(0, this.valueLength);
    // A count of 0 is a single byte of 0.
    return this.headersEnd - start <= 1 ? undefined : this.bytes.subarray(start, this.headersEnd);
  }

  /** kafkajs drops control records; placeholders have to pass, see {@link FetchedRecord.placeholder}. */
  get isControlRecord(): boolean {
    return false;
  }

  /** The headers as kafkajs gives them. */
  get headers(): Record<string, Buffer | Buffer[] | null> {
    const { rawHeaders } = this;
    return rawHeaders === undefined ? {} : decodeHeaders(rawHeaders);
  }
}

const noBytes = Buffer.alloc(0);
const noHeaders = Buffer.from([0]);

/**
 * Decodes the record batches of one partition. A batch that is cut off at the end is left for the next fetch.
 * @param aborted the aborted transactions that the broker names
 * @throws Error for the message formats before Kafka 0.11
 */
export async function decodeRecordBatches(
  bytes: Buffer,
  aborted: readonly AbortedTransaction[],
): Promise<FetchedRecord[]> {
  const records: FetchedRecord[] = [];
  const coming = [...aborted].sort((a, b) => a.firstOffset - b.firstOffset);
  const abortedNow = new Set<bigint>();
  for (let at = 0; at + batchHeader <= bytes.length;) {
    const end = at + 12 + bytes.readInt32BE(at + 8);
    if (end > bytes.length) break;
    if (bytes[at + magicOffset] !== 2)
      throw new Error(
        "The topic holds messages in the format of Kafka before 0.11; rewrite them with a newer producer.",
      );
    const baseOffset = Number(bytes.readBigInt64BE(at));
    const attributes = bytes.readInt16BE(at + 21);
    const lastOffset = baseOffset + bytes.readInt32BE(at + 23);
    const producerId = bytes.readBigInt64BE(at + 43);
    while (coming[0] !== undefined && coming[0].firstOffset <= lastOffset) {
      abortedNow.add(coming[0].producerId);
      coming.shift();
    }
    const control = (attributes & controlFlag) !== 0;
    if (control && isAbortMarker(bytes.subarray(at + batchHeader, end))) abortedNow.delete(producerId);
    if (control || ((attributes & transactionalFlag) !== 0 && abortedNow.has(producerId))) {
      records.push(FetchedRecord.placeholder(lastOffset));
    } else {
      const codec = (attributes & compressionMask) === 0 ? null : lookupCodecByAttributes(attributes);
      const body = bytes.subarray(at + batchHeader, end);
      decodeRecords(codec === null ? body : await codec.decompress(body), bytes.readInt32BE(at + 57), records, {
        baseOffset,
        baseTimestamp: Number(bytes.readBigInt64BE(at + 27)),
        appendTime: (attributes & logAppendTimeFlag) === 0 ? undefined : Number(bytes.readBigInt64BE(at + 35)),
      });
      // Compaction may have taken the last records away, but not their offsets.
      const last = records.at(-1)?.offset;
      if (last === undefined || last < lastOffset) records.push(FetchedRecord.placeholder(lastOffset));
    }
    at = end;
  }
  return records;
}

interface BatchContext {
  baseOffset: number;
  baseTimestamp: number;
  /** Time that the broker appended the batch, where the topic says so. */
  appendTime: number | undefined;
}

/** Position and value of the varint read last; a module variable, since an object per varint would cost more. */
let cursor = 0;

function decodeRecords(bytes: Buffer, count: number, records: FetchedRecord[], context: BatchContext): void {
  cursor = 0;
  for (let index = 0; index < count; index++) {
    const length = readVarint(bytes);
    const end = cursor + length;
    cursor++; // attributes
    const timestampDelta = readVarlong(bytes);
    const offset = context.baseOffset + readVarint(bytes);
    const keyLength = readVarint(bytes);
    const keyStart = cursor;
    cursor += Math.max(0, keyLength);
    const valueLength = readVarint(bytes);
    const time = context.appendTime ?? context.baseTimestamp + timestampDelta;
    records.push(new FetchedRecord(offset, time, bytes, keyStart, keyLength, cursor, valueLength, end, false));
    cursor = end;
  }
}

function readBytes(bytes: Buffer): Buffer | null {
  const length = readVarint(bytes);
  if (length < 0) return null;
  cursor += length;
  return bytes.subarray(cursor - length, cursor);
}

/** A zigzag varint of 32 bits. */
function readVarint(bytes: Buffer): number {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[cursor++] as number;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return (value >>> 1) ^ -(value & 1);
  }
}

/** A zigzag varint of up to 53 bits: differences of times in milliseconds. */
function readVarlong(bytes: Buffer): number {
  let value = 0;
  let scale = 1;
  for (;;) {
    const byte = bytes[cursor++] as number;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    scale *= 128;
  }
}

/** The key of a control record is its version and its type, 16 bits each; type 0 is an abort. */
function isAbortMarker(records: Buffer): boolean {
  cursor = 0;
  readVarint(records);
  cursor++;
  readVarlong(records);
  readVarint(records);
  const key = readBytes(records);
  return key !== null && key.length >= 4 && key.readInt16BE(2) === 0;
}

function decodeHeaders(raw: Buffer): Record<string, Buffer | Buffer[] | null> {
  const headers: Record<string, Buffer | Buffer[] | null> = {};
  cursor = 0;
  for (let count = readVarint(raw); count > 0; count--) {
    const name = readBytes(raw)?.toString() ?? "";
    const value = readBytes(raw);
    const before = headers[name];
    if (before === undefined || before === null || value === null) headers[name] = value;
    else headers[name] = [...(Array.isArray(before) ? before : [before]), value];
  }
  return headers;
}
