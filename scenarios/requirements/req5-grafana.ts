import { checked, field, part, skipped, whileNobodyReads, type Requirement } from "./check";
import { allReady } from "./pods";

export const requirement: Requirement = {
  id: "REQ5",
  title: "Deploy Grafana",
  check: (seen) => [
    seen.expected.grafana
      ? checked("REQ5.1", "Grafana runs", seen.pods, allReady("grafana", 1))
      : skipped(
          "REQ5.1",
          "Grafana runs",
          seen.startedAt,
          "Grafana is not part of this stack; its dashboards' queries are checked in REQ5.0.",
        ),
    checked("REQ5.0", "Prometheus answers every query of the dashboards", seen.dashboards, ({ answered, refused }) => ({
      good: refused.length === 0 && answered > 0,
      answer: refused.length === 0 ? `${answered} queries answered` : `refused: ${refused.join("; ")}`,
    })),
    whileNobodyReads(
      checked(
        "REQ5.2",
        "lag grows to what was not consumed",
        part(seen.backlog, ({ prometheus, sent }) => field(prometheus, prometheus.query, ({ lag }) => ({ lag, sent }))),
        ({ lag, sent }) => ({ good: lag === sent, answer: `${lag ?? "missing"} of ${sent}` }),
      ),
      seen,
    ),
    checked(
      "REQ5.3",
      "lag falls to zero once it is consumed",
      part(seen.backlog, ({ lagAfter }) => lagAfter),
      (lag) => ({ good: lag === 0, answer: String(lag) }),
    ),
  ],
};
