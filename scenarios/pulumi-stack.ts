import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  ConcurrentUpdateError,
  LocalWorkspace,
  PulumiCommand,
  StackNotFoundError,
  type EngineEvent,
  type OutputMap,
  type Stack,
  type UpResult,
} from "@pulumi/pulumi/automation";
import type { Progress } from "../local/progress";
import { UserError } from "../local/user-error";
import { stackOutputs, type StackOutputs } from "../outputs";
import { PulumiProgress, withoutColours } from "./pulumi-progress";

const repository = path.dirname(__dirname);

/** The Pulumi CLI and what its environment must say; see local/pulumi.ts. */
export interface PulumiTools {
  readonly cliPath: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Opens a stack of this repository's program, or of a variant of it; makes it when there is none. */
export function openStack(
  name: string,
  tools: PulumiTools,
  /** Folder with Pulumi.yaml and the stack's file. */
  workDir = repository,
): Promise<Stack> {
  return select("createOrSelectStack", name, tools, workDir);
}

/** Opens a stack that exists. @throws UserError when it does not */
export function openExistingStack(name: string, tools: PulumiTools): Promise<Stack> {
  return select("selectStack", name, tools, repository);
}

async function select(
  how: "createOrSelectStack" | "selectStack",
  name: string,
  tools: PulumiTools,
  workDir: string,
): Promise<Stack> {
  try {
    return await LocalWorkspace[how](
      { stackName: name, workDir },
      {
        pulumiCommand: await PulumiCommand.get({ root: commandRoot(tools.cliPath) }),
        // Types are checked by npm test; checking them at every update takes ten seconds. Objects that an interrupted
        // update made without recording them belong to another field manager; they are ours all the same.
        envVars: { ...tools.environment, PULUMI_NODEJS_TRANSPILE_ONLY: "true", PULUMI_K8S_ENABLE_PATCH_FORCE: "true" },
      },
    );
  } catch (error) {
    // Without a login there is no backend in which it could be.
    if (error instanceof StackNotFoundError || String(error).includes("PULUMI_ACCESS_TOKEN must be set")) {
      throw new UserError(
        `The stack "${name}" was never deployed, or is in another backend.`,
        `Deploy it (npm start for "local", else pulumi up --stack ${name}), or set PULUMI_BACKEND_URL to where it is.`,
      );
    }
    throw new UserError(
      `Pulumi cannot open the stack "${name}": ${shortened(error)}`,
      "Correct that and run it again.",
    );
  }
}

/** Forgets what the stack has recorded, without touching anything: for a cluster that is gone with all its objects. */
export async function forgetStack(stack: Stack): Promise<void> {
  await stack.workspace.removeStack(stack.name, { force: true, preserveConfig: true });
}

/**
 * The folder that PulumiCommand wants, with bin/pulumi in it: runs the CLI in a session of its own. A terminal sends
 * Ctrl-C to every process of its group; Pulumi would get it twice with the signal that it is sent, and a second one
 * makes it drop what it is doing.
 */
function commandRoot(cliPath: string): string {
  const root = path.join(repository, "out", "pulumi");
  const folder = path.join(root, "bin");
  const file = path.join(folder, "pulumi");
  mkdirSync(folder, { recursive: true });
  const launcher = ["/usr/bin/setsid", "/bin/setsid"].find((candidate) => existsSync(candidate));
  writeFileSync(file, `#!/bin/sh\nexec ${launcher === undefined ? "" : `${launcher} `}"${cliPath}" "$@"\n`);
  chmodSync(file, 0o755);
  return root;
}

interface Operation {
  readonly stack: Stack;
  readonly progress: Progress;
  /** Ends the operation as Ctrl-C would: what has begun is finished and recorded. */
  readonly signal?: AbortSignal;
  /** Also gets every event of the engine. */
  readonly onEvent?: (event: EngineEvent) => void;
}

interface UpOperation extends Operation {
  /** First reads what exists, for when somebody else has removed it. @default false, as plain `pulumi up` does */
  readonly refresh?: boolean;
}

/**
 * `pulumi up`, continuing where an interrupted one has ended.
 * @throws UserError with the engine's own words
 */
export async function up({
  stack,
  progress,
  signal,
  onEvent,
  refresh = false,
}: UpOperation): Promise<{ result: UpResult; outputs: StackOutputs }> {
  const result = await operate(stack, progress, signal, async (events) =>
    stack.up({
      refresh,
      onEvent: (event) => {
        events.onEvent(event);
        onEvent?.(event);
      },
      ...(signal === undefined ? {} : { signal }),
    }),
  );
  return { result, outputs: outputsOf(result.outputs) };
}

/** `pulumi destroy`: everything of the stack goes, in the right order. */
export async function destroy({ stack, progress, signal }: Operation): Promise<void> {
  await operate(stack, progress, signal, (events) =>
    stack.destroy({ refresh: true, onEvent: events.onEvent, ...(signal === undefined ? {} : { signal }) }),
  );
}

async function operate<T>(
  stack: Stack,
  progress: Progress,
  signal: AbortSignal | undefined,
  operation: (events: PulumiProgress) => Promise<T>,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    const events = new PulumiProgress(progress);
    try {
      return await operation(events);
    } catch (error) {
      if (error instanceof ConcurrentUpdateError && attempt === 0) {
        await removeStaleLock(stack, error);
        continue;
      }
      if (attempt === 0 && String(error).includes(languageHostRace)) continue;
      if (signal?.aborted === true) {
        throw new UserError("Interrupted: what was begun has been finished.", "The same command goes on from here.");
      }
      const said = events.errors.length > 0 ? events.errors.join("\n") : shortened(error);
      throw new UserError(said, "Once that is corrected, the same command goes on from here.");
    }
  }
}

/**
 * The language host of sdk v3.68.0, the last one that is a Go module, may end a good program with this panic: its
 * goroutines race for a channel. The second attempt finds everything done.
 */
const languageHostRace = "panic: send on closed channel";

/** `created by root@host (pid 1234) at …` in the message about a lock. */
const lockHolder = /\(pid (\d+)\)/g;

/** A killed `up` leaves its lock. @throws UserError when a process that holds it still runs */
async function removeStaleLock(stack: Stack, error: Error): Promise<void> {
  const holders = [...error.message.matchAll(lockHolder)].map(([, pid]) => Number(pid));
  const alive = holders.find((pid) => existsSync(`/proc/${pid}`));
  if (holders.length === 0 || alive !== undefined) {
    throw new UserError(
      `Another Pulumi${alive === undefined ? "" : ` (process ${alive})`} is updating the stack.`,
      "Wait until it has finished, then run this again.",
    );
  }
  await stack.cancel();
}

/** @throws UserError when the program has another version of its outputs */
export function outputsOf(outputs: OutputMap): StackOutputs {
  const values = Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value as unknown]));
  const parsed = stackOutputs.safeParse(values);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path: where, message }) => `${where.join(".")}: ${message}`).join("; ");
  throw new UserError(`The stack's outputs are not what outputs.ts says: ${problems}`, "Run: pulumi up");
}

/** The lines of a failed command that say why, without its frame. */
function shortened(error: unknown): string {
  const text = withoutColours(error instanceof Error ? error.message : String(error));
  const lines = text.split("\n").filter((line) => /error|failed|cannot|denied|not /i.test(line));
  return (lines.length > 0 ? lines : text.split("\n")).slice(0, 5).join("\n").trim();
}
