import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { labels } from "./workload";

const part = "registry-credentials";

/** What a service account other than the namespace's own has to name so that its pods can pull as well. */
export interface ImagePull {
  readonly imagePullSecrets?: { readonly name: string }[];
}

/** @param registryCredentials of the stack; undefined: images are pulled without */
export function imagePull(registryCredentials: pulumi.Input<string> | undefined): ImagePull {
  return registryCredentials === undefined ? {} : { imagePullSecrets: [{ name: part }] };
}

export interface RegistryCredentialsArgs {
  readonly namespace: pulumi.Input<string>;
  /** What `docker login` writes: `{"auths": {"registry.example.com": {"auth": "…"}}}`. */
  readonly dockerConfigJson: pulumi.Input<string>;
}

/**
 * Lets the pods of the namespace pull from a private registry: a Secret, named by the namespace's default service account,
 * under which most parts run. The accounts of others name it by {@link imagePull}.
 */
export class RegistryCredentials extends pulumi.ComponentResource {
  /** The namespace, once its pods can pull. */
  readonly namespace: pulumi.Output<string>;

  constructor(name: string, args: RegistryCredentialsArgs, options?: pulumi.ComponentResourceOptions) {
    super("acm:kubernetes:RegistryCredentials", name, {}, options);
    const parent = { parent: this };
    const secret = new kubernetes.core.v1.Secret(
      `${name}-secret`,
      {
        metadata: { name: part, namespace: args.namespace, labels: labels(part) },
        type: "kubernetes.io/dockerconfigjson",
        stringData: { ".dockerconfigjson": pulumi.secret(args.dockerConfigJson) },
      },
      parent,
    );
    const account = new kubernetes.core.v1.ServiceAccountPatch(
      `${name}-default-account`,
      {
        // Kubernetes itself makes this account a moment after the namespace.
        metadata: { name: "default", namespace: args.namespace, annotations: { "pulumi.com/patchForce": "true" } },
        imagePullSecrets: [{ name: secret.metadata.name }],
      },
      parent,
    );
    this.namespace = pulumi.all([args.namespace, account.id]).apply(([namespace]) => namespace);
    this.registerOutputs({});
  }
}
