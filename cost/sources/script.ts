import { spawn } from "node:child_process";
import path from "node:path";
import { UserError } from "../../local/user-error";
import { repository } from "../repository";

/** What a script of this folder prints: what it read, or why it could not. */
export type ScriptAnswer = { readonly outputs: unknown } | { readonly problem: string; readonly remedy: string };

/**
 * Runs one of the scripts beside this file in a process of its own. They need Pulumi or the local cluster's tools, which
 * would make every other start of the cost command slow.
 * @param root of another checkout of the repository
 * @throws UserError with the script's own words
 */
export async function runScript(script: string, argument: string, root = repository): Promise<unknown> {
  const file = path.join(root, "cost", "sources", script);
  const child = spawn(process.execPath, ["--import", "tsx", file, argument], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
  await new Promise<void>((resolve, reject) => child.once("error", reject).once("close", () => resolve()));
  const answer = parsed(stdout.trimEnd().split("\n").at(-1) ?? "");
  if (answer === undefined) {
    const [said = "it said nothing"] = stderr.split("\n").filter((line) => /error/i.test(line));
    throw new UserError(`${script} ended without an answer: ${said}`, "Run npm ci, then the command again.");
  }
  if ("problem" in answer) throw new UserError(answer.problem, answer.remedy);
  return answer.outputs;
}

function parsed(line: string): ScriptAnswer | undefined {
  try {
    return JSON.parse(line) as ScriptAnswer;
  } catch {
    return undefined;
  }
}

/** The body of such a script. */
export async function answer(read: (argument: string) => Promise<unknown>): Promise<void> {
  let result: ScriptAnswer;
  try {
    result = { outputs: await read(process.argv[2] ?? "") };
  } catch (error) {
    const { problem, remedy } =
      error instanceof UserError ? error : new UserError(String(error), "Correct that and run it again.");
    result = { problem, remedy };
  }
  console.log(JSON.stringify(result));
}
