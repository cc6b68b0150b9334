import { checked, field, part, type Requirement } from "./check";

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
      part(seen.backlog, ({ exporter, prometheus }) =>
        part(exporter, (fromExporter) =>
          field(prometheus, prometheus.query, (value) => ({ exporter: fromExporter, prometheus: value })),
        ),
      ),
      ({ exporter, prometheus }) => ({
        good: JSON.stringify(exporter) === JSON.stringify(prometheus),
        answer: `exporter ${JSON.stringify(exporter)}, Prometheus ${JSON.stringify(prometheus)}`,
      }),
    ),
    checked("REQ4.4", "the HorizontalPodAutoscaler reads the metric", seen.autoscaler, (words) => ({
      good: /ScalingActive True/.test(words),
      answer: words,
    })),
  ],
};
