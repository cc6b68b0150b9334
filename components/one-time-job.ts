import type * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Resources } from "../config/schema";
import { labels, resourceRequirements, restrictedContainer, restrictedPod, runsUnder } from "./workload";

export interface OneTimeJobArgs {
  /** Name of the part, for labels and for the container. */
  readonly part: string;
  /** Carries a hash of what the Job does, so that a change is a new Job. */
  readonly name: pulumi.Input<string>;
  readonly namespace: pulumi.Input<string>;
  readonly image: string;
  /** @default "IfNotPresent" */
  readonly imagePullPolicy?: string | undefined;
  /** What it runs: `command` or `args`. */
  readonly run: Pick<kubernetes.types.input.core.v1.Container, "command" | "args">;
  readonly resources: Resources;
  /** @default the namespace's own */
  readonly serviceAccountName?: pulumi.Input<string> | undefined;
  readonly volumeMounts: pulumi.Input<kubernetes.types.input.core.v1.VolumeMount>[];
  readonly volumes: pulumi.Input<kubernetes.types.input.core.v1.Volume>[];
}

/** A Job of an update: at most four attempts within ten minutes, because brokers may still be starting. */
export function oneTimeJob(args: OneTimeJobArgs): kubernetes.batch.v1.JobArgs {
  const { part, name, namespace, image, imagePullPolicy = "IfNotPresent", run, volumeMounts, volumes } = args;
  return {
    metadata: {
      name,
      namespace,
      labels: labels(part),
      // A Job that failed is made anew by the next update; waited for, it would fail every one.
      annotations: { "pulumi.com/replaceUnready": "true" },
    },
    spec: {
      backoffLimit: 3,
      activeDeadlineSeconds: 600,
      template: {
        metadata: { labels: labels(part) },
        spec: {
          restartPolicy: "Never",
          ...runsUnder(args.serviceAccountName),
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          securityContext: restrictedPod(),
          containers: [
            {
              name: part,
              image,
              imagePullPolicy,
              ...run,
              resources: resourceRequirements(args.resources),
              securityContext: restrictedContainer(),
              volumeMounts,
            },
          ],
          volumes,
        },
      },
    },
  };
}

/** Longer than the Job's own deadline, so that its reason is what `up` reports. */
export const oneTimeJobTimeouts = { create: "12m" };
