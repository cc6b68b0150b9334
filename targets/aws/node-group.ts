import { LaunchTemplate } from "@pulumi/aws/ec2";
import { NodeGroup } from "@pulumi/aws/eks";
import type * as pulumi from "@pulumi/pulumi";
import { architectureOf } from "../../config/aws-facts";
import type { ClusterPart } from "./add-ons";
import { tags } from "./context";
import { serviceRole } from "./roles";

export interface NodeGroupArgs extends ClusterPart {
  readonly subnetIds: pulumi.Input<string>[];
}

const machineImages = { amd64: "AL2023_x86_64_STANDARD", arm64: "AL2023_ARM_64_STANDARD" } as const;

/** The nodes: managed by EKS, with encrypted disks, and metadata that no pod can read. */
export function nodeGroup(
  { context, cluster, clusterName, parent, subnetIds }: NodeGroupArgs,
  dependsOn: readonly pulumi.Resource[],
): NodeGroup {
  const { settings } = context;
  const { nodes } = cluster;
  const role = serviceRole(
    {
      context,
      name: "node",
      description: "Nodes of EKS: join the cluster and pull images",
      service: "ec2.amazonaws.com",
      managedPolicies: ["AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"],
    },
    { parent },
  );
  const nodeTags = tags(context, "node");
  const template = new LaunchTemplate(
    "node-template",
    {
      name: `${settings.name}-node`,
      description: "Disk, metadata and tags of the nodes",
      updateDefaultVersion: true,
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: { volumeSize: nodes.diskGib, volumeType: "gp3", encrypted: "true", deleteOnTermination: "true" },
        },
      ],
      // One hop does not reach into a pod's network: pods have their own rights or none.
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      tagSpecifications: ["instance", "volume", "network-interface"].map((resourceType) => ({
        resourceType,
        tags: nodeTags,
      })),
      tags: nodeTags,
    },
    { parent },
  );
  const [firstType = ""] = nodes.instanceTypes;
  return new NodeGroup(
    "nodes",
    {
      clusterName,
      nodeGroupName: `${settings.name}-nodes`,
      nodeRoleArn: role.arn,
      subnetIds,
      version: cluster.version,
      amiType: machineImages[architectureOf(firstType)],
      instanceTypes: [...nodes.instanceTypes],
      capacityType: "ON_DEMAND",
      launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },
      scalingConfig: { minSize: nodes.minimum, desiredSize: nodes.desired, maxSize: nodes.maximum },
      updateConfig: { maxUnavailable: 1 },
      nodeRepairConfig: { enabled: true },
      tags: nodeTags,
    },
    { parent, dependsOn: [...role.rights, ...dependsOn] },
  );
}
