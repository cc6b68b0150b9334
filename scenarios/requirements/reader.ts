/** Readings of a running stack, through the interfaces that a person would use. */
import { dashboardQueries } from "../../dashboards";
import type { V2HorizontalPodAutoscaler } from "@kubernetes/client-node";
import { waitUntil } from "../../local/shell";
import { reasonOf } from "../cluster-access";
import { Prometheus, type Series } from "../prometheus";
import { metricRead, readHorizontalPodAutoscaler } from "../replicas";
import type { ScenarioContext } from "../run";
import type { KafkaMetrics, Observations, PodReading, Reading } from "./observations";

/** Takes a reading; what goes wrong is part of it, so that one broken part turns only its own checks red. */
export async function reading<T>(query: string, take: () => Promise<T>): Promise<Reading<T>> {
  const time = new Date().toISOString();
  try {
    return { query, time, value: await take() };
  } catch (error) {
    return { query, time, error: reasonOf(error) };
  }
}

export class StackReader {
  private readonly prometheus: Prometheus;

  constructor(private readonly context: ScenarioContext) {
    this.prometheus = new Prometheus(context.cluster, context.stack.namespace);
  }

  pods(): Promise<Observations["pods"]> {
    const { cluster, stack } = this.context;
    return reading(`kubectl get pods -n ${stack.namespace}`, async () => {
      const { items } = await cluster.core.listNamespacedPod({ namespace: stack.namespace });
      return items.flatMap(({ metadata, status }): PodReading[] => [
        {
          name: metadata?.name ?? "",
          part: metadata?.labels?.["app.kubernetes.io/name"] ?? "",
          ready: status?.conditions?.some(({ type, status: value }) => type === "Ready" && value === "True") ?? false,
        },
      ]);
    });
  }

  zookeeperErrors(servers: number): Promise<Observations["zookeeperErrors"]> {
    const { cluster, stack } = this.context;
    return reading(`kubectl logs -n ${stack.namespace} -l app.kubernetes.io/name=zookeeper | grep ERROR`, async () => {
      const names = Array.from({ length: servers }, (_, ordinal) => `zookeeper-${ordinal}`);
      const logs = await Promise.all(
        names.map((name) =>
          cluster.core.readNamespacedPodLog({ namespace: stack.namespace, name, limitBytes: 1_000_000 }),
        ),
      );
      return logs.flatMap((log) => log.split("\n").filter((line) => /\bERROR\b/.test(line)));
    });
  }

  exporter(): Promise<Reading<KafkaMetrics>> {
    const { namespace } = this.context.stack;
    const path = `/api/v1/namespaces/${namespace}/services/http:kafka-exporter:9308/proxy/metrics`;
    return reading(`GET ${path}`, async () => this.metrics(parseMetrics(await this.context.cluster.get(path))));
  }

  async fromPrometheus(): Promise<Reading<KafkaMetrics>> {
    const expression = '{__name__=~"kafka_brokers|kafka_topic_partitions|kafka_consumergroup_lag"}';
    return reading(expression, async () => this.metrics(await this.prometheus.query(expression)));
  }

  targets(): Promise<Observations["targets"]> {
    return reading("up", async () => {
      const jobs = await this.prometheus.query("min by (job) (up)");
      const named = (up: boolean) =>
        jobs
          .filter(({ points }) => (points[0]?.[1] === 1) === up)
          .map(({ labels }) => labels["job"] ?? "")
          .sort();
      return { up: named(true), down: named(false) };
    });
  }

  requests(): Promise<Reading<number>> {
    const expression = "sum(prometheus_http_requests_total)";
    return reading(expression, async () => (await this.prometheus.query(expression))[0]?.points[0]?.[1] ?? 0);
  }

  dashboards(): Promise<Observations["dashboards"]> {
    return reading("every expression of dashboards/*.json", async () => {
      const refused: string[] = [];
      const queries = dashboardQueries();
      for (const { dashboard, panel, expr } of queries) {
        const { error } = await reading(expr, () => this.prometheus.query(expr));
        if (error !== undefined) refused.push(`${dashboard}, ${panel}: ${error}`);
      }
      return { answered: queries.length - refused.length, refused };
    });
  }

  /** @param patience seconds that a new one may take until it has looked for the first time: two syncs */
  autoscaler(patience = 30): Promise<Reading<string>> {
    const { cluster, stack } = this.context;
    return reading(`kubectl get hpa -n ${stack.namespace}`, async () => {
      let hpa: V2HorizontalPodAutoscaler | undefined;
      const hasLooked = async () => {
        hpa = await readHorizontalPodAutoscaler(cluster, stack.namespace);
        return hpa === undefined || (hpa.status?.conditions ?? []).some(({ type }) => type === "ScalingActive");
      };
      await waitUntil(hasLooked, patience * 1_000, 1_000);
      if (hpa === undefined) return "there is no HorizontalPodAutoscaler";
      const { conditions, currentMetrics } = hpa.status ?? {};
      // Null, against their description, before the first synchronisation.
      const said = (conditions ?? []).map(({ type, status, message }) => `${type} ${status}: ${message ?? ""}`);
      return [...said, `reads ${(currentMetrics ?? []).flatMap(metricRead).join(", ") || "nothing"}`].join("; ");
    });
  }

  /** Lag of the group by Prometheus, now. */
  lag(): Promise<Reading<number>> {
    const { topics, consumerGroup } = this.context.stack;
    const expression = `sum(kafka_consumergroup_lag{consumergroup="${consumerGroup}",topic="${topics.raw}"})`;
    return reading(expression, async () => {
      const value = (await this.prometheus.query(expression))[0]?.points[0]?.[1];
      if (value === undefined) throw new Error("Prometheus has no lag of this group");
      return value;
    });
  }

  private metrics(series: readonly Series[]): KafkaMetrics {
    const { topics, consumerGroup } = this.context.stack;
    // The exporter's fork names the lag otherwise; Prometheus renames it on scrape.
    const lagNames = ["kafka_consumergroup_lag", "kafka_consumergroup_uncommitted_offsets"];
    const valueOf = ({ points }: Series) => points[0]?.[1] ?? Number.NaN;
    const named = (...names: string[]) => series.filter(({ labels }) => names.includes(labels["__name__"] ?? ""));
    const lag = named(...lagNames).filter(
      ({ labels }) => labels["consumergroup"] === consumerGroup && labels["topic"] === topics.raw,
    );
    const brokers = named("kafka_brokers")[0];
    return {
      brokers: brokers === undefined ? undefined : valueOf(brokers),
      partitions: Object.fromEntries(
        named("kafka_topic_partitions")
          .filter(({ labels }) => [topics.raw, topics.ready].includes(labels["topic"] ?? ""))
          .map((each): [string, number] => [each.labels["topic"] ?? "", valueOf(each)])
          .sort(([a], [b]) => a.localeCompare(b)),
      ),
      lag: lag.length === 0 ? undefined : lag.reduce((sum, each) => sum + valueOf(each), 0),
    };
  }
}

/** Series of Prometheus' text format: `name{label="value"} 1`. */
export function parseMetrics(text: string): Series[] {
  return text.split("\n").flatMap((line) => {
    const [, name, labels = "", value] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line.trim()) ?? [];
    if (name === undefined || value === undefined) return [];
    const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(
      ([, key = "", content = ""]) => [key, content] as const,
    );
    return [{ labels: { __name__: name, ...Object.fromEntries(pairs) }, points: [[0, Number(value)] as const] }];
  });
}
