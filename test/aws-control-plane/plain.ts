import { isObject } from "./values";

/** Marks a secret in Pulumi's protocol (sdk/nodejs/runtime/rpc.ts). */
const signature = "4dabf18193072939515e22adb298388d";

/** A value with its secrets in the clear, as the engine gives it to a provider that takes none. */
export function unwrapped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unwrapped);
  if (!isObject(value)) return value;
  if (value[signature] !== undefined) return unwrapped(value["value"]);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unwrapped(inner)]));
}
