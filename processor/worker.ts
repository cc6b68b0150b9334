import { parentPort, workerData } from "node:worker_threads";
import { errorMessage } from "./kafka-errors";
import { LagWatch } from "./lag-watch";
import { Logger } from "./logger";
import { installRecordCodec } from "./record-codec";
import type { EnrichmentRules } from "./rules";
import { ServiceSlots } from "./service-slots";
import type { ProcessorSettings } from "./settings";
import { installStableOffsetFetch } from "./stable-offsets";
import { StreamWorker } from "./stream-worker";
import type { WorkerCommand, WorkerData, WorkerMessage } from "./worker-report";

const reportMs = 1_000;
const lagIntervalMs = 10_000;

/** The thread's entry point: one member of the consumer group, driven by main.ts. */
function run(port: NonNullable<typeof parentPort>): void {
  const data = workerData as WorkerData;
  // Checked by the main thread already.
  const settings = data.settings as ProcessorSettings;
  const send = (message: WorkerMessage) => port.postMessage(message);
  installStableOffsetFetch();
  installRecordCodec();
  const logger = new Logger(settings.logLevel, { worker: data.worker });
  const lagWatch = new LagWatch(settings, logger, (partitions) => send({ kind: "lag", partitions }));
  if (data.worker === 0) lagWatch.start(lagIntervalMs);
  const worker = new StreamWorker({
    worker: data.worker,
    settings,
    rules: data.rules as EnrichmentRules,
    slots: new ServiceSlots(settings, data.slots),
    logger,
    failed: (message) => send({ kind: "failed", message }),
  });
  const report = () => send({ kind: "report", report: worker.report() });
  const reports = setInterval(report, reportMs);
  port.on("message", (command: WorkerCommand) => {
    if (command.kind !== "stop") return;
    void Promise.all([worker.stop(), lagWatch.stop()]).finally(() => {
      clearInterval(reports);
      report();
      send({ kind: "stopped" });
      port.close();
    });
  });
  worker.start().catch((error: unknown) => send({ kind: "failed", message: errorMessage(error) }));
}

if (parentPort !== null) run(parentPort);
