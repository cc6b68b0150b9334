import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { junit } from "../../../scenarios/demo/junit";
import { demoPage } from "../../../scenarios/demo/page";
import { priceRun } from "../../../scenarios/demo/prices";
import { readDemoRecord } from "../../../scenarios/demo/record";
import { reportFiles, writeReport } from "../../../scenarios/demo/store";
import { verdictOf } from "../../../scenarios/demo/verdict";
import { awsDemo, demo, run, withFailure } from "./fixture";

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), "acm-demo-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("the verdict counts, names what failed, and says when the demonstration did not end", () => {
  expect(verdictOf(demo).counts).toEqual({ passed: 1, failed: 0, skipped: 1 });
  const failed = verdictOf(withFailure);
  expect(failed.good).toBe(false);
  expect(failed.failed.map(({ id }) => id)).toEqual(["REQ3.2"]);
  expect(verdictOf({ ...demo, state: "failed", problem: "Prometheus does not answer." }).problems[0]).toContain(
    "Prometheus does not answer.",
  );
  expect(verdictOf({ ...demo, runs: [], state: "interrupted" }).good).toBe(false);
  expect(verdictOf({ ...demo, runs: [], requirements: [] }).good).toBe(false);
});

test("JUnit has a case for each check and each run, and escapes what was answered", () => {
  const xml = junit(withFailure);
  expect(xml.match(/<testcase /g)).toHaveLength(2 + demo.runs.length);
  expect(xml).toContain('<failure message="missing &quot;kafka_brokers&quot; &amp; more"/>');
  expect(xml).toContain("3 &lt;defined: 3&gt;");
  expect(xml).toContain('<skipped message="Grafana is not part of this stack"/>');
});

test("the page has verdict, evidence, both figures on one axis, prices and how to repeat; nothing is loaded", () => {
  const page = demoPage(demo);
  for (const part of [
    "kafka_brokers is as defined",
    "GET /metrics",
    "scenario 3: 53 s",
    "What could not be checked here, and why (1)",
    "it ran on this",
    "0.41",
    "npm run demo -- --stack local",
  ]) {
    expect(page).toContain(part);
  }
  expect(page.indexOf('id="experiment-lag"')).toBeLessThan(page.indexOf('id="experiment-replicas"'));
  expect(page).toContain("fill-opacity"); // the range of two repeats
  expect(page).not.toMatch(/<script|src="http|href="http/);
  expect(Buffer.byteLength(page)).toBeLessThan(2_000_000);
  expect(page.indexOf('class="answer"')).toBeLessThan(page.indexOf('id="requirements"'));
  expect(demoPage(withFailure)).toContain('<details class="line printed" id="checks-req3" open>');
});

test("what stands in for something is said on top, and started again with it", () => {
  const page = demoPage(awsDemo);
  expect(page.indexOf("AWS control plane: stand-in.")).toBeLessThan(page.indexOf('class="cards"'));
  expect(page).toContain("npm run demo:aws-stand-in -- --events 30000</code>");
  expect(demoPage(demo)).not.toContain("stand-in");
});

test("ten repeats add rows to what opens, not columns to what is read", () => {
  const repeats = Array.from({ length: 10 }, (_, index) => demo.runs.map((each) => ({ ...each, repeat: index + 1 })));
  const columns = (page: string) => page.match(/<th scope="col"/g)?.length;
  const page = demoPage({ ...demo, runs: repeats.flat() });
  expect(columns(page)).toBe(columns(demoPage(demo)));
  expect(Buffer.byteLength(page)).toBeLessThan(2_000_000);
});

test("a record that is written can be read and rendered again", () => {
  const files = reportFiles(folder, "local");
  writeReport(files, demo);
  expect(readDemoRecord(files.json)).toEqual(demo);
  expect(readFileSync(files.html, "utf8")).toBe(demoPage(demo));
});

test.each([
  ["a file that is not there", undefined, /cannot be read/],
  ["text", "lag", /is not JSON/],
  ["a file that was cut", JSON.stringify(demo).slice(0, 5000), /is not whole: it begins as JSON/],
  ["another record", '{"schemaVersion":1}', /no record of a demonstration\./],
  ["a comparison", '{"schemaVersion":1,"kind":"acm-demo-comparison"}', /it says that it is "acm-demo-comparison"/],
  ["another version", '{"schemaVersion":2,"kind":"acm-demo"}', /of version 2; this program reads version 1\.\nUse/],
  ["a damaged one", '{"schemaVersion":1,"kind":"acm-demo","state":"complete"}', /is damaged: \w+/],
])("%s is refused in one message", (_, content, message) => {
  const file = path.join(folder, "record.json");
  if (content !== undefined) writeFileSync(file, content);
  expect(() => readDemoRecord(file)).toThrow(message);
});

test("a recorded run has a price for what it ran on, and for a million events", () => {
  const { prices } = priceRun(run);
  const own = prices.find(({ option }) => option === "on-premises");
  expect(Number(own?.usd)).toBeGreaterThan(0);
  expect(Number(own?.perMillionEventsUsd)).toBeCloseTo((Number(own?.usd) / run.load.sent) * 1e6, 6);
});
