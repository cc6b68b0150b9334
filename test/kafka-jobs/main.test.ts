import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { main } from "../../kafka-jobs/main";

let folder: string;
let output: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "acm-jobs-"));
  output = "";
  jest.spyOn(process.stdout, "write").mockImplementation((text) => {
    output += String(text);
    return true;
  });
  jest.spyOn(console, "log").mockImplementation((text: string) => {
    output += `${text}\n`;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const file = (name: string, content: unknown) => {
  const target = path.join(folder, name);
  writeFileSync(target, typeof content === "string" ? content : JSON.stringify(content));
  return target;
};
const connection = () =>
  file("connection.json", {
    bootstrapServers: ["127.0.0.1:9"],
    security: { kind: "plaintext" },
    clientVersion: "2.8.1",
  });
const lastLine = () => JSON.parse(output.trim().split("\n").at(-1) ?? "") as { type: string; message: string };

test("without a command, or with an unknown one, it says what is known", async () => {
  expect(await main([])).toBe(2);
  expect(output).toContain("topics");
  expect(await main(["--help"])).toBe(0);
  expect(await main(["constructor"])).toBe(2);
  expect(lastLine().message).toBe("constructor is not a command. Known are: topics, load, offsets, verify.");
});

test.each(["topics", "load", "offsets", "verify"])("%s --help lists its options", async (command) => {
  expect(await main([command, "--help"])).toBe(0);
  expect(output).toContain("--connection FILE");
});

test("a missing, malformed or wrong file is named with what is wrong in it", async () => {
  const topics = file("topics.json", { topics: [{ name: "a b", partitions: 0, replicationFactor: 1, config: {} }] });
  const good = file("good.json", { topics: [{ name: "a", partitions: 1, replicationFactor: 1, config: {} }] });
  expect(await main(["topics", "--connection", path.join(folder, "none.json"), "--topics", good])).toBe(2);
  expect(lastLine().message).toMatch(/none\.json cannot be read/);
  expect(await main(["topics", "--connection", connection(), "--topics", file("broken.json", "{")])).toBe(2);
  expect(lastLine().message).toMatch(/broken\.json is not JSON/);
  expect(await main(["topics", "--connection", connection(), "--topics", topics])).toBe(2);
  expect(lastLine().message).toMatch(/topics\.0\.name: must be a Kafka topic name.*topics\.0\.partitions/);
});

test("brokers that do not answer end the job in time, with the cause", async () => {
  const topics = file("topics.json", { topics: [{ name: "a", partitions: 1, replicationFactor: 1, config: {} }] });
  const started = Date.now();
  expect(await main(["topics", "--connection", connection(), "--topics", topics, "--timeout", "1"])).toBe(1);
  expect(lastLine()).toMatchObject({ type: "error" });
  expect(lastLine().message).toMatch(/^Gave up after 1 s waiting for Kafka to answer \(.*\)\. Look at the Kafka pods/);
  expect(Date.now() - started).toBeLessThan(10_000);
}, 20_000);
