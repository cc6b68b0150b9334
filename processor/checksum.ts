import { createRequire } from "node:module";
import { crc32c as plainCrc32c } from "./crc32c";

type Native = { crc32c: (bytes: Uint8Array) => number };

/**
 * CRC-32C by the processor's own instruction where the native package is there (twenty times as fast), else in plain
 * JavaScript. Not an import: a bundle must run without the package, and on machines that it has no binary for.
 */
function nativeCrc32c(): Native["crc32c"] | undefined {
  try {
    const { crc32c } = createRequire(__filename)("@node-rs/crc32") as Native;
    // A wrong checksum would make the brokers refuse everything: better slow.
    return crc32c(Buffer.from("123456789")) === 0xe3069283 ? crc32c : undefined;
  } catch {
    return undefined;
  }
}

const native = nativeCrc32c();

/** Whether the native package is used. */
export const checksumIsNative = native !== undefined;

/** The CRC-32C of bytes[from, to), unsigned. */
export const crc32c: (bytes: Buffer, from: number, to: number) => number =
  native === undefined ? plainCrc32c : (bytes, from, to) => native(bytes.subarray(from, to));
