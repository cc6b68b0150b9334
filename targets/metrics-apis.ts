import type { StackConfiguration } from "../config/schema";

/** A metrics API as the cluster has it registered (an APIService). */
export interface RegisteredApi {
  /** `custom.metrics.k8s.io` */
  readonly group: string;
  /** Name of the APIService, `v1beta1.custom.metrics.k8s.io`. */
  readonly name: string;
  /** The Service that answers, `namespace/name`. */
  readonly owner: string;
  readonly available: boolean;
}

/**
 * A metrics API has one owner in a cluster: KEDA serves external.metrics.k8s.io, the stack's Prometheus Adapter
 * custom.metrics.k8s.io, metrics-server metrics.k8s.io. Whoever registers one a second time takes it away from the first,
 * whose autoscalers then stand still.
 */
export function metricsApiProblems(
  { autoscaler, namespace }: Pick<StackConfiguration, "autoscaler" | "namespace">,
  registered: readonly RegisteredApi[],
): string[] {
  const of = (group: string) => registered.filter((api) => api.group === group);
  switch (autoscaler.kind) {
    case "keda":
      return of("external.metrics.k8s.io")
        .filter(({ owner }) => !owner.includes("keda"))
        .map(
          ({ name, owner }) =>
            `external.metrics.k8s.io is served by the Service ${owner} and not by KEDA, and a metrics API has one owner in a cluster. ` +
            `Ask the administrator to remove the APIService ${name} and let KEDA register its own, or set acm:stack.autoscaler.kind to hpa.`,
        );
    case "hpa":
      return [
        ...of("custom.metrics.k8s.io")
          .filter(({ owner }) => owner !== `${namespace}/prometheus-adapter`)
          .map(
            ({ name, owner }) =>
              `custom.metrics.k8s.io is served by the Service ${owner}, and a metrics API has one owner in a cluster. ` +
              `Set acm:stack.autoscaler.kind to keda, or have the administrator remove the APIService ${name} first.`,
          ),
        ...resourceMetricsProblems(of("metrics.k8s.io")),
      ];
    case "none":
      return [];
  }
}

function resourceMetricsProblems([api]: readonly RegisteredApi[]): string[] {
  if (api === undefined) {
    return [
      "The cluster does not serve metrics.k8s.io, from which the autoscaler reads CPU and memory while Prometheus cannot be reached. " +
        "Ask the administrator to install metrics-server (on the local cluster: npm run local -- metrics), or set acm:stack.autoscaler.kind to keda.",
    ];
  }
  return api.available
    ? []
    : [
        `metrics.k8s.io is registered, and its Service ${api.owner} does not answer. ` +
          `See what it says: kubectl describe apiservice ${api.name}; or set acm:stack.autoscaler.kind to keda.`,
      ];
}
