import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { isStale, withLock } from "../../local/lock";
import { identify, startTimeOf } from "../../local/processes";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "acm-lock-"));
  file = path.join(folder, "state/lock");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const self = () => {
  const identity = identify(process.pid);
  if (identity === undefined) throw new Error("this test needs /proc");
  return identity;
};

test("a second command is told who holds the lock, and does nothing", async () => {
  let ran = false;
  await withLock(file, "start", async () => {
    const second = withLock(file, "stop", () => {
      ran = true;
      return Promise.resolve();
    });
    await expect(second).rejects.toThrow(new RegExp(`start \\(process ${process.pid}`));
  });
  expect(ran).toBe(false);
});

test("the lock is free again after the work, also after an error, and leaves no file", async () => {
  await expect(withLock(file, "start", () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  expect(await withLock(file, "start", () => Promise.resolve("done"))).toBe("done");
  expect(readdirSync(path.dirname(file))).toEqual([]);
});

test("the lock of a killed holder is taken over", async () => {
  await withLock(file, "start", () => Promise.resolve());
  // The same number, but a process that started at another time: the number was given again.
  writeFileSync(file, JSON.stringify({ ...self(), startTime: "1", command: "start", since: "2026-01-01" }));
  expect(await withLock(file, "start", () => Promise.resolve(existsSync(file)))).toBe(true);
});

test("a lock that was cut off while being written is taken over", async () => {
  await withLock(file, "start", () => Promise.resolve());
  writeFileSync(file, '{"pid": 1');
  expect(await withLock(file, "start", () => Promise.resolve("done"))).toBe("done");
});

test("stale: no such process, or another one of that number", () => {
  expect(isStale(self())).toBe(false);
  expect(isStale({ ...self(), startTime: "1" })).toBe(true);
  expect(isStale({ pid: 4194305, startTime: "1" })).toBe(true);
  expect(isStale(undefined)).toBe(true);
});

test("a command with spaces and parentheses does not shift the fields of its stat line", () => {
  const fields = Array.from({ length: 50 }, (_, index) => String(index + 3))
    .join(" ")
    .replace(/^3/, "S");
  expect(startTimeOf(`12 (a) b) c) ${fields}`)).toBe("22");
});
