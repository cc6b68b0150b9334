import { spawn } from "node:child_process";
import path from "node:path";
import { silentProgress } from "../../../local/progress";
import { Interruption } from "../../../scenarios/session/interruption";

test("without an interruption, work has its outcome", async () => {
  const interruption = new Interruption(silentProgress, "");
  expect(await interruption.outcomeOf(Promise.resolve(3))).toBe(3);
  await expect(interruption.outcomeOf(Promise.reject(new Error("no")))).rejects.toThrow("no");
});

/** Ends by a signal while its work fails because of that. @returns exit code and what was printed */
function interrupted(signals: readonly NodeJS.Signals[]): Promise<{ code: number | null; text: string }> {
  const program = `
    const { consoleProgress } = require("./local/progress");
    const { Interruption } = require("./scenarios/session/interruption");
    const interruption = new Interruption(consoleProgress(process.stdout), "Interrupted.");
    let fail;
    const work = new Promise((_, reject) => (fail = reject));
    interruption.undo = async () => { fail(new Error("removed")); await new Promise((r) => setTimeout(r, 300)); console.log("undone"); };
    setInterval(() => undefined, 1000);
    console.log("ready");
    interruption.outcomeOf(work).catch(() => console.log("an outcome"));`;
  const child = spawn(process.execPath, ["--import", "tsx", "--eval", program], {
    cwd: path.join(__dirname, "../../.."),
  });
  let text = "";
  child.stderr.on("data", (data: Buffer) => (text += data.toString()));
  child.stdout.on("data", (data: Buffer) => {
    if (text === "" && data.toString().includes("ready")) for (const signal of signals) child.kill(signal);
    text += data.toString();
  });
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, text })));
}

test.each([[["SIGINT"]], [["SIGTERM"]], [["SIGINT", "SIGTERM"]]] as const)(
  "%s: once, what was begun is undone, and work that fails meanwhile says nothing",
  async (signals) => {
    const { code, text } = await interrupted(signals);
    expect(text.split("\n").map((line) => line.trim())).toEqual(["ready", "Interrupted.", "undone", ""]);
    expect(code).toBe(130);
  },
  30_000,
);
