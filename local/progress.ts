/** Tells a person what is going on: one line per step, with the time passed and an estimate. */
export interface Progress {
  /**
   * The estimate for all that follows, for "… left": the sum of the steps' own estimates.
   * @param seconds on two cores
   */
  plan(seconds: number): void;
  /** Ends the step before and begins another. @param estimateSeconds on two cores */
  step(name: string, estimateSeconds?: number): void;
  /** A line of its own. */
  note(text: string): void;
  /** Ends the last step. */
  done(): void;
}

/** "45s", "3m05s", "1h02m": short, and of the same width within a minute and within an hour. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m${String(whole % 60).padStart(2, "0")}s`;
  return `${Math.floor(whole / 3600)}h${String(Math.floor((whole % 3600) / 60)).padStart(2, "0")}m`;
}

/** The parts of a step's line, apart from where it is written to. */
export interface StepLine {
  readonly name: string;
  /** Seconds since the command began, and since the step began. */
  readonly total: number;
  readonly elapsed: number;
  readonly estimate: number | undefined;
  /** Planned seconds that are left when this step begins; undefined without a plan. */
  readonly left: number | undefined;
}

/** `[ 3m05s] Kubernetes: about 4m55s, 17m20s left` */
export function formatStep(line: StepLine): string {
  const parts: string[] = [];
  if (line.estimate !== undefined && line.estimate >= 5) parts.push(`about ${duration(line.estimate)}`);
  if (line.elapsed >= 1) parts.push(`${duration(line.elapsed)} so far`);
  if (line.left !== undefined && line.left >= 60) {
    // A step that takes longer than expected does not make the rest shorter.
    const passed = Math.min(line.elapsed, line.estimate ?? 0);
    parts.push(`${duration(line.left - passed)} left in all`);
  }
  return `[${duration(line.total).padStart(6)}] ${line.name}${parts.length === 0 ? "" : ` (${parts.join(", ")})`}`;
}

/**
 * Progress on a stream: rewrites the current line every second on a terminal, writes one line per step elsewhere.
 * @param stream @default standard error, so that standard output stays for results
 */
export function consoleProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  const began = Date.now();
  let current: { name: string; estimate: number | undefined; began: number } | undefined;
  let left: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  const live = stream.isTTY;

  const seconds = (since: number) => (Date.now() - since) / 1000;
  const line = () =>
    current === undefined
      ? ""
      : formatStep({ ...current, total: seconds(began), elapsed: seconds(current.began), left });
  const rewrite = () => {
    // Longer than the terminal is wide, the line would wrap and could not be rewritten.
    stream.write(`\r\x1b[2K${line().slice(0, Math.max(20, stream.columns - 1))}`);
  };
  const end = () => {
    clearInterval(timer);
    if (current === undefined) return;
    if (live)
      stream.write(
        `\r\x1b[2K[${duration(seconds(began)).padStart(6)}] ${current.name}: ${duration(seconds(current.began))}\n`,
      );
    if (left !== undefined) left = Math.max(0, left - (current.estimate ?? 0));
    current = undefined;
  };

  return {
    plan(total) {
      left = total;
    },
    step(name, estimateSeconds) {
      end();
      current = { name, estimate: estimateSeconds, began: Date.now() };
      if (!live) {
        stream.write(`${line()}\n`);
        return;
      }
      rewrite();
      timer = setInterval(rewrite, 1000);
      timer.unref();
    },
    note(text) {
      if (live && current !== undefined) stream.write("\r\x1b[2K");
      stream.write(`         ${text.replaceAll("\n", "\n         ")}\n`);
      if (live && current !== undefined) rewrite();
    },
    done: end,
  };
}

/** Says nothing: for callers that only want the result. */
export const silentProgress: Progress = { plan() {}, step() {}, note() {}, done() {} };
