import type { StackConfiguration } from "../config/schema";
import type { KafkaConnection } from "../kafka-client/connection";
import type { ProcessorSettings } from "../processor/settings";

/** What of the processor's settings the stack file decides; the rest are the processor's own defaults. */
type DeployedSettings = Pick<
  ProcessorSettings,
  | "kafka"
  | "consumerGroup"
  | "topics"
  | "deliveryGuarantee"
  | "serviceTimeMs"
  | "concurrency"
  | "workers"
  | "port"
  | "shutdownTimeoutMs"
>;

/** settings.json of the event stream processor. */
export function processorSettings(
  { processor, topics }: Pick<StackConfiguration, "processor" | "topics">,
  kafka: KafkaConnection,
  port: number,
): DeployedSettings {
  return {
    kafka,
    consumerGroup: processor.consumerGroup,
    topics: {
      input: topics.raw.name,
      output: topics.ready.name,
      ...(processor.deadLetter ? { deadLetter: topics.deadLetter.name } : {}),
    },
    deliveryGuarantee: processor.deliveryGuarantee,
    serviceTimeMs: processor.serviceTimeMs,
    concurrency: processor.concurrency,
    workers: processor.workers,
    port,
    // It must have left the group before Kubernetes kills it.
    shutdownTimeoutMs: (processor.terminationGracePeriodSeconds - 2) * 1000,
  };
}
