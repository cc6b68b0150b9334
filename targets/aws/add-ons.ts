import { Addon, PodIdentityAssociation } from "@pulumi/aws/eks";
import type * as pulumi from "@pulumi/pulumi";
import { addOnVersions, type AddOnVersions } from "../../config/aws-facts";
import type { NewCluster } from "../../config/aws-schema";
import { tags, type AwsContext } from "./context";
import { podIdentity, serviceRole } from "./roles";

export interface ClusterPart {
  readonly context: AwsContext;
  readonly cluster: NewCluster;
  readonly clusterName: pulumi.Input<string>;
  readonly parent: pulumi.Resource;
}

/** Rights of the add-ons that call AWS. The nodes' own role has none of them, so that no other pod has. */
export function podIdentities(part: ClusterPart): PodIdentityAssociation[] {
  return [
    addOnIdentity(part, "vpc-cni", "aws-node", "AmazonEKS_CNI_Policy", "Gives pods addresses of the VPC"),
    addOnIdentity(
      part,
      "ebs-csi",
      "ebs-csi-controller-sa",
      "service-role/AmazonEBSCSIDriverPolicy",
      "Makes and removes the volumes of claims",
    ),
  ];
}

function addOnIdentity(
  { context, clusterName, parent }: ClusterPart,
  name: string,
  serviceAccount: string,
  policy: string,
  description: string,
): PodIdentityAssociation {
  const role = serviceRole({ context, name, description, service: podIdentity, managedPolicies: [policy] }, { parent });
  return new PodIdentityAssociation(
    `${name}-identity`,
    { clusterName, namespace: "kube-system", serviceAccount, roleArn: role.arn, tags: tags(context, name) },
    { parent, dependsOn: [...role.rights] },
  );
}

/** What a node needs to become ready; made before there is one. */
export function nodeAddOns(part: ClusterPart, identities: readonly pulumi.Resource[]): Addon[] {
  return [
    addOn(part, "vpc-cni", "vpcCni", identities, { enableNetworkPolicy: "true" }),
    addOn(part, "kube-proxy", "kubeProxy", []),
    addOn(part, "eks-pod-identity-agent", "podIdentityAgent", []),
  ];
}

/** What runs on nodes like any other workload: EKS reports it active only once there are some. */
export function clusterAddOns(part: ClusterPart, nodes: readonly pulumi.Resource[]): Addon[] {
  return [
    addOn(part, "coredns", "coredns", nodes),
    addOn(part, "aws-ebs-csi-driver", "ebsCsiDriver", nodes),
    addOn(part, "metrics-server", "metricsServer", nodes),
  ];
}

function addOn(
  { context, cluster, clusterName, parent }: ClusterPart,
  addonName: string,
  key: keyof AddOnVersions,
  dependsOn: readonly pulumi.Resource[],
  configuration?: Readonly<Record<string, string>>,
): Addon {
  const addonVersion = cluster.addOns[key] ?? addOnVersions[cluster.version]?.[key];
  if (addonVersion === undefined) throw new TypeError(`no version of ${addonName} for Kubernetes ${cluster.version}`);
  return new Addon(
    addonName,
    {
      clusterName,
      addonName,
      addonVersion,
      ...(configuration === undefined ? {} : { configurationValues: JSON.stringify(configuration) }),
      resolveConflictsOnCreate: "OVERWRITE",
      resolveConflictsOnUpdate: "PRESERVE",
      // Its pods stay until the nodes go: volumes of a namespace that has just been deleted are removed in that time.
      ...(addonName === "aws-ebs-csi-driver" ? { preserve: true } : {}),
      tags: tags(context, addonName),
    },
    { parent, dependsOn: [...dependsOn] },
  );
}
