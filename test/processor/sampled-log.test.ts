import { kafkajsLog } from "../../processor/kafkajs-log";
import { Logger } from "../../processor/logger";
import { SampledLog } from "../../processor/sampled-log";

test("the first of a kind is logged at once, then one per interval with how many were left out", () => {
  const lines: string[] = [];
  let now = 0;
  const log = new SampledLog(new Logger("info", {}, (line) => lines.push(line)), "event discarded", 10_000, () => now);
  for (; now < 25_000; now += 1_000) log.add("not_json", { offset: now });
  log.add("too_large", { offset: 1 });
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    { message: "event discarded", offset: 0 },
    { offset: 10_000, leftOutSinceLast: 9 },
    { offset: 20_000, leftOutSinceLast: 9 },
    { offset: 1 },
  ]);
});

test("what kafkajs calls an error and retries is not shown as a failure", () => {
  const lines: string[] = [];
  const write = kafkajsLog(new Logger("info", {}, (line) => lines.push(line)))(1);
  write({
    namespace: "Connection",
    level: 1,
    label: "ERROR",
    log: { message: "Response GroupCoordinator(key: 10, version: 2)", timestamp: "", error: "not available" },
  });
  expect(lines).toEqual([]);
});
