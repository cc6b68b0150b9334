import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Resources } from "../config/schema";
import { alertRules } from "../dashboards";
import type { Exposure } from "../targets/target";
import { exposedHost, ingressSpec } from "./exposure";
import {
  prometheusArguments,
  prometheusConfig,
  rulesFileName,
  type ScrapeJob,
  stackScrapeJobs,
} from "./prometheus-config";
import {
  checksumAnnotation,
  labels,
  resourceRequirements,
  restrictedContainer,
  restrictedPod,
  selectorLabels,
} from "./workload";

const part = "prometheus";
/** The user `nobody`, whom the public image runs as. */
const user = 65534;

/** Port of the query API and the web page. */
export const prometheusPort = 9090;

export interface PrometheusArgs {
  readonly namespace: pulumi.Input<string>;
  /** Image with Prometheus 2 as its entry point. */
  readonly image: string;
  /** @default "IfNotPresent" */
  readonly imagePullPolicy?: string;
  /** Seconds between two readings of a target. */
  readonly scrapeIntervalSeconds: number;
  /** Days that samples are kept, unless the volume fills before. */
  readonly retentionDays: number;
  /** Size of the volume, a Kubernetes quantity such as "10Gi". */
  readonly storage: string;
  /** Requests and limits of the pod. */
  readonly resources: Resources;
  /** What is scraped beside Prometheus itself. @default the Kafka exporter and the processor */
  readonly jobs?: pulumi.Input<readonly ScrapeJob[]>;
  /** Class of the volume. @default the cluster's own default */
  readonly storageClass?: string;
  /** How it is reached from outside. @default not at all */
  readonly exposure?: Exposure;
}

/** Scrapes the stack, keeps its metrics on a volume and evaluates the alert rules. */
export class Prometheus extends pulumi.ComponentResource {
  /** Address inside the cluster, `http://prometheus.<namespace>.svc.cluster.local:9090`. */
  readonly url: pulumi.Output<string>;
  /** Address outside of the cluster; undefined without an Ingress. */
  readonly externalUrl: string | undefined;

  constructor(name: string, args: PrometheusArgs, options?: pulumi.ComponentResourceOptions) {
    super("acm:monitoring:Prometheus", name, {}, options);
    const parent = { parent: this };
    const { scrapeIntervalSeconds, retentionDays, storage } = args;
    const metadata = { name: part, namespace: args.namespace, labels: labels(part) };
    const exposure = args.exposure ?? {};
    const host = exposedHost(part, exposure);
    const config = pulumi
      .all([args.namespace, args.jobs ?? stackScrapeJobs])
      .apply(([namespace, jobs]) => prometheusConfig({ namespace, scrapeIntervalSeconds, jobs }));
    const rules = alertRules();
    this.externalUrl = host === undefined ? undefined : `http://${host}/`;

    const configMap = new kubernetes.core.v1.ConfigMap(
      `${name}-config`,
      {
        metadata: { ...metadata, name: `${part}-config` },
        data: { "prometheus.yml": config, [rulesFileName]: rules },
      },
      parent,
    );
    const volume = new kubernetes.core.v1.PersistentVolumeClaim(
      `${name}-volume`,
      {
        // Many storage classes bind only once a pod wants the volume, and the pod comes after this.
        metadata: { ...metadata, name: `${part}-data`, annotations: { "pulumi.com/skipAwait": "true" } },
        spec: {
          accessModes: ["ReadWriteOnce"],
          ...(args.storageClass === undefined ? {} : { storageClassName: args.storageClass }),
          resources: { requests: { storage } },
        },
      },
      parent,
    );
    new kubernetes.apps.v1.Deployment(
      `${name}-deployment`,
      {
        metadata,
        spec: {
          replicas: 1,
          // Two of them cannot write to one volume: the old one ends before the new one starts.
          strategy: { type: "Recreate" },
          selector: { matchLabels: selectorLabels(part) },
          template: {
            metadata: { labels: labels(part), annotations: config.apply((text) => checksumAnnotation(text, rules)) },
            spec: {
              automountServiceAccountToken: false,
              enableServiceLinks: false,
              securityContext: restrictedPod(user),
              // On SIGTERM it finishes the scrapes at hand and closes its database.
              terminationGracePeriodSeconds: 60,
              containers: [
                {
                  name: part,
                  image: args.image,
                  imagePullPolicy: args.imagePullPolicy ?? "IfNotPresent",
                  args: prometheusArguments({ retentionDays, storage, externalUrl: this.externalUrl }),
                  ports: [{ name: "http", containerPort: prometheusPort }],
                  resources: resourceRequirements(args.resources),
                  securityContext: restrictedContainer(),
                  // Ready only after the write-ahead log was replayed; healthy from the start.
                  readinessProbe: { httpGet: { path: "/-/ready", port: "http" }, periodSeconds: 5 },
                  livenessProbe: {
                    httpGet: { path: "/-/healthy", port: "http" },
                    initialDelaySeconds: 10,
                    periodSeconds: 20,
                  },
                  volumeMounts: [
                    { name: "config", mountPath: "/etc/prometheus", readOnly: true },
                    { name: "data", mountPath: "/prometheus" },
                  ],
                },
              ],
              volumes: [
                { name: "config", configMap: { name: configMap.metadata.name } },
                { name: "data", persistentVolumeClaim: { claimName: volume.metadata.name } },
              ],
            },
          },
        },
      },
      parent,
    );
    const service = new kubernetes.core.v1.Service(
      `${name}-service`,
      {
        // The Deployment is awaited; waiting for its endpoints too would report one failure twice.
        metadata: { ...metadata, annotations: { "pulumi.com/skipAwait": "true" } },
        spec: {
          selector: selectorLabels(part),
          ports: [{ name: "http", port: prometheusPort, targetPort: "http" }],
        },
      },
      parent,
    );
    if (host !== undefined) {
      new kubernetes.networking.v1.Ingress(
        `${name}-ingress`,
        {
          // Not every ingress controller publishes an address, which Pulumi would wait for.
          metadata: { ...metadata, annotations: { "pulumi.com/skipAwait": "true" } },
          spec: ingressSpec(host, part, "http", exposure.ingressClass),
        },
        { parent: this, dependsOn: service },
      );
    }
    this.url = pulumi.interpolate`http://${service.metadata.name}.${args.namespace}.svc.cluster.local:${prometheusPort}`;
    this.registerOutputs({ url: this.url, externalUrl: this.externalUrl });
  }
}
