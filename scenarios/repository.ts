import { spawnSync } from "node:child_process";
import path from "node:path";

/** Root of the repository. */
export const repositoryRoot = path.dirname(__dirname);

/** The commit that is checked out, with "+changes" when files differ from it; "unknown" without git. */
export function currentCommit(): string {
  const git = (...args: string[]) => {
    const { status, stdout } = spawnSync("git", args, { cwd: repositoryRoot, encoding: "utf8" });
    return status === 0 ? stdout.trim() : undefined;
  };
  const commit = git("rev-parse", "HEAD");
  if (commit === undefined) return "unknown";
  return git("status", "--porcelain", "--untracked-files=no") === "" ? commit : `${commit}+changes`;
}

/** A name for a run that sorts by time and is a DNS label: `run-20261125-034512`. */
export function newRunId(now = new Date()): string {
  return `run-${now.toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-")}`;
}
