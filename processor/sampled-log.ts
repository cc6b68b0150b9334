import type { Logger } from "./logger";

/** Logs the first of its kind at once and then at most one per interval, with how many were left out. */
export class SampledLog {
  private readonly kinds = new Map<string, { at: number; leftOut: number }>();

  constructor(
    private readonly logger: Logger,
    private readonly message: string,
    private readonly intervalMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  add(kind: string, fields: Record<string, unknown>): void {
    const last = this.kinds.get(kind);
    const now = this.now();
    if (last !== undefined && now - last.at < this.intervalMs) {
      last.leftOut++;
      return;
    }
    this.logger.warn(this.message, { ...fields, ...(last === undefined ? {} : { leftOutSinceLast: last.leftOut }) });
    this.kinds.set(kind, { at: now, leftOut: 0 });
  }
}
