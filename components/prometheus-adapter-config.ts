import { stringify } from "yaml";

/** Name of the lag's metric in Prometheus and in Kubernetes' custom metrics API. */
export const lagMetric = "kafka_consumergroup_lag";

/** The Kubernetes object that the lag is said of: the exporter's Service, in the stack's namespace. */
export const lagObject = "kafka-exporter";

/**
 * Labels of the exporter's series by which the adapter finds the object that they belong to. Prometheus itself asks
 * nothing of Kubernetes' API, so that they have to be stated.
 */
export function lagObjectLabels(namespace: string): Record<string, string> {
  return { namespace, service: lagObject };
}

/**
 * The text of the adapter's config.yaml: one metric and nothing else. No `resourceRules`, which would serve
 * metrics.k8s.io beside metrics-server, and no `externalRules`, which would serve external.metrics.k8s.io beside KEDA:
 * a metrics API has one owner in a cluster.
 */
export function prometheusAdapterConfig(namespace: string): string {
  return stringify({
    rules: [
      {
        seriesQuery: `${lagMetric}{namespace="${namespace}",service="${lagObject}"}`,
        resources: { overrides: { namespace: { resource: "namespace" }, service: { resource: "service" } } },
        name: { matches: `^${lagMetric}$`, as: lagMetric },
        // As the dashboards count it: a partition without a committed offset is -1 for the exporter.
        metricsQuery: "sum by (<<.GroupBy>>) (clamp_min(<<.Series>>{<<.LabelMatchers>>}, 0))",
      },
    ],
  });
}

/** Command line of the adapter. @param prometheusUrl address of Prometheus inside the cluster */
export function prometheusAdapterArguments(prometheusUrl: string): string[] {
  return [
    "--config=/etc/adapter/config.yaml",
    `--prometheus-url=${prometheusUrl}/`,
    // A metric is served once it was listed: with the default of 10 min a group that commits its first offset, or a
    // Prometheus that comes back, would go unseen for so long. The list is one query for one metric.
    "--metrics-relist-interval=15s",
    // A Prometheus that was away for a moment must not empty the list.
    "--metrics-max-age=5m",
    `--secure-port=${prometheusAdapterPort}`,
    // Where it keeps the certificate that it makes for itself at each start.
    "--cert-dir=/tmp/serving-certificate",
  ];
}

/** Port of the aggregated API; above 1024, so that no capability is needed. */
export const prometheusAdapterPort = 6443;
