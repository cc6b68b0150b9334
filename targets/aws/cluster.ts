import { LogGroup } from "@pulumi/aws/cloudwatch";
import { AccessEntry, AccessPolicyAssociation, Cluster } from "@pulumi/aws/eks";
import * as pulumi from "@pulumi/pulumi";
import type { NewCluster } from "../../config/aws-schema";
import { clusterAddOns, nodeAddOns, podIdentities } from "./add-ons";
import { tags, type AwsContext } from "./context";
import { encryptionKey } from "./encryption-key";
import type { KubernetesCluster } from "./kubernetes-cluster";
import type { NetworkPlace } from "./network";
import { nodeGroup } from "./node-group";
import { serviceRole } from "./roles";

export interface EksClusterArgs {
  readonly context: AwsContext;
  readonly cluster: NewCluster;
  readonly network: NetworkPlace;
}

/** Everything that the control plane can write. */
const logTypes = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

/** An EKS cluster with one group of nodes, its add-ons, and who may administer it. */
export class EksCluster extends pulumi.ComponentResource implements KubernetesCluster {
  readonly name: pulumi.Output<string>;
  readonly endpoint: pulumi.Output<string>;
  readonly certificateAuthority: pulumi.Output<string>;
  readonly securityGroupId: pulumi.Output<string>;
  readonly ready: readonly pulumi.Resource[];

  private readonly parent = { parent: this };

  constructor(
    private readonly label: string,
    private readonly args: EksClusterArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("acm:aws:EksCluster", label, {}, options);
    const { context, cluster, network } = args;
    const control = this.controlPlane();
    this.name = control.name;
    this.endpoint = control.endpoint;
    this.certificateAuthority = control.certificateAuthority.data;
    this.securityGroupId = control.vpcConfig.clusterSecurityGroupId;

    const parts = { context, cluster, clusterName: control.name, parent: this };
    const identities = podIdentities(parts);
    const first = nodeAddOns(parts, identities);
    const nodes = nodeGroup({ ...parts, subnetIds: network.privateSubnetIds }, [
      ...first,
      ...identities,
      ...network.ready,
    ]);
    const addOns = clusterAddOns(parts, [nodes]);
    this.ready = [nodes, ...addOns, ...this.administrators(control)];
    this.registerOutputs({ name: this.name, endpoint: this.endpoint });
  }

  private controlPlane(): Cluster {
    const { context, cluster, network } = this.args;
    const { settings } = context;
    const key = encryptionKey(context, "cluster", "Secrets of Kubernetes and logs of its control plane", this.parent);
    const role = serviceRole(
      {
        context,
        name: "cluster",
        description: "Control plane of EKS",
        service: "eks.amazonaws.com",
        managedPolicies: ["AmazonEKSClusterPolicy"],
        statements: key.arn.apply((arn) => [
          {
            Effect: "Allow" as const,
            Action: ["kms:Encrypt", "kms:Decrypt", "kms:ListGrants", "kms:DescribeKey"],
            Resource: arn,
          },
        ]),
      },
      this.parent,
    );
    const logs = new LogGroup(
      `${this.label}-logs`,
      {
        // EKS writes to this name and would make the group itself, without an end to what it keeps.
        name: `/aws/eks/${settings.name}/cluster`,
        retentionInDays: cluster.logRetentionDays,
        kmsKeyId: key.arn,
        tags: tags(context, "cluster-logs"),
      },
      this.parent,
    );
    const isPublic = cluster.publicAccessCidrs.length > 0;
    return new Cluster(
      this.label,
      {
        name: settings.name,
        version: cluster.version,
        roleArn: role.arn,
        accessConfig: {
          // Access entries, which IAM knows about; a ConfigMap that is lost locks everybody out.
          authenticationMode: "API",
          // Otherwise the very program that makes the cluster could put nothing in it.
          bootstrapClusterCreatorAdminPermissions: true,
        },
        // The add-ons below are these, in versions that the stack file decides.
        bootstrapSelfManagedAddons: false,
        deletionProtection: settings.protectData,
        enabledClusterLogTypes: logTypes,
        encryptionConfig: { provider: { keyArn: key.arn }, resources: ["secrets"] },
        kubernetesNetworkConfig: { ipFamily: "ipv4", serviceIpv4Cidr: cluster.serviceCidr },
        upgradePolicy: { supportType: "STANDARD" },
        vpcConfig: {
          subnetIds: network.privateSubnetIds,
          endpointPrivateAccess: true,
          endpointPublicAccess: isPublic,
          ...(isPublic ? { publicAccessCidrs: [...cluster.publicAccessCidrs] } : {}),
        },
        tags: tags(context, "cluster"),
      },
      // Without its rights the control plane cannot be made, nor remove what it made when it is deleted.
      { ...this.parent, dependsOn: [logs, ...role.rights] },
    );
  }

  private administrators(control: Cluster): pulumi.Resource[] {
    const { context, cluster } = this.args;
    return cluster.administrators.map((principalArn, index) => {
      const entry = new AccessEntry(
        `${this.label}-administrator-${index}`,
        { clusterName: control.name, principalArn, type: "STANDARD", tags: tags(context, `administrator-${index}`) },
        this.parent,
      );
      return new AccessPolicyAssociation(
        `${this.label}-administrator-${index}-rights`,
        {
          clusterName: control.name,
          principalArn: entry.principalArn,
          policyArn: `arn:${context.partition}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy`,
          accessScope: { type: "cluster" },
        },
        this.parent,
      );
    });
  }
}
