import { errorType, isFatal } from "../../processor/kafka-errors";
import { assertKafkajs, createErrorFromCode, requests } from "../../processor/kafkajs-internals";

test("the installed kafkajs is the one whose internals were read", () => {
  expect(assertKafkajs).not.toThrow();
  expect(requests.Fetch.versions).toContain("11");
  expect(requests.Produce.versions).toContain("7");
});

test("errors of brokers are known by their type, also wrapped ones and the one that kafkajs does not know", () => {
  expect(errorType(createErrorFromCode(47))).toBe("INVALID_PRODUCER_EPOCH");
  expect(errorType(createErrorFromCode(90))).toBe("PRODUCER_FENCED");
  expect(errorType(Object.assign(new Error(), { cause: createErrorFromCode(29) }))).toBe("TOPIC_AUTHORIZATION_FAILED");
  expect(errorType("text")).toBe("");
});

test("what trying again cannot mend is fatal, a broker that is away is not", () => {
  expect(isFatal(createErrorFromCode(29))).toBe(true);
  expect(isFatal(Object.assign(new Error("LZ4 compression not implemented"), { name: "KafkaJSNotImplemented" }))).toBe(
    true,
  );
  expect(isFatal(createErrorFromCode(6))).toBe(false);
});
