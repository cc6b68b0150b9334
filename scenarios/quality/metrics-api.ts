import { z } from "zod";
import { processorName, readHorizontalPodAutoscaler } from "../replicas";
import { Skipped, type Requirement } from "./check";
import type { CheckContext } from "./context";

const metricList = z.object({ items: z.array(z.object({ value: z.string() })) });

/** Values in an answer of a metrics API. */
export function metricValues(text: string): string[] {
  return metricList.parse(JSON.parse(text)).items.map(({ value }) => value);
}

/** Where the lag is in the metrics API: KEDA's own server, or Prometheus Adapter. */
export function metricPath({ stack }: CheckContext): string {
  const { namespace, autoscaler, topics, consumerGroup } = stack;
  const selector = (text: string) => encodeURIComponent(text);
  if (autoscaler.kind === "keda") {
    const name = `s0-kafka-${topics.raw}`;
    return `/apis/external.metrics.k8s.io/v1beta1/namespaces/${namespace}/${name}?labelSelector=${selector(`scaledobject.keda.sh/name=${processorName}`)}`;
  }
  if (autoscaler.kind === "hpa") {
    const labels = selector(`consumergroup=${consumerGroup},topic=${topics.raw}`);
    return `/apis/custom.metrics.k8s.io/v1beta1/namespaces/${namespace}/services/kafka-exporter/kafka_consumergroup_lag?metricLabelSelector=${labels}`;
  }
  throw new Skipped("the stack has no autoscaler (acm:stack.autoscaler.kind is none)");
}

export const requirement: Requirement = {
  id: "Metrics API",
  title:
    "The lag reaches the autoscaler through Kubernetes' metrics API (REQ4, main scenario 3, alternative scenario 1a)",
  checks: [
    {
      id: "MetricsApi.1",
      title: "The metric is registered in the metrics API",
      run: async (context, witness) => {
        const path = metricPath(context);
        const text = await context.cluster.get(path);
        witness.saw(`kubectl get --raw '${path}'`, text);
        witness.holds(metricValues(text).length > 0, "the metrics API knows no such metric");
      },
    },
    {
      id: "MetricsApi.1a",
      title: "Without Prometheus, CPU and memory take over",
      run: async (context, witness) => {
        const { kind } = context.stack.autoscaler;
        if (kind !== "hpa") {
          throw new Skipped(
            kind === "keda"
              ? "KEDA reads the lag from Kafka itself: there is no path by Prometheus that could fail (the autoscaler hpa has one)"
              : "the stack has no autoscaler",
          );
        }
        const hpa = await readHorizontalPodAutoscaler(context.cluster, context.stack.namespace);
        const metrics = hpa?.spec?.metrics ?? [];
        const resources = metrics.flatMap(({ resource }) => resource?.name ?? []).sort();
        witness.saw(`kubectl get hpa ${processorName}: spec.metrics[].resource.name`, resources);
        witness.equal("the resources that it also follows", resources.join(","), "cpu,memory");
        const path = `/apis/metrics.k8s.io/v1beta1/namespaces/${context.stack.namespace}/pods`;
        const { items } = z.object({ items: z.array(z.unknown()) }).parse(JSON.parse(await context.cluster.get(path)));
        witness.saw(`kubectl get --raw ${path}`, `${items.length} pods with CPU and memory`);
        witness.holds(items.length > 0, "metrics.k8s.io knows no pod of the stack");
      },
    },
  ],
};
