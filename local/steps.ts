import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import type { Paths } from "./paths";
import type { Progress } from "./progress";

/** What a step's work gets: an empty folder to fill and the log of its commands. */
export interface StepContext {
  readonly output: string;
  readonly log: string;
  readonly progress: Progress;
}

/** Something that is built once per content of its inputs. */
export interface Step {
  /** Folder name in the cache. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  /** Seconds on two cores, measured. */
  readonly estimateSeconds: number;
  /** Digest of everything the output depends on, see `digest`. */
  readonly hash: string;
  readonly build: (context: StepContext) => Promise<void>;
}

/** What a digest is made of: text (versions, flags) and files or folders (their content and their names). */
export type Input = string | { readonly file: string };

/** Relative paths of all files below a folder, sorted, so that the order of the file system does not matter. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

/** Digest of a step's inputs: 16 hexadecimal digits of SHA-256, over names, lengths and contents. */
export function digest(inputs: readonly Input[]): string {
  const hash = createHash("sha256");
  // The length in front keeps ["ab", "c"] and ["a", "bc"] apart.
  const add = (value: string | Buffer) => hash.update(`${Buffer.byteLength(value)}:`).update(value);
  for (const input of inputs) {
    if (typeof input === "string") {
      add(input);
    } else if (!existsSync(input.file)) {
      add("absent");
    } else if (statSync(input.file).isDirectory()) {
      for (const name of filesBelow(input.file)) {
        add(name);
        add(readFileSync(path.join(input.file, name)));
      }
    } else {
      add(path.basename(input.file));
      add(readFileSync(input.file));
    }
  }
  return hash.digest("hex").slice(0, 16);
}

/** Folder that holds, or will hold, what the step builds. */
export function stepOutput(paths: Paths, step: Pick<Step, "name" | "hash">): string {
  return path.join(paths.steps, step.name, step.hash);
}

/** True when the step has been built from the present inputs: its folder appears only when it is complete. */
export function isBuilt(paths: Paths, step: Step): boolean {
  return existsSync(stepOutput(paths, step));
}

/**
 * Builds the steps that are not built yet, in order. Each is written to a folder of another name that is renamed at
 * the end, so an interrupted build leaves nothing that looks complete, and the next one goes on with this step.
 */
export async function buildSteps(paths: Paths, steps: readonly Step[], progress: Progress): Promise<void> {
  for (const step of steps) {
    if (isBuilt(paths, step)) continue;
    progress.step(step.title, step.estimateSeconds);
    const output = stepOutput(paths, step);
    const folder = path.dirname(output);
    const draft = path.join(folder, "incomplete");
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft, { recursive: true });
    const log = path.join(paths.buildLogs, `${step.name}.log`);
    rmSync(log, { force: true });
    await step.build({ output: draft, log, progress });
    renameSync(draft, output);
    // The output of earlier inputs is of no use any more.
    for (const other of readdirSync(folder).filter((name) => name !== step.hash)) {
      rmSync(path.join(folder, other), { recursive: true, force: true });
    }
  }
}

/** Seconds that building what is missing takes, by the steps' own estimates. */
export function remainingSeconds(paths: Paths, steps: readonly Step[]): number {
  return steps.filter((step) => !isBuilt(paths, step)).reduce((sum, step) => sum + step.estimateSeconds, 0);
}
