import fc from "fast-check";
import { readEvent } from "../../processor/event";
import { generateEvent } from "../../processor/event-generator";
import { findAttributes, skipJson } from "../../processor/json-skip";

/** What JSON.parse thinks of a text that should be one object or array and nothing else. */
function isJson(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null;
  } catch {
    return false;
  }
}

/** Whether the whole text is one value by skipJson; what surrounds it may be space only. */
function skips(text: string): boolean {
  const bytes = Buffer.from(text);
  const end = skipJson(bytes, 0);
  return end >= 0 && /^[ \t\r\n]*$/.test(bytes.subarray(end).toString());
}

const values = fc.oneof(
  fc.jsonValue({ maxDepth: 5, stringUnit: "binary" }),
  fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue({ maxDepth: 4 })),
);
const texts = fc
  .tuple(values, fc.constantFrom(0, 1, "\t"))
  .map(([value, indent]) => JSON.stringify(value, null, indent));

test("whatever JSON.parse takes as an object or array is skipped to its end", () => {
  fc.assert(
    fc.property(texts, fc.string(), (text, behind) => {
      fc.pre(isJson(text));
      expect(skipJson(Buffer.from(text + behind), 0)).toBe(Buffer.byteLength(text));
    }),
    { numRuns: 1_000 },
  );
});

test("a changed text is JSON for both or for neither", () => {
  const pieces = fc.constantFrom(
    ...'{}[]",:\\/ \t\n-+.0123456789eEtrufalsn\u0000\u001fé',
    "\\u00e9",
    "\\u00g9",
    "true",
    "null",
    "1e5",
    "-0",
    "01",
    "1.",
    '""',
    ",,",
    "\ufeff",
  );
  const changed = fc.tuple(
    texts,
    fc.array(fc.record({ at: fc.nat(), drop: fc.nat(2), insert: fc.option(pieces) }), { minLength: 1, maxLength: 3 }),
  );
  fc.assert(
    fc.property(changed, ([text, changes]) => {
      let mutated = text;
      for (const { at, drop, insert } of changes) {
        const place = at % (mutated.length + 1);
        mutated = mutated.slice(0, place) + (insert ?? "") + mutated.slice(place + drop);
      }
      // A half of a pair of surrogates would be another character in UTF-8.
      fc.pre(!/\p{Surrogate}/u.test(mutated));
      expect(skips(mutated)).toBe(isJson(mutated));
    }),
    { numRuns: 4_000 },
  );
});

test.each([
  "",
  "1",
  '"a"',
  "null",
  "[",
  "{",
  '{"a"',
  "[1,]",
  "[,1]",
  '{"a":1,}',
  "{,}",
  "[1 2]",
  "[01]",
  "[1.]",
  "[.5]",
  "[-]",
  "[1e]",
  "[+1]",
  '["\\x"]',
  '["\t"]',
  "[tru]",
  "[}",
  "{]",
  '{"a":}',
  "{1:2}",
])("%p is refused", (text) => {
  expect(skipJson(Buffer.from(text), 0)).toBe(-1);
});

test("an event reads the same with its attributes looked into or passed over", () => {
  const large = "x".repeat(2_000);
  const event = JSON.parse(String(generateEvent("call", 1, { bytes: 0 }).value)) as Record<string, unknown>;
  const pieces = fc.constantFrom(
    '"attributes"',
    '"attributes":{',
    '{"attributes":1}',
    ',"attributes":{}',
    "{",
    "}",
    '"',
    "\\",
    ":",
    '\\"attributes\\":{',
  );
  fc.assert(
    fc.property(
      values,
      fc.array(fc.tuple(fc.nat(), pieces), { maxLength: 2 }),
      fc.boolean(),
      (attributes, inserts, first) => {
        const member = { attributes: { attributes, large } };
        let text = JSON.stringify(first ? { ...member, ...event } : { ...event, ...member });
        for (const [at, piece] of inserts) {
          const place = at % (text.length + 1);
          text = text.slice(0, place) + piece + text.slice(place);
        }
        fc.pre(!/\p{Surrogate}/u.test(text));
        const bytes = Buffer.from(text);
        let expected: unknown;
        try {
          expected = JSON.parse(text);
        } catch {
          expected = undefined;
        }
        const span = findAttributes(bytes);
        const reduced =
          span === undefined
            ? text
            : `${bytes.subarray(0, span.start).toString()}{}${bytes.subarray(span.end).toString()}`;
        let actual: unknown;
        try {
          actual = JSON.parse(reduced);
        } catch {
          actual = undefined;
        }
        expect(actual === undefined).toBe(expected === undefined);
        const names = (value: unknown) => (typeof value === "object" && value !== null ? Object.keys(value) : []);
        expect(names(actual)).toEqual(names(expected));
        expect(readEvent(bytes, 1e6).valid).toBe(readEventByParse(text));
      },
    ),
    { numRuns: 1_000 },
  );
});

/** Validity with nothing passed over: a small event with the same members, and only attributes' type left to say. */
function readEventByParse(text: string): boolean {
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(text) as Record<string, unknown>;
  } catch {
    return false;
  }
  const { attributes } = value;
  const shrunk = typeof attributes === "object" && attributes !== null && !Array.isArray(attributes) ? {} : attributes;
  const small = "attributes" in value ? { ...value, attributes: shrunk } : value;
  const bytes = Buffer.from(JSON.stringify(small));
  return bytes.length < 1_024 && readEvent(bytes, 1e6).valid;
}
