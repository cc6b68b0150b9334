import kafkajs, { type logCreator } from "kafkajs";

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

/**
 * kafkajs' own log. It reports as errors what it then retries (a coordinator that is still loading, a connection that a
 * restarting broker closes, a rebalance), so its lines are kept for debugging; what does matter, the processor itself
 * logs when it happens.
 */
export function kafkajsLog(logger: Logger): logCreator {
  return () =>
    ({ namespace, level, log }) => {
      const { message, timestamp, logger: name, stack, ...fields } = log;
      void [timestamp, name, stack];
      const source = `kafkajs ${namespace}`;
      // Levels are numbers: the lower, the more severe. Only what nothing else reports is shown by default.
      if (level > kafkajs.logLevel.WARN) return;
      logger.debug(message, { source, ...fields });
    };
}
