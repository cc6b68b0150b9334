import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { localPaths, type Paths } from "../../local/paths";
import { silentProgress } from "../../local/progress";
import { buildSteps, digest, isBuilt, remainingSeconds, stepOutput, type Step } from "../../local/steps";

let folder: string;
let paths: Paths;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "acm-steps-"));
  paths = localPaths({ XDG_CACHE_HOME: folder, XDG_STATE_HOME: folder });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const step = (hash: string, build: Step["build"]): Step => ({
  name: "tool",
  title: "Tool",
  estimateSeconds: 60,
  hash,
  build,
});
const writes =
  (text: string): Step["build"] =>
  ({ output }) => {
    writeFileSync(path.join(output, "tool"), text);
    return Promise.resolve();
  };

describe("digest", () => {
  test("depends on where one input ends and the next begins", () => {
    expect(digest(["ab", "c"])).not.toBe(digest(["a", "bc"]));
  });

  test("follows a folder's content and file names, and not the order of the file system", () => {
    const write = (root: string, names: readonly string[]) => {
      mkdirSync(path.join(folder, root, "sub"), { recursive: true });
      for (const name of names) writeFileSync(path.join(folder, root, name), name.slice(0, 1));
      return digest([{ file: path.join(folder, root) }]);
    };
    const one = write("one", ["a", "b", "sub/c"]);
    expect(write("two", ["sub/c", "b", "a"])).toBe(one);
    expect(write("three", ["sub/c", "b", "ab"])).not.toBe(one);
    writeFileSync(path.join(folder, "one/sub/c"), "changed");
    expect(digest([{ file: path.join(folder, "one") }])).not.toBe(one);
  });

  test("tells a missing file from an empty one", () => {
    const file = path.join(folder, "file");
    const missing = digest([{ file }]);
    writeFileSync(file, "");
    expect(digest([{ file }])).not.toBe(missing);
  });
});

describe("buildSteps", () => {
  test("builds once for the same inputs and again for others, keeping only the newest", async () => {
    const built: string[] = [];
    const counting = (hash: string) =>
      step(hash, (context) => {
        built.push(hash);
        return writes(hash)(context);
      });
    await buildSteps(paths, [counting("1111")], silentProgress);
    await buildSteps(paths, [counting("1111")], silentProgress);
    await buildSteps(paths, [counting("2222")], silentProgress);
    expect(built).toEqual(["1111", "2222"]);
    expect(readdirSync(path.join(paths.steps, "tool"))).toEqual(["2222"]);
  });

  test("an interrupted step is not taken for built, and starts from an empty folder", async () => {
    const failing = step("1111", ({ output }) => {
      writeFileSync(path.join(output, "half"), "");
      return Promise.reject(new Error("killed"));
    });
    await expect(buildSteps(paths, [failing], silentProgress)).rejects.toThrow("killed");
    expect(isBuilt(paths, failing)).toBe(false);
    const whole = step("1111", writes("whole"));
    await buildSteps(paths, [whole], silentProgress);
    expect(readFileSync(path.join(stepOutput(paths, whole), "tool"), "utf8")).toBe("whole");
    expect(existsSync(path.join(stepOutput(paths, whole), "half"))).toBe(false);
  });

  test("counts only what is missing", async () => {
    const one = step("1111", writes("1"));
    const other = { ...step("2222", writes("2")), name: "other", estimateSeconds: 30 };
    await buildSteps(paths, [one], silentProgress);
    expect(remainingSeconds(paths, [one, other])).toBe(30);
  });
});
