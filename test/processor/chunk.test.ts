import { crc32c } from "../../processor/checksum";
import { enrichChunk, type EnrichedChunk } from "../../processor/chunk";
import defaultRules from "../../processor/default-rules.json";
import { Enricher } from "../../processor/enrichment";
import { discardReasons } from "../../processor/event";
import { generateEvent, generateInvalidEvent } from "../../processor/event-generator";
import { SizeLimits } from "../../processor/limits";
import { decodeRecordBatches, FetchedRecord } from "../../processor/record-decoder";
import { encodeHeaders } from "../../processor/record-encoder";
import { enrichmentRules } from "../../processor/rules";

const headers = encodeHeaders({ source: "msc-1" });
const options = (deadLetterTopic?: string) => ({
  enricher: new Enricher(enrichmentRules.parse(defaultRules)),
  limits: new SizeLimits(100_000, 50_000),
  topic: "raw-events",
  partition: 3,
  outputTopic: "ready-events",
  deadLetterTopic,
  processedAt: "2026-01-01T00:00:00.000Z",
});
const fetched = (offset: number, message: { key: string; value: Buffer | null }) =>
  FetchedRecord.of(offset, 1_000 + offset, Buffer.from(message.key), message.value, Buffer.from(headers));

/** What a chunk writes to a topic. */
async function written(writes: EnrichedChunk["writes"], wanted: string): Promise<FetchedRecord[]> {
  const producer = { producerId: 1n, producerEpoch: 0, firstSequence: 0, transactional: true };
  const records: FetchedRecord[] = [];
  for (const { topic, batch } of writes)
    if (topic === wanted) records.push(...(await decodeRecordBatches(batch.encode(producer, crc32c), [])));
  return records;
}

const messages = [
  fetched(0, generateEvent("call", 0)),
  ...discardReasons.map((reason, index) =>
    fetched(index + 1, generateInvalidEvent(reason, index, { maxEventBytes: 50_000 })),
  ),
  FetchedRecord.placeholder(20),
  fetched(21, generateEvent("topup", 1)),
];

test("valid events go out in order with key, headers and time; every invalid one is counted, none stops the rest", async () => {
  const { writes, enriched, discarded } = enrichChunk(messages, options());
  expect(enriched).toBe(2);
  expect(discarded.map(({ reason, offset }) => [reason, offset])).toEqual(
    discardReasons.map((reason, index) => [reason, index + 1]),
  );
  expect(writes).toHaveLength(1);
  const records = await written(writes, "ready-events");
  expect(records.map(({ timestamp }) => timestamp)).toEqual([1_000, 1_021]);
  expect(records.every((record) => record.rawHeaders?.equals(headers))).toBe(true);
  expect(records.map(({ key }) => key)).toEqual([messages[0]?.key, messages.at(-1)?.key]);
});

test("what is logged of a discarded event is nothing of its content", () => {
  const { discarded } = enrichChunk(messages, options());
  for (const entry of discarded) expect(Object.keys(entry).sort()).toEqual(["offset", "reason", "size"]);
});

test("the dead-letter copy says where it came from and why; one that cannot be written is reduced to that", async () => {
  const { writes } = enrichChunk(
    [
      fetched(7, generateInvalidEvent("not_json", 1)),
      fetched(8, generateInvalidEvent("too_large", 2, { maxEventBytes: 200_000 })),
    ],
    options("dead"),
  );
  const [broken, large] = await written(writes, "dead");
  expect(broken?.value).toEqual(generateInvalidEvent("not_json", 1).value);
  expect(broken?.rawHeaders).toEqual(
    encodeHeaders({
      source: "msc-1",
      "acm-discard-reason": "not_json",
      "acm-source": "raw-events/3/7",
      "acm-source-bytes": String(generateInvalidEvent("not_json", 1).value?.length),
    }),
  );
  expect(large).toMatchObject({ key: null, value: null });
  expect(String(large?.rawHeaders)).toContain("too_large");
});

test("limits shrink until nothing sensible is left", () => {
  const limits = new SizeLimits(100_000, 60_000);
  expect(limits.shrink()).toBe(true);
  expect(limits).toMatchObject({ maxBatchBytes: 50_000, maxEventBytes: 50_000 - 8_192 });
  expect(limits.shrink()).toBe(true);
  expect(limits.shrink()).toBe(false);
});
