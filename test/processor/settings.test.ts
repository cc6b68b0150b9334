import { parseJson, readJsonFile, UsageError } from "../../processor/json-file";
import { processorSettings } from "../../processor/settings";

const minimal = {
  kafka: { bootstrapServers: ["kafka:9092"], security: { kind: "plaintext" }, clientVersion: "2.8.1" },
  topics: {},
};

function problems(value: unknown): string {
  try {
    parseJson(value, processorSettings, "settings file s.json");
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  return "none";
}

test("the least that is needed has the documented defaults", () => {
  expect(parseJson(minimal, processorSettings, "settings")).toMatchObject({
    consumerGroup: "event-stream-prc",
    topics: { input: "raw-events", output: "ready-events" },
    deliveryGuarantee: "exactly-once",
    serviceTimeMs: 0,
    concurrency: 40,
    port: 9095,
    sessionTimeoutMs: 10_000,
  });
});

test.each([
  ["an unknown key", { ...minimal, serviceTime: 3 }, "serviceTime: is not a known key; remove it"],
  ["text for a number", { ...minimal, port: "9095" }, 'port: must be a number, but is "9095"'],
  ["a missing object", { topics: {} }, "kafka: must be an object, but is missing"],
  ["too small a number", { ...minimal, concurrency: 0 }, "concurrency: must be at least 1, but is 0"],
  ["an unknown guarantee", { ...minimal, deliveryGuarantee: "maybe" }, 'must be "exactly-once" or "at-least-once"'],
  [
    "an address without port",
    { ...minimal, kafka: { ...minimal.kafka, bootstrapServers: ["kafka"] } },
    'kafka.bootstrapServers[0]: must be host:port, but is "kafka"',
  ],
  ["the same topic twice", { ...minimal, topics: { output: "raw-events" } }, "topics.output: must differ"],
  ["an event larger than a write", { ...minimal, limits: { maxEventBytes: 900_000 } }, "limits.maxEventBytes: must be"],
])("%s is named with its path and what would be right", (_what, value, message) => {
  expect(problems(value)).toContain(message);
});

test("all problems come at once", () => {
  expect(problems({ ...minimal, port: 0, concurrency: 0, x: 1 }).split("\n")).toHaveLength(4);
});

test("a file that does not exist is named", () => {
  expect(() => readJsonFile("/nowhere/settings.json", processorSettings, "settings")).toThrow(
    "The settings file /nowhere/settings.json cannot be read (it does not exist). Give the path of an existing file.",
  );
});
