export type LogLevel = "debug" | "info" | "warn" | "error";
const order: readonly LogLevel[] = ["debug", "info", "warn", "error"];

/** Writes one JSON object per line. */
export class Logger {
  constructor(
    private readonly least: LogLevel,
    private readonly context: Record<string, unknown> = {},
    private readonly write: (line: string) => void = (line) => process.stdout.write(line),
  ) {}

  with(context: Record<string, unknown>): Logger {
    return new Logger(this.least, { ...this.context, ...context }, this.write);
  }

  log(level: LogLevel, message: string, fields: Record<string, unknown> = {}): void {
    if (order.indexOf(level) < order.indexOf(this.least)) return;
    this.write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...this.context, ...fields })}\n`);
  }

  debug(message: string, fields?: Record<string, unknown>): void {
    this.log("debug", message, fields);
  }
  info(message: string, fields?: Record<string, unknown>): void {
    this.log("info", message, fields);
  }
  warn(message: string, fields?: Record<string, unknown>): void {
    this.log("warn", message, fields);
  }
  error(message: string, fields?: Record<string, unknown>): void {
    this.log("error", message, fields);
  }
}
