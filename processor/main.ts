import path from "node:path";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { HealthMonitor } from "./health";
import { serveHttp } from "./http-server";
import { readJsonFile, UsageError } from "./json-file";
import { errorMessage } from "./kafka-errors";
import { Logger } from "./logger";
import { Metrics } from "./metrics";
import { enrichmentRules } from "./rules";
import { ServiceSlots } from "./service-slots";
import { processorSettings } from "./settings";
import type { WorkerCommand, WorkerData, WorkerMessage } from "./worker-report";

const usage = `Reads events from one Kafka topic, enriches them and writes them to another, exactly once.

usage: node main.js --settings FILE --rules FILE
  --settings FILE  brokers, topics, consumer group, limits (JSON, see docs/events.md)
  --rules FILE     how events are enriched (JSON)
  --help           this text

SIGTERM finishes the chunk in hand, commits, leaves the consumer group and ends with 0.
Ends with 2 for a mistake in its arguments or files, with 1 when it cannot go on.
`;

/**
 * Memory of a thread's objects, in MB. Node's young generation of 48 MB would be most of the process' memory, and the
 * lower the limit of the old one (which is never near it), the sooner it is collected: together half the memory for a
 * twentieth more CPU time, measured with two threads.
 */
const threadMemory = { maxYoungGenerationSizeMb: 3, maxOldGenerationSizeMb: 512 };

async function main(): Promise<void> {
  const { settings: settingsFile, rules: rulesFile } = readArguments();
  const settings = readJsonFile(settingsFile, processorSettings, "settings");
  const rules = readJsonFile(rulesFile, enrichmentRules, "rules");
  const logger = new Logger(settings.logLevel);
  const health = new HealthMonitor(settings);
  const metrics = new Metrics(settings.topics);
  const server = await serveHttp(settings.port, health, metrics);

  const slots = ServiceSlots.memory();
  const running = new Set<Worker>();
  let exitCode = 0;
  let stopping = false;

  const stop = (reason: string, code: number) => {
    exitCode = Math.max(exitCode, code);
    if (stopping) return;
    stopping = true;
    health.stopping();
    logger.info("stopping", { reason });
    for (const worker of running) worker.postMessage({ kind: "stop" } satisfies WorkerCommand);
    setTimeout(() => {
      logger.error("not stopped in time; what was not committed is processed again by whoever takes over", {
        shutdownTimeoutMs: settings.shutdownTimeoutMs,
      });
      process.exit(1);
    }, settings.shutdownTimeoutMs).unref();
  };
  const ended = (worker: Worker) => {
    running.delete(worker);
    if (running.size > 0) return;
    server.close();
    logger.info("stopped", { exitCode });
    process.exit(exitCode);
  };

  for (let index = 0; index < settings.workers; index++) {
    const data: WorkerData = { worker: index, settings, rules, slots };
    const worker = new Worker(workerFile(), { workerData: data, resourceLimits: threadMemory });
    running.add(worker);
    worker.on("message", (message: WorkerMessage) => {
      switch (message.kind) {
        case "report":
          health.workerReported(message.report);
          return metrics.add(message.report);
        case "lag":
          return health.lagSeen(message.partitions);
        case "failed":
          logger.error(message.message);
          return stop("a worker has failed", 1);
        case "stopped":
          return;
      }
    });
    worker.on("error", (error) => {
      logger.error(`A worker thread ended with an error: ${error.message}`, { stack: error.stack });
      stop("a worker thread ended", 1);
    });
    worker.on("exit", () => {
      if (!stopping) stop("a worker thread ended", 1);
      ended(worker);
    });
  }
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => stop(signal, 0));
  logger.info("started", {
    consumerGroup: settings.consumerGroup,
    topics: settings.topics,
    deliveryGuarantee: settings.deliveryGuarantee,
    workers: settings.workers,
  });
}

/** The bundle has worker.js beside main.js; from the sources it is worker.ts, run by the same loader as this file. */
function workerFile(): string {
  return path.join(__dirname, `worker${path.extname(__filename)}`);
}

function readArguments(): { settings: string; rules: string } {
  let values: { settings?: string; rules?: string; help?: boolean };
  try {
    ({ values } = parseArgs({
      options: { settings: { type: "string" }, rules: { type: "string" }, help: { type: "boolean" } },
    }));
  } catch (error) {
    throw new UsageError(`${errorMessage(error)}. --help shows what there is.`);
  }
  if (values.help === true) {
    process.stdout.write(usage);
    process.exit(0);
  }
  if (values.settings === undefined || values.rules === undefined)
    throw new UsageError("--settings FILE and --rules FILE are both needed. --help shows what there is.");
  return { settings: values.settings, rules: values.rules };
}

main().catch((error: unknown) => {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  }
  process.stderr.write(`The processor could not start: ${errorMessage(error)}\n`);
  process.exit(1);
});
