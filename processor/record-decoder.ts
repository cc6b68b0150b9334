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

/** A record of a Fetch response, with what kafkajs asks of it. */
export class FetchedRecord {
  constructor(
    /** A number: offsets stay below 2^53. kafkajs takes it as it takes its own text. */
    readonly offset: number,
    /** Milliseconds since 1970. */
    readonly timestamp: number,
    readonly key: Buffer | null,
    readonly value: Buffer | null,
    /** The headers as they were written, from their count on; undefined when there are none. */
    readonly rawHeaders: Buffer | undefined,
    /** Stands for records that are left out (aborted, or markers of transactions) up to and with this offset. */
    readonly placeholder: boolean,
  ) {}

  /** kafkajs drops control records; placeholders have to pass, see {@link FetchedRecord.placeholder}. */
  get isControlRecord(): boolean {
    return false;
  }

  /** The headers as kafkajs gives them; made on demand. */
  get headers(): Record<string, Buffer | Buffer[] | null> {
    return this.rawHeaders === undefined ? {} : decodeHeaders(this.rawHeaders);
  }
}

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
      records.push(placeholder(lastOffset));
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
      if (last === undefined || last < lastOffset) records.push(placeholder(lastOffset));
    }
    at = end;
  }
  return records;
}

function placeholder(offset: number): FetchedRecord {
  return new FetchedRecord(offset, 0, null, null, undefined, true);
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
    const key = readBytes(bytes);
    const value = readBytes(bytes);
    records.push(
      new FetchedRecord(
        offset,
        context.appendTime ?? context.baseTimestamp + timestampDelta,
        key,
        value,
        // A count of 0 is a single byte of 0.
        bytes[cursor] === 0 ? undefined : bytes.subarray(cursor, end),
        false,
      ),
    );
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
