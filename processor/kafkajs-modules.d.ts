/** The internal modules of kafkajs 2.2.4 that kafkajs-internals.ts imports; it is the only file that may. */
declare module "kafkajs/src/cluster" {
  const Cluster: new (options: object) => unknown;
  export default Cluster;
}
declare module "kafkajs/src/loggers" {
  export function createLogger(options: { level: number; logCreator: unknown }): unknown;
}
declare module "kafkajs/src/protocol/requests" {
  export const requests: Record<string, unknown>;
}
declare module "kafkajs/src/protocol/error" {
  export function createErrorFromCode(code: number): Error & { type?: string; retriable?: boolean };
  export function failure(code: number): boolean;
}
declare module "kafkajs/src/network/socketFactory" {
  export default function defaultSocketFactory(): unknown;
}
declare module "kafkajs/src/protocol/encoder" {
  export default class Encoder {
    constructor(initialSize?: number);
    buf: Buffer;
    offset: number;
    get buffer(): Buffer;
    ensureAvailable(length: number): void;
    writeInt8(value: number): this;
    writeInt16(value: number): this;
    writeInt32(value: number): this;
    writeString(value: string | null | undefined): this;
    writeUVarInt(value: number): this;
    writeUVarIntString(value: string | null): this;
    writeBoolean(value: boolean): this;
    writeEncoder(value: Encoder): this;
    writeBuffer(value: Buffer): this;
    size(): number;
  }
}
declare module "kafkajs/src/protocol/decoder" {
  export default class Decoder {
    constructor(buffer: Buffer);
    buffer: Buffer;
    offset: number;
    readInt8(): number;
    readInt16(): number;
    readInt32(): number;
    readInt64(): bigint;
    readString(): string | null;
    readUVarInt(): number;
    readUVarIntString(): string | null;
    readBytes(length?: number): Buffer | null;
    readArray<T>(reader: (decoder: Decoder) => T): T[];
  }
}
declare module "kafkajs/src/protocol/message/compression" {
  export function lookupCodecByAttributes(attributes: number): { decompress(bytes: Buffer): Promise<Buffer> } | null;
}
