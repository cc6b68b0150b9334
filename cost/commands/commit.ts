import { execFile } from "node:child_process";
import { repository } from "../repository";

/** The commit that is checked out, with "+changes" when files differ from it; undefined without git. */
export async function currentCommit(): Promise<string | undefined> {
  const [commit, changes] = await Promise.all([
    git("rev-parse", "HEAD"),
    git("status", "--porcelain", "--untracked-files=no"),
  ]);
  return commit === undefined || changes === "" ? commit : `${commit}+changes`;
}

function git(...args: string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile("git", args, { cwd: repository }, (error, stdout) => {
      resolve(error === null ? stdout.trim() : undefined);
    });
  });
}
