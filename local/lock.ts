import { mkdirSync, readFileSync, renameSync, rmSync, linkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { identify, isRunning, type ProcessIdentity } from "./processes";
import { UserError } from "./user-error";

interface Holder extends ProcessIdentity {
  readonly command: string;
  readonly since: string;
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Holder;
  } catch {
    return undefined;
  }
}

/** True when the process that wrote the lock has ended without removing it (killed, or the machine restarted). */
export function isStale(holder: ProcessIdentity | undefined): boolean {
  return holder === undefined || !isRunning(holder);
}

/**
 * Does `work` while no other process does anything under the same lock file.
 * @param command what a second process is told that the first one is doing
 * @throws UserError when another process holds the lock
 */
export async function withLock<T>(file: string, command: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(path.dirname(file), { recursive: true });
  const self = identify(process.pid);
  if (self === undefined)
    throw new UserError("/proc cannot be read.", "Mount it: the local cluster runs on Linux only.");
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ ...self, command, since: new Date().toISOString() } satisfies Holder));
  try {
    acquire(file, draft);
  } finally {
    rmSync(draft, { force: true });
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** link(2) fails when the name exists: taking the lock and writing its content is one operation. */
function acquire(file: string, draft: string): void {
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      linkSync(draft, file);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = readHolder(file);
    if (!isStale(holder)) {
      throw new UserError(
        `Another command works on the local cluster: ${holder?.command} (process ${holder?.pid}, since ${holder?.since}).`,
        "Wait until it has ended, then run the command again.",
      );
    }
    // Renamed rather than removed: of two processes that find a stale lock, only one moves it away.
    const stale = `${file}.stale.${process.pid}`;
    try {
      renameSync(file, stale);
      rmSync(stale, { force: true });
    } catch {
      // The other one was faster.
    }
  }
  throw new UserError(`The lock ${file} cannot be taken.`, "Run the command again.");
}
