import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { UserError } from "../../local/user-error";
import { writeOutput } from "../../plan/output-files";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "acm-output-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("files are written into a folder that did not exist", () => {
  const made = writeOutput(path.join(folder, "a/b"), { "x.txt": "text" });
  expect(made).toBe(path.join(folder, "a/b"));
  expect(readFileSync(path.join(made, "x.txt"), "utf8")).toBe("text");
});

test.each([
  ["a file in its place", "taken", /^--output .*taken cannot be written \(it is a file\)\.\nName a folder/],
  ["a file on the way to it", "taken/below", /\(a part of its path is a file\)/],
])("%s is one message, not a stack trace", (_, name, message) => {
  writeFileSync(path.join(folder, "taken"), "");
  const write = () => writeOutput(path.join(folder, name), { "x.txt": "text" });
  expect(write).toThrow(UserError);
  expect(write).toThrow(message);
});
