/** What the commands on a running stack have in common. */
import { helpText, readOptions, text, UsageError, type Options, type Values } from "../cli/options";
import { consoleProgress, type Progress } from "../local/progress";

/** Which stack a command is for. */
export const stackOptions = {
  stack: text("NAME", "Pulumi stack that runs", { fallback: "local" }),
  kubeconfig: text("FILE", "its cluster", { fallback: "out/local/kubeconfig" }),
};

export interface StackCommand<O extends Options> {
  /** As in `npm run NAME`. */
  readonly name: string;
  readonly summary: string;
  readonly options: O;
  /** Shown below the options. */
  readonly notes?: string;
  /** Another form of the command line. @returns its exit code, undefined when this is not that form */
  readonly instead?: (argv: readonly string[]) => number | undefined;
  /** @returns the exit code */
  readonly run: (values: Values<O>, progress: Progress) => Promise<number>;
}

/** Reads the command line, runs, and ends the process: 1 after a message, 2 when the command line cannot be used. */
export function runCommand<O extends Options>(command: StackCommand<O>, argv: readonly string[]): void {
  void outcome(command, argv).then((code) => process.exit(code));
}

async function outcome<O extends Options>(command: StackCommand<O>, argv: readonly string[]): Promise<number> {
  const { name, summary, options, notes, instead, run } = command;
  const progress = consoleProgress();
  try {
    const other = instead?.(argv);
    if (other !== undefined) return other;
    const values = readOptions(options, argv);
    if (values === "help") {
      console.log(helpText(`npm run ${name} -- [options]`, summary, options, notes));
      return 0;
    }
    return await run(values, progress);
  } catch (error) {
    progress.done();
    console.error(error instanceof Error ? error.message : String(error));
    return error instanceof UsageError ? 2 : 1;
  }
}
