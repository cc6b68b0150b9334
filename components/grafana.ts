import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Resources } from "../config/schema";
import { dashboardFiles } from "../dashboards";
import type { Exposure } from "../targets/target";
import { exposedHost, ingressSpec } from "./exposure";
import {
  dashboardsDirectory,
  grafanaDashboardProvider,
  grafanaDataSources,
  grafanaEnvironment,
} from "./grafana-config";
import {
  checksumAnnotation,
  labels,
  resourceRequirements,
  restrictedContainer,
  restrictedPod,
  selectorLabels,
} from "./workload";

const part = "grafana";
/** The user of the public image. */
const user = 472;

/** Port of the web page. */
export const grafanaPort = 3000;

export interface GrafanaArgs {
  readonly namespace: pulumi.Input<string>;
  /** Image of Grafana 11. */
  readonly image: string;
  /** @default "IfNotPresent" */
  readonly imagePullPolicy?: string;
  /** Password of the user `admin`; kept in a Secret. */
  readonly adminPassword: pulumi.Input<string>;
  /** Address of the Prometheus that the dashboards read. @default "http://prometheus:9090", the stack's own */
  readonly prometheusUrl?: pulumi.Input<string>;
  /** Scrape interval of that Prometheus, seconds: the shortest window of a rate is four of them. @default 15 */
  readonly scrapeIntervalSeconds?: number;
  /** Requests and limits of the pod. */
  readonly resources: Resources;
  /** How it is reached from outside. @default not at all */
  readonly exposure?: Exposure;
}

/** Shows the dashboards of `dashboards/`. It keeps nothing: all of it is provisioned again at each start. */
export class Grafana extends pulumi.ComponentResource {
  /** Address inside the cluster, `http://grafana.<namespace>.svc.cluster.local:3000`. */
  readonly url: pulumi.Output<string>;
  /** Address outside of the cluster; undefined without an Ingress. */
  readonly externalUrl: string | undefined;

  constructor(name: string, args: GrafanaArgs, options?: pulumi.ComponentResourceOptions) {
    super("acm:monitoring:Grafana", name, {}, options);
    const parent = { parent: this };
    const metadata = { name: part, namespace: args.namespace, labels: labels(part) };
    const exposure = args.exposure ?? {};
    const host = exposedHost(part, exposure);
    const dashboards = dashboardFiles();
    const provider = grafanaDashboardProvider();
    const dataSources = pulumi
      .output(args.prometheusUrl ?? "http://prometheus:9090")
      .apply((url) => grafanaDataSources(url, args.scrapeIntervalSeconds ?? 15));
    this.externalUrl = host === undefined ? undefined : `http://${host}/`;

    const password = new kubernetes.core.v1.Secret(
      `${name}-admin`,
      {
        metadata: { ...metadata, name: `${part}-admin` },
        stringData: { password: pulumi.secret(args.adminPassword) },
      },
      parent,
    );
    const configMap = (suffix: string, data: Record<string, pulumi.Input<string>>) =>
      new kubernetes.core.v1.ConfigMap(
        `${name}-${suffix}`,
        { metadata: { ...metadata, name: `${part}-${suffix}` }, data },
        parent,
      ).metadata.name;
    const mounts = {
      "data-sources": {
        configMap: configMap("data-sources", { "prometheus.yaml": dataSources }),
        path: "/etc/grafana/provisioning/datasources",
      },
      provider: {
        configMap: configMap("provider", { "acm.yaml": provider }),
        path: "/etc/grafana/provisioning/dashboards",
      },
      dashboards: { configMap: configMap("dashboards", dashboards), path: dashboardsDirectory },
    };
    const environment = grafanaEnvironment({ homeDashboard: "acm.json", externalUrl: this.externalUrl });

    new kubernetes.apps.v1.Deployment(
      `${name}-deployment`,
      {
        metadata,
        spec: {
          replicas: 1,
          selector: { matchLabels: selectorLabels(part) },
          template: {
            metadata: {
              labels: labels(part),
              annotations: {
                // A changed password reaches a pod only when it starts; a digest of it here would invite guessing.
                "acm/secret-version": password.metadata.resourceVersion,
                "checksum/config": dataSources.apply(
                  (text) => checksumAnnotation(text, provider, ...Object.values(dashboards))["checksum/config"] ?? "",
                ),
              },
            },
            spec: {
              automountServiceAccountToken: false,
              enableServiceLinks: false,
              securityContext: restrictedPod(user),
              containers: [
                {
                  name: part,
                  image: args.image,
                  imagePullPolicy: args.imagePullPolicy ?? "IfNotPresent",
                  env: [
                    {
                      name: "GF_SECURITY_ADMIN_PASSWORD",
                      valueFrom: { secretKeyRef: { name: password.metadata.name, key: "password" } },
                    },
                    ...Object.entries(environment).map(([key, value]) => ({ name: key, value })),
                  ],
                  ports: [{ name: "http", containerPort: grafanaPort }],
                  resources: resourceRequirements(args.resources),
                  securityContext: restrictedContainer(),
                  // The first start creates the database, which takes long on a slow disk.
                  startupProbe: {
                    httpGet: { path: "/api/health", port: "http" },
                    periodSeconds: 3,
                    failureThreshold: 60,
                  },
                  readinessProbe: { httpGet: { path: "/api/health", port: "http" }, periodSeconds: 5 },
                  livenessProbe: { httpGet: { path: "/api/health", port: "http" }, periodSeconds: 20 },
                  volumeMounts: [
                    ...Object.entries(mounts).map(([volume, { path }]) => ({
                      name: volume,
                      mountPath: path,
                      readOnly: true,
                    })),
                    { name: "data", mountPath: "/var/lib/grafana" },
                    { name: "tmp", mountPath: "/tmp" },
                  ],
                },
              ],
              volumes: [
                ...Object.entries(mounts).map(([volume, mount]) => ({
                  name: volume,
                  configMap: { name: mount.configMap },
                })),
                { name: "data", emptyDir: {} },
                { name: "tmp", emptyDir: {} },
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
        metadata: {
          ...metadata,
          annotations: {
            // As in the thesis (6.2.5), for a Prometheus that discovers services by annotation.
            "prometheus.io/scrape": "true",
            "prometheus.io/port": String(grafanaPort),
            // The Deployment is awaited; waiting for its endpoints too would report one failure twice.
            "pulumi.com/skipAwait": "true",
          },
        },
        spec: { selector: selectorLabels(part), ports: [{ name: "http", port: grafanaPort, targetPort: "http" }] },
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
    this.url = pulumi.interpolate`http://${service.metadata.name}.${args.namespace}.svc.cluster.local:${grafanaPort}`;
    this.registerOutputs({ url: this.url, externalUrl: this.externalUrl });
  }
}
