import { isAscii, isUtf8 } from "node:buffer";
import Ajv, { type ValidateFunction } from "ajv";
import schema from "./event.schema.json";
import { discardReasons, eventKinds, type DiscardReason, type EventKind } from "./event-kinds";
import { findAttributes } from "./json-skip";

/** What every event says; `number` is the subscriber's. The schema with all limits is event.schema.json. */
interface EventBase {
  id: string;
  /** RFC 3339, UTC. */
  time: string;
  number: string;
  attributes?: Record<string, unknown>;
}

export interface CallEvent extends EventBase {
  kind: "call";
  direction: "incoming" | "outgoing";
  otherNumber: string;
  durationSeconds: number;
  cell?: string;
}

export interface TopupEvent extends EventBase {
  kind: "topup";
  /** In units of the currency. */
  amount: number;
  /** ISO 4217. */
  currency: string;
  channel: "voucher" | "card" | "app" | "agent";
}

export interface LocationEvent extends EventBase {
  kind: "location";
  latitude: number;
  longitude: number;
  accuracyMetres?: number;
  cell: string;
}

export type RawEvent = CallEvent | TopupEvent | LocationEvent;
export { discardReasons, eventKinds, type DiscardReason, type EventKind };

export type ReadEvent = { valid: true; event: RawEvent } | { valid: false; reason: DiscardReason };

/** The documented JSON schema of the three kinds; the validators below are compiled from it, so they cannot differ. */
export const eventSchema: object = schema;

const ajv = new Ajv({ strict: true, allowUnionTypes: true }).addSchema(schema);
const validators = new Map<unknown, ValidateFunction>(
  eventKinds.map((kind) => {
    const validate = ajv.getSchema(`${schema.$id}#/definitions/${kind}`);
    if (validate === undefined) throw new Error(`event.schema.json has no definition of ${kind}`);
    return [kind, validate];
  }),
);

/** Checks a parsed JSON value; undefined when it is a valid event. */
export function validateEvent(value: unknown): "unknown_kind" | "schema_violation" | undefined {
  if (typeof value !== "object" || value === null) return "schema_violation";
  const kind = (value as { kind?: unknown }).kind;
  const validate = validators.get(kind);
  if (validate === undefined) return typeof kind === "string" ? "unknown_kind" : "schema_violation";
  return validate(value) ? undefined : "schema_violation";
}

/**
 * Reads the value of a message. The `attributes` of a large event are checked, but empty in what is returned.
 * @param maxBytes larger values are discarded unread
 */
export function readEvent(bytes: Buffer | null, maxBytes: number): ReadEvent {
  if (bytes === null) return { valid: false, reason: "no_value" };
  if (bytes.length > maxBytes) return { valid: false, reason: "too_large" };
  let value: unknown;
  try {
    value = JSON.parse(relevantText(bytes));
  } catch {
    return { valid: false, reason: "not_json" };
  }
  const reason = validateEvent(value);
  return reason === undefined ? { valid: true, event: value as RawEvent } : { valid: false, reason };
}

/** Below this size it is quicker to read all. */
const largeEventBytes = 1_024;

/** The event's text; of a large one without the content of `attributes`, which is checked but not looked into. */
function relevantText(bytes: Buffer): string {
  const span = bytes.length < largeEventBytes ? undefined : findAttributes(bytes);
  if (span === undefined) return text(bytes);
  if (!isAscii(bytes) && !isUtf8(bytes)) throw new SyntaxError("not UTF-8");
  return `${text(bytes.subarray(0, span.start))}{}${text(bytes.subarray(span.end))}`;
}

/** Latin-1 is decoded several times faster than UTF-8, and most events are plain ASCII. */
function text(bytes: Buffer): string {
  if (isAscii(bytes)) return bytes.toString("latin1");
  // Replacement characters would pass JSON.parse, and the bytes passed on would not be JSON.
  if (!isUtf8(bytes)) throw new SyntaxError("not UTF-8");
  return bytes.toString("utf8");
}
