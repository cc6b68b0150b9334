import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { apiVersions } from "../config/versions";
import { lagMetric } from "./prometheus-adapter-config";
import type { ImagePull } from "./registry-credentials";
import { labels } from "./workload";

export interface MetricsApiRightsArgs {
  readonly namespace: pulumi.Input<string>;
  /** Name of the part that serves the API; its account is called so. */
  readonly part: string;
  /** Of its account. */
  readonly imagePull: ImagePull;
}

/** The account of Kubernetes' autoscaler (kube-controller-manager --use-service-account-credentials). */
const autoscalerAccount = { kind: "ServiceAccount", name: "horizontal-pod-autoscaler", namespace: "kube-system" };
const rbac = "rbac.authorization.k8s.io";

/**
 * What an aggregated API needs and no more: to ask the API server who somebody is and what they may do, and to read
 * which authority signs the API server's own requests. It reads no object of the cluster. The autoscaler in turn may
 * read the one metric in the one namespace.
 */
export class MetricsApiRights extends pulumi.ComponentResource {
  readonly serviceAccountName: pulumi.Output<string>;

  constructor(name: string, args: MetricsApiRightsArgs, options?: pulumi.ComponentResourceOptions) {
    super("acm:kubernetes:MetricsApiRights", name, {}, options);
    const { namespace, part, imagePull } = args;
    const parent = { parent: this };
    const metadata = { name: part, namespace, labels: labels(part) };
    const account = new kubernetes.core.v1.ServiceAccount(`${name}-account`, { metadata, ...imagePull }, parent);
    const subjects = [{ kind: "ServiceAccount", name: account.metadata.name, namespace }];
    // Names outside of the stack's namespace carry it, so that they meet nobody else's.
    const global = pulumi.interpolate`${namespace}-${part}`;
    new kubernetes.rbac.v1.ClusterRoleBinding(
      `${name}-delegator`,
      {
        metadata: { name: global, labels: labels(part) },
        roleRef: { apiGroup: rbac, kind: "ClusterRole", name: "system:auth-delegator" },
        subjects,
      },
      parent,
    );
    new kubernetes.rbac.v1.RoleBinding(
      `${name}-authentication-reader`,
      {
        metadata: { name: global, namespace: "kube-system", labels: labels(part) },
        roleRef: { apiGroup: rbac, kind: "Role", name: "extension-apiserver-authentication-reader" },
        subjects,
      },
      parent,
    );
    const role = new kubernetes.rbac.v1.Role(
      `${name}-lag-reader`,
      {
        metadata: { ...metadata, name: `${part}-lag-reader` },
        rules: [
          {
            apiGroups: [apiVersions.customMetrics.split("/")[0] ?? ""],
            resources: [`services/${lagMetric}`],
            verbs: ["get"],
          },
        ],
      },
      parent,
    );
    new kubernetes.rbac.v1.RoleBinding(
      `${name}-autoscaler`,
      {
        metadata: { ...metadata, name: `${part}-lag-reader` },
        roleRef: { apiGroup: rbac, kind: "Role", name: role.metadata.name },
        subjects: [autoscalerAccount],
      },
      parent,
    );
    this.serviceAccountName = account.metadata.name;
    this.registerOutputs({});
  }
}
