import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const root = path.join(__dirname, "..", "..");
const rules = path.join(root, "processor", "default-rules.json");
const directory = mkdtempSync(path.join(os.tmpdir(), "acm-processor-"));
afterAll(() => rmSync(directory, { recursive: true }));

function run(...args: string[]) {
  const main = path.join(root, "processor", "main.ts");
  return spawnSync(process.execPath, ["--import", "tsx", main, ...args], { cwd: root, encoding: "utf8" });
}

test("--help says how it is used and ends with 0", () => {
  const { status, stdout } = run("--help");
  expect(status).toBe(0);
  expect(stdout).toContain("usage: node main.js --settings FILE --rules FILE");
});

test.each([
  ["no arguments", [], "--settings FILE and --rules FILE are both needed"],
  ["an unknown option", ["--setings", "x"], "--setings"],
  ["a file that is not there", ["--settings", "/nowhere.json", "--rules", rules], "it does not exist"],
])("%s: one message, exit code 2, no stack trace", (_what, args, message) => {
  const { status, stderr } = run(...args);
  expect(status).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr).not.toMatch(/^\s+at /m);
});

test("every mistake of the settings is listed at once", () => {
  const settings = path.join(directory, "settings.json");
  writeFileSync(settings, JSON.stringify({ kafka: {}, topics: { inptu: "a" }, port: "9095" }));
  const { status, stderr } = run("--settings", settings, "--rules", rules);
  expect(status).toBe(2);
  for (const expected of [
    "kafka.bootstrapServers: ",
    "kafka.security",
    "topics.inptu: is not a known key",
    "port: must be",
  ])
    expect(stderr).toContain(expected);
  expect(stderr).not.toMatch(/^\s+at /m);
});
