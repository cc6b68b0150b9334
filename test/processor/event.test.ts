import Ajv from "ajv";
import fc from "fast-check";
import { discardReasons, eventKinds, eventSchema, readEvent, validateEvent } from "../../processor/event";
import { generateEvent, generateInvalidEvent } from "../../processor/event-generator";

const maxBytes = 524_288;

test("every generated event is valid, and the size asked for", () => {
  for (let sequence = 0; sequence < 3_000; sequence++) {
    const { value, id } = generateEvent(undefined, sequence, { bytes: 400 + (sequence % 5_000) });
    const read = readEvent(value, maxBytes);
    expect(read).toMatchObject({ valid: true, event: { id, kind: eventKinds[sequence % 3] } });
    expect(value).toHaveLength(400 + (sequence % 5_000));
  }
});

test("ids are unique and the same arguments give the same bytes", () => {
  const ids = new Set(Array.from({ length: 5_000 }, (_, sequence) => generateEvent(undefined, sequence).id));
  expect(ids.size).toBe(5_000);
  expect(generateEvent("call", 7)).toEqual(generateEvent("call", 7));
});

test.each(discardReasons)("a generated invalid event is discarded as %s", (reason) => {
  for (let sequence = 0; sequence < 12; sequence++)
    expect(readEvent(generateInvalidEvent(reason, sequence).value, maxBytes)).toEqual({ valid: false, reason });
});

test("bytes that are not UTF-8 are not JSON, even where JSON.parse would take the replacement character", () => {
  const { value } = generateEvent("call", 1);
  const bytes = Buffer.from(value as Buffer);
  bytes[bytes.lastIndexOf("x")] = 0xff;
  expect(readEvent(bytes, maxBytes)).toEqual({ valid: false, reason: "not_json" });
});

test("text beyond ASCII is valid", () => {
  const text = JSON.stringify({ ...valid("topup"), attributes: { shop: "Café Zagreb – Črnomerec 🙂" } });
  expect(readEvent(Buffer.from(text), maxBytes)).toMatchObject({ valid: true });
});

describe("the published JSON schema", () => {
  const bySchema = new Ajv().compile(eventSchema);

  test("agrees with the validator on mutated events", () => {
    const junk = fc.oneof(
      fc.constantFrom("call", "topup", "location", "", "+353871234567", "2026-01-01T00:00:00Z", "EUR", "outgoing"),
      fc.integer(),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.jsonValue(),
    );
    const names = fc.oneof(fc.constantFrom(...Object.keys(valid("call")), "amount", "cell", "enrichment"), fc.string());
    const mutated = fc
      .record({
        kind: fc.constantFrom(...eventKinds),
        sequence: fc.nat(50),
        changes: fc.dictionary(names, junk),
        drop: fc.option(names),
      })
      .map(({ kind, sequence, changes, drop }) => {
        const event: Record<string, unknown> = { ...valid(kind, sequence), ...changes };
        if (drop !== null) delete event[drop];
        return event;
      });
    fc.assert(
      fc.property(fc.oneof(mutated, fc.jsonValue()), (value) => {
        expect(validateEvent(value) === undefined).toBe(bySchema(value));
      }),
      { numRuns: 2_000 },
    );
  });
});

function valid(kind: (typeof eventKinds)[number], sequence = 0): Record<string, unknown> {
  return JSON.parse(String(generateEvent(kind, sequence, { bytes: 0 }).value)) as Record<string, unknown>;
}
