/** Who may use a cluster, and what its pods may do: access-entries.html and pod-identities.html of EKS's user guide. */
import type { Problem } from "../rules";
import { arn, AwsError, digits, type ResourceModel } from "../model";
import { at, hasUnknown, text } from "../values";
import { roleToken } from "./iam";

export const clusterToken = "aws:eks/cluster:Cluster";

const accessEntry: ResourceModel = {
  operation: "EKS: CreateAccessEntry",
  identify: ({ clusterName, principalArn }) => `${text(clusterName)}:${text(principalArn)}`,
  references: { clusterName: clusterToken },
  defaults: { type: "STANDARD" },
  problems: ({ clusterName }, { store }) => {
    const mode = at(store.find(clusterToken, text(clusterName))?.outputs, "accessConfig.authenticationMode");
    return mode === "CONFIG_MAP"
      ? [{ property: "clusterName", reason: "The cluster's authentication mode must be API or API_AND_CONFIG_MAP" }]
      : [];
  },
  outputs: ({ id, inputs }, context) => ({
    accessEntryArn: arn(context, "eks", `access-entry/${digits(id, 32)}`),
    userName: inputs["userName"] ?? text(inputs["principalArn"]),
    kubernetesGroups: inputs["kubernetesGroups"] ?? [],
  }),
};

const accessPolicy: ResourceModel = {
  operation: "EKS: AssociateAccessPolicy",
  identify: ({ clusterName, principalArn, policyArn }) => [clusterName, principalArn, policyArn].map(text).join("#"),
  references: { clusterName: clusterToken },
  replaceOn: ["clusterName", "principalArn", "policyArn"],
  problems: ({ clusterName, principalArn, policyArn, accessScope }, { store }) => {
    const found: Problem[] = [];
    if (
      typeof policyArn === "string" &&
      !hasUnknown(policyArn) &&
      !/^arn:[\w-]+:eks::aws:cluster-access-policy\/\w+$/.test(policyArn)
    ) {
      found.push({ property: "policyArn", reason: `"${policyArn}" is no access policy of EKS` });
    }
    const type = at({ accessScope }, "accessScope.type");
    if (type !== undefined && type !== "cluster" && type !== "namespace") {
      found.push({ property: "accessScope.type", reason: "must be cluster or namespace" });
    }
    if (store.find(clusterToken, text(clusterName)) !== undefined) {
      const entry = store.get("aws:eks/accessEntry:AccessEntry", `${text(clusterName)}:${text(principalArn)}`);
      if (entry === undefined)
        throw new AwsError("ResourceNotFoundException", `There is no access entry for ${text(principalArn)}.`);
    }
    return found;
  },
  outputs: () => ({ associatedAt: "2026-01-01T00:00:00Z", modifiedAt: "2026-01-01T00:00:00Z" }),
};

const podIdentity: ResourceModel = {
  operation: "EKS: CreatePodIdentityAssociation",
  identify: ({ clusterName, namespace, serviceAccount }) =>
    `a-${digits([clusterName, namespace, serviceAccount].map(text).join("/"), 17)}`,
  references: { clusterName: clusterToken, roleArn: roleToken },
  outputs: ({ id, inputs }, context) => ({
    associationId: id,
    associationArn: arn(context, "eks", `podidentityassociation/${text(inputs["clusterName"])}/${id}`),
  }),
};

export const eksAccess: Readonly<Record<string, ResourceModel>> = {
  "aws:eks/accessEntry:AccessEntry": accessEntry,
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": accessPolicy,
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": podIdentity,
};
