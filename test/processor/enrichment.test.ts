import fc from "fast-check";
import defaultRules from "../../processor/default-rules.json";
import { Enricher } from "../../processor/enrichment";
import { eventKinds, type RawEvent } from "../../processor/event";
import { generateEvent } from "../../processor/event-generator";
import { enrichmentRules } from "../../processor/rules";
import { spliceMember } from "../../processor/splice";

const enricher = new Enricher(enrichmentRules.parse(defaultRules));
const time = "2026-02-03T04:05:06.789Z";

const base = { id: "1", time: "2026-01-01T00:00:00Z", number: "0871234567" };
const topup = (change: object = {}) =>
  ({ ...base, kind: "topup", amount: 20, currency: "EUR", channel: "app", ...change }) as RawEvent;
const call = (change: object = {}) =>
  ({ ...base, kind: "call", direction: "outgoing", otherNumber: "0", durationSeconds: 600, ...change }) as RawEvent;

test.each([
  ["+353 87 123-4567", "+353871234567"],
  ["00353871234567", "+353871234567"],
  ["0871234567", "+353871234567"],
  ["353871234567", "+353871234567"],
  ["+447400123456", "+447400123456"],
  // 15 digits after the calling code are more than E.164 has.
  ["012345678901234", null],
])("%s is normalised to %s", (number, expected) => {
  expect(enricher.normalise(number)).toBe(expected);
});

test("operator, country, segment and campaigns follow the rules", () => {
  expect(enricher.enrich(topup(), time)).toEqual({
    number: "+353871234567",
    country: "IE",
    operator: "Vodafone Ireland",
    segment: "standard",
    campaigns: {
      "topup-bonus": true,
      "youth-data-pack": false,
      "long-call-flat-rate": false,
      "roaming-pack": false,
      "business-review": false,
      "dublin-city-offer": false,
    },
    processedAt: time,
  });
});

test("a number of its own comes before a prefix, the longest prefix before a shorter one", () => {
  expect(enricher.enrich(topup({ number: "+353871000001" }), time).segment).toBe("gold");
  expect(enricher.enrich(topup({ number: "+353871000009" }), time).segment).toBe("business");
  expect(enricher.enrich(topup({ number: "+353831234567" }), time).segment).toBe("prepaid");
});

test("what the rules do not know is null, and the event is still passed on", () => {
  const enriched = enricher.enrich(topup({ number: "+99912345678" }), time);
  expect(enriched).toMatchObject({ country: null, operator: null, segment: "standard" });
  expect(enricher.enrich(topup({ number: "012345678901234" }), time).number).toBeNull();
});

test("each condition of a campaign counts", () => {
  const campaigns = (event: RawEvent) => enricher.enrich(event, time).campaigns;
  expect(campaigns(topup({ amount: 19.99 }))["topup-bonus"]).toBe(false);
  expect(campaigns(topup({ number: "+447400123456" }))["topup-bonus"]).toBe(false);
  expect(campaigns(call())["long-call-flat-rate"]).toBe(true);
  expect(campaigns(call({ durationSeconds: 599 }))["long-call-flat-rate"]).toBe(false);
  const location = { ...base, kind: "location", latitude: 53.35, longitude: -6.26, cell: "IE-1" } as RawEvent;
  expect(campaigns(location)["dublin-city-offer"]).toBe(true);
  expect(campaigns({ ...location, longitude: 0 } as RawEvent)["dublin-city-offer"]).toBe(false);
});

describe("splicing", () => {
  const whitespace = fc.stringMatching(/^[ \t\r\n]{0,4}$/);

  test("is the same as parsing, adding the member and writing", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue({ stringUnit: "binary" }), { minKeys: 1 }),
        fc.jsonValue({ stringUnit: "grapheme-ascii" }),
        fc.nat(4),
        whitespace,
        whitespace,
        (object, member, indent, before, after) => {
          delete object.enrichment;
          fc.pre(Object.keys(object).length > 0);
          const text = before + JSON.stringify(object, null, indent) + after;
          const { head, tail } = spliceMember(Buffer.from(text), "enrichment", JSON.stringify(member));
          const expected = JSON.parse(text) as Record<string, unknown>;
          expected.enrichment = JSON.parse(JSON.stringify(member));
          expect(JSON.parse(head.toString() + tail)).toEqual(expected);
          // Nothing that was there is touched.
          expect(head.toString()).toBe(text.slice(0, text.lastIndexOf("}")));
        },
      ),
      { numRuns: 500 },
    );
  });

  test("of generated events gives the event and its enrichment", () => {
    for (let sequence = 0; sequence < 300; sequence++) {
      const value = generateEvent(eventKinds[sequence % 3], sequence).value as Buffer;
      const event = JSON.parse(value.toString()) as RawEvent;
      const { head, tail } = spliceMember(value, "enrichment", enricher.enrichmentJson(event, time));
      expect(JSON.parse(head.toString() + tail)).toEqual({ ...event, enrichment: enricher.enrich(event, time) });
    }
  });
});
