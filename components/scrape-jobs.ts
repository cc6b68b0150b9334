import type { StackConfiguration } from "../config/schema";
import type { BrokerMetrics } from "../targets/target";
import { lagObjectLabels } from "./prometheus-adapter-config";
import { type ScrapeJob, stackScrapeJobs } from "./prometheus-config";

/**
 * The stack's own scrape jobs and those of brokers that show metrics themselves. Where Prometheus Adapter serves the lag,
 * the exporter's series say which object of Kubernetes they belong to.
 */
export function scrapeJobs(
  { autoscaler, namespace }: Pick<StackConfiguration, "autoscaler" | "namespace">,
  brokers: readonly BrokerMetrics[],
): ScrapeJob[] {
  const own = stackScrapeJobs.map((job) =>
    autoscaler.kind === "hpa" && job.kind === "static" ? { ...job, labels: lagObjectLabels(namespace) } : job,
  );
  return [...own, ...brokers.map((each) => ({ kind: "static" as const, ...each }))];
}
