import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { readConfigurationDirectory, readJsonText, readTextFile, resolvePath } from "../../config/files";
import { enrichmentRules } from "../../processor/rules";

const folder = mkdtempSync(path.join(tmpdir(), "acm-files-"));
afterAll(() => rmSync(folder, { recursive: true }));

const directory = (name: string, files: Record<string, string | Buffer>) => {
  mkdirSync(path.join(folder, name));
  for (const [file, content] of Object.entries(files)) writeFileSync(path.join(folder, name, file), content);
  return name;
};

test("paths start at the project, at the root, or at home", () => {
  expect(resolvePath("/project", "a/b")).toBe("/project/a/b");
  expect(resolvePath("/project", "/a")).toBe("/a");
  expect(resolvePath("/project", "~/a")).toBe(path.join(homedir(), "a"));
  expect(resolvePath("/project", "~a")).toBe("/project/~a");
});

test("the operator's files (thesis 6.2.6) are read by name", () => {
  const name = directory("good", { "domain.xml": "<domain/>", "oms-config.properties": "a=b\n" });
  expect(readConfigurationDirectory(folder, "processor.configDirectory", name)).toEqual({
    "domain.xml": "<domain/>",
    "oms-config.properties": "a=b\n",
  });
});

test.each([
  ["missing", () => "nowhere", /acm:stack\.processor\.configDirectory: .*nowhere cannot be read \(it does not exist\)/],
  ["empty", () => directory("empty", {}), /holds no file/],
  ["not text", () => directory("binary", { "a.bin": Buffer.from([0xff, 0xfe, 0x00]) }), /a\.bin is not UTF-8 text/],
  [
    "too large",
    () => directory("large", { "a.txt": "x".repeat(1_048_577) }),
    /1048577 bytes together; a ConfigMap holds at most/,
  ],
  ["a name that no ConfigMap can have", () => directory("name", { "a b.txt": "x" }), /file name "a b\.txt" must be/],
])("a folder that cannot be mounted is told: %s", (_, make, message) => {
  expect(() => readConfigurationDirectory(folder, "processor.configDirectory", make())).toThrow(message);
});

test("a file that does not exist is told with its key and path", () => {
  expect(() => readTextFile(folder, "processor.rulesFile", "rules.json")).toThrow(
    `acm:stack.processor.rulesFile: ${path.join(folder, "rules.json")} cannot be read (it does not exist); name a file that exists`,
  );
});

describe("the rules of the processor are checked before anything is deployed", () => {
  const read = (content: string) => {
    writeFileSync(path.join(folder, "rules.json"), content);
    return readJsonText(folder, "processor.rulesFile", "rules.json", enrichmentRules);
  };
  test("the default rules are good", () => {
    const file = "processor/default-rules.json";
    expect(readJsonText(process.cwd(), "processor.rulesFile", file, enrichmentRules)).toBe(readFileSync(file, "utf8"));
  });
  test("text that is no JSON is told with the file", () => {
    expect(() => read("{")).toThrow(/acm:stack\.processor\.rulesFile: .*rules\.json is not JSON: /);
  });
  test("a wrong value is told with its place in the file", () => {
    const rules = { homeCountry: "ie", countries: [{ code: "IE", callingCode: "353" }], segments: { default: "x" } };
    expect(() => read(JSON.stringify(rules))).toThrow(/rules\.json: homeCountry: must be two capital letters/);
  });
});
