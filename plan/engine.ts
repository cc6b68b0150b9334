import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import * as grpc from "@grpc/grpc-js";
import { LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { parse } from "yaml";
import { UserError } from "../local/user-error";
import { recordingServer, type Recording } from "./monitor";
import type { Plan } from "./plan";

const root = path.dirname(__dirname);
/** Longer than any program needs that waits for nothing. */
const timeout = 180_000;
/** Stands in for secrets of the stack file, which only its passphrase could open. */
const placeholderSecret = "a-plan-knows-no-secrets";

export interface ProgramRun {
  /** Name of the stack: its file is Pulumi.<stack>.yaml. */
  readonly stack: string;
  /** As in a preview of a new stack: what a cloud computes is not known. @default false: of the right form */
  readonly unknown?: boolean;
  /** `acm:stack` in place of what the stack file says. @default the stack file's */
  readonly configuration?: unknown;
}

/**
 * Runs the program in Pulumi's own Node runtime against an engine that only records: no Pulumi CLI, no provider, no
 * cluster, no account, no credentials.
 * @throws UserError for a stack without a file, and with the program's own message when it refuses its configuration
 */
export async function runProgram({ stack, unknown = false, configuration }: ProgramRun): Promise<Plan> {
  const started = performance.now();
  const settings = stackSettings(stack);
  if (configuration !== undefined) settings["acm:stack"] = configuration;
  const project = projectName();
  const { server, recording } = recordingServer(stack, project, unknown);
  const address = `127.0.0.1:${await listen(server)}`;
  try {
    const code = await runNode(address, project, stack, settings, unknown);
    if (code !== 0) throw failure(recording, code);
  } finally {
    server.forceShutdown();
  }
  return {
    stack,
    resources: recording.resources,
    outputs: recording.outputs,
    warnings: textsOf(recording, LogSeverity.WARNING),
    seconds: Math.round(performance.now() - started) / 1000,
  };
}

function projectName(): string {
  return (parse(readFileSync(path.join(root, "Pulumi.yaml"), "utf8")) as { name: string }).name;
}

/** The configuration that the stack file holds, by key. */
export function stackSettings(stack: string): Record<string, unknown> {
  const file = path.join(root, `Pulumi.${stack}.yaml`);
  if (!/^[\w.-]+$/.test(stack) || !existsSync(file)) {
    const known = readdirSync(root).flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []);
    throw new UserError(
      `There is no stack "${stack}": no file Pulumi.${stack}.yaml.`,
      `There are: ${known.join(", ")}.`,
    );
  }
  const { config = {} } = (parse(readFileSync(file, "utf8")) ?? {}) as { config?: Record<string, unknown> };
  return { ...config };
}

function listen(server: grpc.Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
      error === null ? resolve(port) : reject(error),
    );
  });
}

/** Starts what Pulumi's language host starts, and waits for its end. */
function runNode(
  address: string,
  project: string,
  stack: string,
  settings: Readonly<Record<string, unknown>>,
  unknown: boolean,
): Promise<number | null> {
  const values: Record<string, string> = {
    "acm:grafanaAdminPassword": placeholderSecret,
    // Checks of a cluster or an account have nothing to look at.
    "acm:planOnly": "true",
  };
  const secrets = ["acm:grafanaAdminPassword"];
  for (const [key, value] of Object.entries(settings)) {
    const secure = typeof value === "object" && value !== null && "secure" in value;
    if (secure) secrets.push(key);
    values[key] = secure ? placeholderSecret : typeof value === "string" ? value : JSON.stringify(value);
  }
  const run = require.resolve("@pulumi/pulumi/cmd/run");
  const args = ["--monitor", address, "--engine", address, "--project", project, "--stack", stack];
  args.push("--organization", "plan", "--root-directory", root, "--pwd", root, "--parallel", "16");
  const child = spawn(
    process.execPath,
    // tsx instead of the runtime's own compiler, which would check all types again: 3 s for 12 s.
    ["--import", "tsx", run, ...args, ...(unknown ? ["--dry-run"] : []), root],
    {
      cwd: root,
      stdio: ["ignore", "ignore", "pipe"],
      timeout,
      env: {
        ...process.env,
        PULUMI_NODEJS_TYPESCRIPT: "false",
        PULUMI_CONFIG: JSON.stringify(values),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(secrets),
      },
    },
  );
  child.stderr.resume();
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
}

function textsOf(recording: Recording, severity: LogSeverity): string[] {
  return recording.messages.filter((message) => message.severity === severity).map(({ text }) => text);
}

function failure(recording: Recording, code: number | null): UserError {
  const errors = textsOf(recording, LogSeverity.ERROR);
  return new UserError(
    errors.join("\n") || `The program ended with ${code === null ? "a signal" : `code ${code}`} and said nothing.`,
    "Nothing was written.",
  );
}
