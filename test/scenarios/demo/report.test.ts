import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { comparisonPage, namesOf, portability } from "../../../scenarios/demo/comparison";
import { compareFiles } from "../../../scenarios/demo/compare-files";
import { junit } from "../../../scenarios/demo/junit";
import { demoPage } from "../../../scenarios/demo/page";
import { priceRun } from "../../../scenarios/demo/prices";
import { readDemoRecord } from "../../../scenarios/demo/record";
import { keep, reportFiles, writeReport } from "../../../scenarios/demo/store";
import { verdictOf } from "../../../scenarios/demo/verdict";
import { demo, run, withFailure } from "./fixture";

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
    "scenario 3",
    "0.41",
    "npm run demo -- --stack local",
  ]) {
    expect(page).toContain(part);
  }
  expect(page.indexOf('id="experiment-lag"')).toBeLessThan(page.indexOf('id="experiment-replicas"'));
  expect(page).toContain("fill-opacity"); // the range of two repeats
  expect(page).not.toMatch(/<script|src="http|href="http/);
  expect(Buffer.byteLength(page)).toBeLessThan(2_000_000);
  expect(demoPage(withFailure)).toContain('<details class="line" open>');
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
  ["another record", '{"schemaVersion":1}', /no record of a demonstration/],
  ["a damaged one", '{"schemaVersion":1,"kind":"acm-demo","state":"complete"}', /is damaged: \w+/],
])("%s is refused in one message", (_, content, message) => {
  const file = path.join(folder, "record.json");
  if (content !== undefined) writeFileSync(file, content);
  expect(() => readDemoRecord(file)).toThrow(message);
});

describe("two records side by side", () => {
  const aws = {
    ...demo,
    stack: { ...demo.stack, target: "aws", costParameters: { ...demo.stack.costParameters, region: "eu-west-1" } },
  };

  test("are named by what differs, and say what is the same", () => {
    expect(namesOf([demo, aws])).toEqual(["onprem", "aws"]);
    expect(namesOf([demo, { ...demo, commit: "1111111" }])).toEqual(["0b110d8", "1111111"]);
    const rows = portability([demo, aws]);
    expect(rows.filter(({ same }) => !same).map(({ what }) => what)).toEqual(["Target", "Region"]);
    expect(rows.find(({ what }) => what === "Commit")?.same).toBe(true);
  });

  test("show requirements, curves over each other and prices", () => {
    const page = comparisonPage(demo, { ...withFailure, stack: aws.stack });
    expect(page).toContain("The same on both but for: target, region.");
    for (const id of ["overlay-1", "overlay-2", "overlay-3"]) expect(page).toContain(`id="${id}"`);
    expect(page).toContain("✗ failed");
    expect(page).toContain("On premises");
  });

  test("must be two files", () => {
    expect(() => compareFiles(["a.json"])).toThrow("--compare takes two files; 1 were given.");
    const { json } = reportFiles(folder, "a");
    keep(reportFiles(folder, "a"), demo);
    expect(() => compareFiles([json, path.join(folder, "none.json")])).toThrow(/none\.json cannot be read/);
  });
});

test("a recorded run has a price for what it ran on, and for a million events", () => {
  const { prices } = priceRun(run);
  const own = prices.find(({ option }) => option === "on-premises");
  expect(Number(own?.usd)).toBeGreaterThan(0);
  expect(Number(own?.perMillionEventsUsd)).toBeCloseTo((Number(own?.usd) / run.load.sent) * 1e6, 6);
});
