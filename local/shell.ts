import { spawn } from "node:child_process";
import { appendFileSync, mkdirSync } from "node:fs";
import path from "node:path";
import { UserError } from "./user-error";

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Text for the command's standard input. */
  readonly input?: string;
  /** Every line of output is appended to this file. */
  readonly log?: string;
  /** Milliseconds after which the command is killed and the run fails. @default none */
  readonly timeout?: number;
}

export interface RunResult {
  /** Exit code; 128 when a signal ended the command, 127 when it could not be started. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command without a shell and returns how it ended; never throws for an exit code. */
export function tryRun(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ["pipe", "pipe", "pipe"],
      ...(options.timeout === undefined ? {} : { timeout: options.timeout, killSignal: "SIGKILL" as const }),
    });
    let stdout = "";
    let stderr = "";
    if (options.log !== undefined) mkdirSync(path.dirname(options.log), { recursive: true });
    const keep = (chunk: string) => {
      if (options.log !== undefined) appendFileSync(options.log, chunk);
    };
    keep(`$ ${command} ${args.join(" ")}\n`);
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      stdout += chunk;
      keep(chunk);
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      stderr += chunk;
      keep(chunk);
    });
    child.on("error", (error) => resolve({ code: 127, stdout, stderr: `${stderr}${error.message}` }));
    child.on("close", (code) => resolve({ code: code ?? 128, stdout, stderr }));
    // A command that ends before reading its input closes the pipe; its exit code tells the rest.
    child.stdin.on("error", () => undefined);
    child.stdin.end(options.input ?? "");
  });
}

/** The last lines of a command's output: where compilers and package managers say what was wrong. */
export function tail(text: string, lines: number): string {
  return text.trimEnd().split("\n").slice(-lines).join("\n");
}

/**
 * Runs a command and returns its standard output.
 * @throws UserError with the end of the command's output when it fails
 */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const result = await tryRun(command, args, options);
  if (result.code !== 0) {
    const output = tail(result.stderr.trim() === "" ? result.stdout : result.stderr, 15);
    throw new UserError(
      `\`${[path.basename(command), ...args.slice(0, 4)].join(" ")}\` failed (exit code ${result.code}):\n${output}`,
      options.log === undefined
        ? "Correct what the lines above say and run the command again."
        : `Correct what the lines above say (everything is in ${options.log}) and run the command again: it goes on where it stopped.`,
    );
  }
  return result.stdout;
}

/** Waits. @param milliseconds how long */
export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/**
 * Asks again until the answer is true.
 * @returns false when `timeout` milliseconds have passed
 */
export async function waitUntil(
  check: () => Promise<boolean> | boolean,
  timeout: number,
  pause = 200,
): Promise<boolean> {
  const end = Date.now() + timeout;
  for (;;) {
    if (await check()) return true;
    if (Date.now() >= end) return false;
    await sleep(pause);
  }
}
