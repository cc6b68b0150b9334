import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { StackConfiguration } from "../config/schema";
import { RegistryCredentials } from "./registry-credentials";
import { labels } from "./workload";

/**
 * The namespace, with the Pod Security level "restricted" enforced, or the one that a tenant was given; known once
 * images can be pulled into it.
 * @param registryCredentials Docker's config.json; without it images are pulled without credentials
 */
export function stackNamespace(
  name: string,
  { namespace, createNamespace }: Pick<StackConfiguration, "namespace" | "createNamespace">,
  registryCredentials: pulumi.Input<string> | undefined,
  options: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const level = "restricted";
  const own = createNamespace
    ? new kubernetes.core.v1.Namespace(
        `${name}-namespace`,
        {
          metadata: {
            name: namespace,
            labels: {
              ...labels("acm"),
              "pod-security.kubernetes.io/enforce": level,
              "pod-security.kubernetes.io/warn": level,
              "pod-security.kubernetes.io/audit": level,
            },
          },
        },
        options,
      ).metadata.name
    : after(namespace, options.dependsOn);
  return registryCredentials === undefined
    ? own
    : new RegistryCredentials(
        "registry-credentials",
        { namespace: own, dockerConfigJson: registryCredentials },
        { ...(options.parent === undefined ? {} : { parent: options.parent }) },
      ).namespace;
}

/** A name that is known once some resources exist. */
function after(
  name: string,
  resources: pulumi.Input<pulumi.Input<pulumi.Resource>[]> | pulumi.Input<pulumi.Resource> | undefined,
): pulumi.Output<string> {
  return pulumi
    .output(resources)
    .apply((known) => pulumi.all([known ?? []].flat().map(({ urn }) => urn)))
    .apply(() => name);
}
