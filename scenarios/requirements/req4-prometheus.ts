import { checked, field, part, skipped, type Requirement } from "./check";
import type { Observations, Reading } from "./observations";

const atRest = ({ exporter, prometheus }: Observations): Reading<Pick<Observations, "exporter" | "prometheus">> => ({
  query: exporter.query,
  time: exporter.time,
  value: { exporter, prometheus },
});

export const requirement: Requirement = {
  id: "REQ4",
  title: "Deploy Prometheus",
  check: (seen) => [
    checked(
      "REQ4.1",
      "Prometheus answers queries and counts its requests",
      seen.prometheusRequests,
      (requests) => ({ good: requests > 0, answer: `${requests} requests` }),
      "The metric is prometheus_http_requests_total; http_requests_total of the thesis exists in no current version.",
    ),
    checked("REQ4.2", "every target is UP", seen.targets, ({ up, down }) => ({
      good: down.length === 0 && up.includes("kafka-exporter") && up.includes("prometheus"),
      answer: `up: ${up.join(", ") || "none"}${down.length === 0 ? "" : `; down: ${down.join(", ")}`}`,
    })),
    checked(
      "REQ4.3",
      "the same values as at the exporter",
      // While nobody reads, so that the lag stands still; where the processor cannot be stopped, at rest.
      part(seen.expected.autoscaler === "none" ? atRest(seen) : seen.backlog, ({ exporter, prometheus }) =>
        part(exporter, (fromExporter) =>
          field(prometheus, prometheus.query, (value) => ({ exporter: fromExporter, prometheus: value })),
        ),
      ),
      ({ exporter, prometheus }) => ({
        good: JSON.stringify(exporter) === JSON.stringify(prometheus),
        answer: `exporter ${JSON.stringify(exporter)}, Prometheus ${JSON.stringify(prometheus)}`,
      }),
    ),
    seen.expected.autoscaler === "none"
      ? skipped("REQ4.4", "the HorizontalPodAutoscaler reads the metric", seen.startedAt, "This stack does not scale.")
      : checked("REQ4.4", "the HorizontalPodAutoscaler reads the metric", seen.autoscaler, (words) => ({
          // With CPU and memory it is active without the lag as well.
          good: /ScalingActive True/.test(words) && /; reads .*(kafka_consumergroup_lag|s\d+-kafka)/.test(words),
          answer: words,
        })),
  ],
};
