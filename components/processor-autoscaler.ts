import type * as pulumi from "@pulumi/pulumi";
import type { StackConfiguration } from "../config/schema";
import type { KafkaService } from "../targets/target";
import { KedaAutoscaler } from "./autoscaler";
import { HpaAutoscaler } from "./hpa-autoscaler";
import { PrometheusAdapter } from "./prometheus-adapter";
import type { ImagePull } from "./registry-credentials";

export interface ProcessorAutoscalerArgs {
  readonly configuration: StackConfiguration;
  readonly namespace: pulumi.Input<string>;
  /** Name of the StatefulSet that is scaled. */
  readonly statefulSetName: pulumi.Input<string>;
  readonly kafka: KafkaService;
  /** Address of Prometheus inside the cluster. */
  readonly prometheusUrl: pulumi.Input<string>;
  readonly imagePull: ImagePull;
}

/** The autoscaler that the stack file names, with what it needs in the cluster; none for a fixed number of replicas. */
export function scaleProcessor(args: ProcessorAutoscalerArgs, options: pulumi.ComponentResourceOptions): void {
  const { configuration, imagePull, kafka, namespace, prometheusUrl, statefulSetName } = args;
  const { autoscaler } = configuration;
  const group = { topic: configuration.topics.raw.name, consumerGroup: configuration.processor.consumerGroup };
  switch (autoscaler.kind) {
    case "keda":
      new KedaAutoscaler(
        "autoscaler",
        {
          namespace,
          statefulSetName,
          connection: kafka.connection,
          credentials: kafka.credentials,
          ...group,
          autoscaler,
        },
        options,
      );
      return;
    case "hpa": {
      const adapter = new PrometheusAdapter(
        "prometheus-adapter",
        {
          namespace,
          image: configuration.publicImages.prometheusAdapter,
          imagePullPolicy: configuration.imagePullPolicy,
          imagePull,
          prometheusUrl,
          resources: autoscaler.adapter.resources,
        },
        options,
      );
      new HpaAutoscaler(
        "autoscaler",
        { namespace, statefulSetName, ...group, autoscaler },
        { ...options, dependsOn: adapter },
      );
      return;
    }
    case "none":
      return;
  }
}
