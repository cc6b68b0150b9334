import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** A process of this machine, told apart from a later one of the same number by when it started. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks after boot, field 22 of /proc/PID/stat (proc(5)). */
  readonly startTime: string;
}

/** Field 22 of a stat line. The command in parentheses may itself hold spaces and parentheses. */
export function startTimeOf(stat: string): string | undefined {
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined; // The process has ended in the meantime.
  }
}

/** @returns undefined when no such process runs */
export function identify(pid: number): ProcessIdentity | undefined {
  const stat = read(`/proc/${pid}/stat`);
  const startTime = stat === undefined ? undefined : startTimeOf(stat);
  return startTime === undefined ? undefined : { pid, startTime };
}

/** True while exactly this process (not another with its number) runs; a zombie has ended. */
export function isRunning(process: ProcessIdentity): boolean {
  const stat = read(`/proc/${process.pid}/stat`);
  if (stat === undefined || startTimeOf(stat) !== process.startTime) return false;
  return stat.charAt(stat.lastIndexOf(")") + 2) !== "Z";
}

/** A running process with its command line and what it belongs to. */
export interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  /** Number of the process that leads its session. */
  readonly session: number;
  readonly command: readonly string[];
  /** "pid:[4026532…]", "net:[…]", "mnt:[…]"; fewer without the right to look. */
  readonly namespaces: readonly string[];
  /** Resident memory in bytes. */
  readonly residentBytes: number;
}

/** All processes that this user may look at. */
export function runningProcesses(): RunningProcess[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => {
      const stat = read(`/proc/${entry}/stat`);
      if (stat === undefined) return [];
      const namespaces = ["pid", "net", "mnt"].flatMap((kind) => {
        try {
          return [readlinkSync(`/proc/${entry}/ns/${kind}`)];
        } catch {
          return [];
        }
      });
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return [
        {
          pid: Number(entry),
          parent: Number(fields[1]),
          session: Number(fields[3]),
          command: (read(`/proc/${entry}/cmdline`) ?? "").split("\0").filter((part) => part !== ""),
          namespaces,
          residentBytes: Number(fields[21]) * 4096,
        },
      ];
    });
}
