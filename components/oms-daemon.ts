import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Resources } from "../config/schema";
import {
  checksumAnnotation,
  configurationVolumes,
  labels,
  resourceRequirements,
  restrictedContainer,
  restrictedPod,
  selectorLabels,
} from "./workload";

const part = "oms-daemon";

export interface OmsDaemonArgs {
  readonly namespace: pulumi.Input<string>;
  /** The operator's image. */
  readonly image: string;
  /** @default "IfNotPresent" */
  readonly imagePullPolicy?: string;
  readonly resources: Resources;
  /** ConfigMap with the processor's configuration files, some of which are the daemon's (thesis 6.2.6). */
  readonly configMapName: pulumi.Input<string>;
  /** What is in it, by name: the daemon restarts with a change, as the processor does. */
  readonly files: Readonly<Record<string, string>>;
  /** Where the files appear. */
  readonly mountPath: string;
}

/** The daemon that collects data for the operator's OMS service and that its own event stream processor connects to. */
export class OmsDaemon extends pulumi.ComponentResource {
  constructor(name: string, args: OmsDaemonArgs, options?: pulumi.ComponentResourceOptions) {
    super("acm:processor:OmsDaemon", name, {}, options);
    new kubernetes.apps.v1.Deployment(
      `${name}-deployment`,
      {
        metadata: { name: part, namespace: args.namespace, labels: labels(part) },
        spec: {
          replicas: 1,
          selector: { matchLabels: selectorLabels(part) },
          template: {
            metadata: {
              labels: labels(part),
              annotations: checksumAnnotation(...Object.entries(args.files).flat()),
            },
            spec: {
              automountServiceAccountToken: false,
              enableServiceLinks: false,
              securityContext: restrictedPod(),
              containers: [
                {
                  name: part,
                  image: args.image,
                  imagePullPolicy: args.imagePullPolicy ?? "IfNotPresent",
                  resources: resourceRequirements(args.resources),
                  securityContext: restrictedContainer(),
                  volumeMounts: [
                    { name: "config", mountPath: args.mountPath, readOnly: true },
                    { name: "tmp", mountPath: "/tmp" },
                  ],
                },
              ],
              volumes: configurationVolumes(args.configMapName),
            },
          },
        },
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
