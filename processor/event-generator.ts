import type { CallEvent, EventKind, LocationEvent, RawEvent, TopupEvent } from "./event";
import { eventKinds, type DiscardReason } from "./event";

/** A message as it is written to the input topic. */
export interface GeneratedMessage {
  /** The subscriber's number, so that the events of one subscriber stay in order. */
  key: string;
  /** Null for a tombstone (`no_value`). */
  value: Buffer | null;
  /** Unique id of a valid event; how events are counted in the output topic. */
  id: string;
}

export interface GenerateOptions {
  /** Prefix that makes ids unique among runs. @default "event" */
  run?: string;
  /** Size of the value in bytes, reached by `attributes`; smaller than the fields need: the fields' size. @default 500 */
  bytes?: number;
  /** Time of the event. @default 2026-01-01T00:00:00Z plus one second for each event of the sequence */
  time?: Date;
}

/** A valid event. The same arguments give the same bytes. Without `kind` the kinds take turns. */
export function generateEvent(
  kind: EventKind | undefined,
  sequence: number,
  options: GenerateOptions = {},
): GeneratedMessage {
  const event = eventOf(kind ?? pick(eventKinds, sequence), sequence, options);
  return { key: event.number, value: padded(event, sequence, options.bytes ?? 500), id: event.id };
}

/**
 * An invalid event that is discarded for the reason given.
 * @param maxEventBytes what the processor takes as the largest event, for `too_large`. @default 524288
 */
export function generateInvalidEvent(
  reason: DiscardReason,
  sequence: number,
  options: GenerateOptions & { maxEventBytes?: number } = {},
): GeneratedMessage {
  const valid = eventOf(pick(eventKinds, sequence), sequence, options);
  const message = (value: Buffer | null): GeneratedMessage => ({ key: valid.number, value, id: valid.id });
  const json = (value: unknown) => Buffer.from(JSON.stringify(value));
  switch (reason) {
    case "no_value":
      return message(null);
    case "too_large":
      return message(padded(valid, sequence, (options.maxEventBytes ?? 524_288) + 1));
    case "not_json":
      return message(json(valid).subarray(0, -1));
    case "unknown_kind":
      return message(json({ ...valid, kind: "fax" }));
    case "schema_violation":
      return message(json({ ...valid, number: "unknown" }));
  }
}

const operatorPrefixes = [
  "+35387",
  "+35383",
  "+35386",
  "+35385",
  "+35389",
  "+447400",
  "+34609",
  "+35196",
  "087",
  "0034600",
];

function eventOf(kind: EventKind, sequence: number, options: GenerateOptions): RawEvent {
  // A fixed permutation spreads subscribers over partitions; 20,000 of them.
  const subscriber = (sequence * 7919) % 20_000;
  const base = {
    id: `${options.run ?? "event"}-${sequence}`,
    time: (options.time ?? new Date(Date.UTC(2026, 0, 1) + sequence * 1000)).toISOString(),
    number: numberOf(subscriber),
  };
  switch (kind) {
    case "call":
      return {
        ...base,
        kind,
        direction: sequence % 2 === 0 ? "outgoing" : "incoming",
        otherNumber: numberOf((subscriber * 31 + 17) % 20_000),
        durationSeconds: (sequence * 37) % 1800,
        cell: `IE-${(sequence % 900) + 100}`,
      } satisfies CallEvent;
    case "topup":
      return {
        ...base,
        kind,
        amount: 5 * ((sequence % 10) + 1),
        currency: "EUR",
        channel: pick(["voucher", "card", "app", "agent"] as const, sequence >> 1),
      } satisfies TopupEvent;
    case "location":
      return {
        ...base,
        kind,
        latitude: 51.5 + ((sequence * 13) % 4000) / 1000,
        longitude: -10 + ((sequence * 17) % 4500) / 1000,
        accuracyMetres: (sequence % 50) * 10,
        cell: `IE-${(sequence % 900) + 100}`,
      } satisfies LocationEvent;
  }
}

function numberOf(subscriber: number): string {
  const prefix = pick(operatorPrefixes, subscriber);
  return prefix + String(1_000_000 + subscriber).slice(0, prefix.startsWith("+44") ? 6 : 7);
}

/** Fills `attributes` with short fields, as a source system's would be, up to exactly the size wanted. */
function padded(event: RawEvent, sequence: number, bytes: number): Buffer {
  const bare = Buffer.from(JSON.stringify(event));
  const frame = ',"attributes":{"note":""}}'.length - 1;
  let room = bytes - bare.length - frame;
  if (room < 0) return bare;
  let fields = "";
  for (let field = 0; room > 80; field++) {
    const text = `"field${field}":${field % 3 === 0 ? (sequence * 31 + field) % 100_000 : `"value ${(sequence + field * 7) % 1000} of the source system"`},`;
    fields += text;
    room -= text.length;
  }
  const note = "x".repeat(room);
  return Buffer.from(
    `${bare.toString("latin1", 0, bare.length - 1)},"attributes":{${fields}"note":"${note}"}}`,
    "latin1",
  );
}

function pick<T>(values: readonly T[], index: number): T {
  return values[index % values.length] as T;
}
