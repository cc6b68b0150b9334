import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Resources } from "../config/schema";
import { apiVersions } from "../config/versions";
import { MetricsApiRights } from "./metrics-api-rights";
import {
  prometheusAdapterArguments,
  prometheusAdapterConfig,
  prometheusAdapterPort,
} from "./prometheus-adapter-config";
import type { ImagePull } from "./registry-credentials";
import {
  checksumAnnotation,
  configurationVolumes,
  labels,
  resourceRequirements,
  restrictedContainer,
  restrictedPod,
  selectorLabels,
} from "./workload";

const part = "prometheus-adapter";
/** The user `nobody`. */
const user = 65534;

export interface PrometheusAdapterArgs {
  readonly namespace: pulumi.Input<string>;
  /** Image with the adapter as its entry point. */
  readonly image: string;
  /** @default "IfNotPresent" */
  readonly imagePullPolicy?: string;
  /** How its own account pulls from a private registry. */
  readonly imagePull: ImagePull;
  /** Where Prometheus answers, `http://host:port`. */
  readonly prometheusUrl: pulumi.Input<string>;
  /** Requests and limits of the pod. */
  readonly resources: Resources;
}

/**
 * Serves the consumer group's lag as custom.metrics.k8s.io, from Prometheus. The API is the cluster's, and one stack
 * owns it: a second one is refused beforehand (targets/metrics-apis.ts).
 */
export class PrometheusAdapter extends pulumi.ComponentResource {
  /** What must exist before a metric can be asked for. */
  readonly api: kubernetes.apiregistration.v1.APIService;

  constructor(name: string, args: PrometheusAdapterArgs, options?: pulumi.ComponentResourceOptions) {
    super("acm:monitoring:PrometheusAdapter", name, {}, options);
    const parent = { parent: this };
    const metadata = { name: part, namespace: args.namespace, labels: labels(part) };
    const rights = new MetricsApiRights(
      `${name}-rights`,
      { namespace: args.namespace, part, imagePull: args.imagePull },
      parent,
    );
    const config = pulumi.output(args.namespace).apply(prometheusAdapterConfig);
    const configMap = new kubernetes.core.v1.ConfigMap(
      `${name}-config`,
      { metadata: { ...metadata, name: `${part}-config` }, data: { "config.yaml": config } },
      parent,
    );
    const deployment = new kubernetes.apps.v1.Deployment(
      `${name}-deployment`,
      {
        metadata,
        spec: {
          replicas: 1,
          selector: { matchLabels: selectorLabels(part) },
          template: {
            metadata: { labels: labels(part), annotations: config.apply((text) => checksumAnnotation(text)) },
            spec: {
              // It asks the API server whether who asks it may do so.
              automountServiceAccountToken: true,
              serviceAccountName: rights.serviceAccountName,
              enableServiceLinks: false,
              securityContext: restrictedPod(user),
              containers: [adapterContainer(args)],
              volumes: configurationVolumes(configMap.metadata.name),
            },
          },
        },
      },
      // Without its rights it ends at its start.
      { ...parent, dependsOn: rights },
    );
    const service = new kubernetes.core.v1.Service(
      `${name}-service`,
      {
        // The Deployment is awaited; waiting for its endpoints too would report one failure twice.
        metadata: { ...metadata, annotations: { "pulumi.com/skipAwait": "true" } },
        spec: { selector: selectorLabels(part), ports: [{ name: "https", port: 443, targetPort: "https" }] },
      },
      parent,
    );
    const [group = "", version = ""] = apiVersions.customMetrics.split("/");
    this.api = new kubernetes.apiregistration.v1.APIService(
      `${name}-api`,
      {
        metadata: { name: `${version}.${group}`, labels: labels(part) },
        spec: {
          group,
          version,
          service: { name: service.metadata.name, namespace: args.namespace, port: 443 },
          // The adapter's certificate is its own and new at each start, see docs/components/prometheus-adapter.md.
          insecureSkipTLSVerify: true,
          groupPriorityMinimum: 100,
          versionPriority: 100,
        },
      },
      // An API without its server stops the removal of every namespace: it is the first to go.
      { ...parent, dependsOn: deployment },
    );
    this.registerOutputs({});
  }
}

function adapterContainer(args: PrometheusAdapterArgs) {
  const answer = (path: string) => ({ httpGet: { path, port: "https", scheme: "HTTPS" } });
  return {
    name: part,
    image: args.image,
    imagePullPolicy: args.imagePullPolicy ?? "IfNotPresent",
    args: pulumi.output(args.prometheusUrl).apply(prometheusAdapterArguments),
    ports: [{ name: "https", containerPort: prometheusAdapterPort }],
    resources: resourceRequirements(args.resources),
    securityContext: restrictedContainer(),
    // Neither asks Prometheus: without it the adapter still answers, and the autoscaler then goes by CPU and memory.
    readinessProbe: { ...answer("/readyz"), periodSeconds: 5 },
    livenessProbe: { ...answer("/livez"), initialDelaySeconds: 30, periodSeconds: 20 },
    volumeMounts: [
      { name: "config", mountPath: "/etc/adapter", readOnly: true },
      { name: "tmp", mountPath: "/tmp" },
    ],
  };
}
