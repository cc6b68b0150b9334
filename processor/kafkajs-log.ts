import kafkajs, { type logCreator } from "kafkajs";
import type { Logger } from "./logger";

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
