import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { secretText, unknownText } from "./plan";

/** How Pulumi's protocol marks values that are more than themselves. Source: @pulumi/pulumi/runtime/rpc.js. */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const assetSignature = "c44067f5952c0a294b673a41bacd8c17";
/** The value that stands for "not known yet". */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export type Values = Record<string, unknown>;

/** The values of a message, secrets still wrapped. */
export function valuesOf(struct: Struct | undefined): Values {
  return struct?.toJavaScript() ?? {};
}

/** The same values without the wrapping, secrets in clear: for whoever has to compute with them. */
export function unwrapped(value: unknown): unknown {
  return visit(value, (secret) => unwrapped(secret));
}

/** The same values for people: no secret, and words for what is not known. */
export function shown(value: unknown): unknown {
  return visit(value, masked);
}

/** Of a mapping its keys stay, which say what the secret is made of. */
function masked(value: unknown): unknown {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, masked(item)]))
    : secretText;
}

function visit(value: unknown, secret: (value: unknown) => unknown): unknown {
  if (value === unknownValue) return unknownText;
  if (Array.isArray(value)) return value.map((item) => visit(item, secret));
  if (typeof value !== "object" || value === null) return value;
  const object = value as Values;
  switch (object[signatureKey]) {
    case secretSignature:
      return secret(object["value"]);
    case assetSignature:
      return object["text"] ?? object["path"] ?? "[asset]";
    default:
      return Object.fromEntries(Object.entries(object).map(([key, item]) => [key, visit(item, secret)]));
  }
}
