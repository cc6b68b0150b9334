import type * as pulumi from "@pulumi/pulumi";

/** What the rest of the target needs of an EKS cluster, a new one or one that exists. */
export interface KubernetesCluster {
  readonly name: pulumi.Input<string>;
  readonly endpoint: pulumi.Input<string>;
  /** Base64, as EKS gives it. */
  readonly certificateAuthority: pulumi.Input<string>;
  /** Group of every node and of the control plane. */
  readonly securityGroupId: pulumi.Input<string>;
  /** What must exist before anything can run in it, and be there until all of it is gone. */
  readonly ready: readonly pulumi.Resource[];
}

export interface KubeconfigArgs {
  readonly name: string;
  readonly endpoint: string;
  readonly certificateAuthority: string;
  readonly region: string;
  readonly profile?: string | undefined;
}

/**
 * A kubeconfig that asks the AWS CLI for a token at each use: a token written down would end after 15 minutes, and an
 * update takes longer.
 */
export function kubeconfig({ name, endpoint, certificateAuthority, region, profile }: KubeconfigArgs): string {
  const args = ["eks", "get-token", "--cluster-name", name, "--region", region, "--output", "json"];
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": name,
    contexts: [{ name, context: { cluster: name, user: name } }],
    clusters: [{ name, cluster: { server: endpoint, "certificate-authority-data": certificateAuthority } }],
    users: [
      {
        name,
        user: {
          exec: {
            apiVersion: "client.authentication.k8s.io/v1beta1",
            command: "aws",
            args: [...args, ...(profile === undefined ? [] : ["--profile", profile])],
            interactiveMode: "Never",
          },
        },
      },
    ],
  });
}
