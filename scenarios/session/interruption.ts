import type { Progress } from "../../local/progress";

/** Seconds that undoing may take before the process ends all the same. */
const patience = 20;

/** Ctrl-C and SIGTERM of a command: what it has begun is undone, then the process ends with exit code 130. */
export class Interruption {
  /** What has to be undone; set while there is something. */
  undo: () => Promise<void> = () => Promise.resolve();
  private at: number | undefined;

  /** @param says what happens now, for the person */
  constructor(
    private readonly progress: Progress,
    private readonly says: string,
  ) {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => this.interrupt());
  }

  /**
   * The outcome of work, unless the command is being interrupted: then there is none any more, and what fails because
   * its ground is removed says nothing.
   */
  async outcomeOf<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } finally {
      if (this.at !== undefined) await new Promise<never>(() => undefined);
    }
  }

  private interrupt(): void {
    const now = Date.now();
    // A terminal and npm may both pass on one and the same Ctrl-C; a later one means it.
    if (this.at !== undefined && now - this.at < 1_000) return;
    if (this.at !== undefined) process.exit(130);
    this.at = now;
    this.progress.note(this.says);
    const end = () => process.exit(130);
    setTimeout(end, patience * 1_000).unref();
    this.undo().then(end, end);
  }
}
