/** Kubernetes clusters: https://docs.aws.amazon.com/eks/latest/userguide/ and its API reference. */
import type { Problem } from "../rules";
import { arn, AwsError, digits, named, type ResourceModel } from "../model";
import { at, hasUnknown, text, texts, type Properties } from "../values";
import { clusterToken } from "./eks-access";
import { roleToken } from "./iam";
import { keyToken } from "./secrets";

const subnetToken = "aws:ec2/subnet:Subnet";
const groupToken = "aws:ec2/securityGroup:SecurityGroup";
const nodeGroupToken = "aws:eks/nodeGroup:NodeGroup";

/** https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html, standard and extended support. */
export const kubernetesVersions = ["1.30", "1.31", "1.32", "1.33", "1.34", "1.35"] as const;

/** add-ons.html: the add-ons of AWS, and community add-ons that it builds. */
const addons = [
  "vpc-cni",
  "coredns",
  "kube-proxy",
  "eks-pod-identity-agent",
  "aws-ebs-csi-driver",
  "aws-efs-csi-driver",
  "snapshot-controller",
  "eks-node-monitoring-agent",
  "amazon-cloudwatch-observability",
  "metrics-server",
  "kube-state-metrics",
  "prometheus-node-exporter",
  "cert-manager",
  "external-dns",
];

const held = (what: string) => (_: string, holder: string) =>
  new AwsError("ResourceInUseException", `${what} (${holder})`);

function versionProblems(inputs: Properties, before: Properties | undefined): Problem[] {
  const version = inputs["version"];
  if (typeof version !== "string" || hasUnknown(version)) return [];
  const known: readonly string[] = kubernetesVersions;
  if (!known.includes(version)) {
    return [{ property: "version", reason: `unsupported Kubernetes version ${version}; EKS has ${known.join(", ")}` }];
  }
  const running = text(before?.["version"]);
  const step = known.indexOf(version) - known.indexOf(running);
  return running === "" || step === 0 || step === 1
    ? []
    : [{ property: "version", reason: `Unsupported Kubernetes minor version update from ${running} to ${version}` }];
}

const cluster: ResourceModel = {
  operation: "EKS: CreateCluster",
  identify: named("name"),
  unique: "name",
  references: {
    roleArn: roleToken,
    "vpcConfig.subnetIds": subnetToken,
    "vpcConfig.securityGroupIds": groupToken,
    "encryptionConfig.provider.keyArn": keyToken,
  },
  outputsWithin: { vpcConfig: ["clusterSecurityGroupId", "vpcId"] },
  waits: { what: "EKS Cluster", pending: "CREATING", active: "ACTIVE", timeout: "30m0s" },
  heldBy: { types: [nodeGroupToken], error: held("Cluster has nodegroups attached") },
  problems: (inputs, { store }, before) => {
    const found = versionProblems(inputs, before);
    const subnets = at(inputs, "vpcConfig.subnetIds");
    if (Array.isArray(subnets) && !hasUnknown(subnets)) {
      const zones = texts(subnets).map((id) => store.find(subnetToken, id)?.outputs["availabilityZone"]);
      if (zones.length > 0 && !zones.includes(undefined) && new Set(zones).size < 2) {
        found.push({
          property: "vpcConfig.subnetIds",
          reason: "Subnets specified must be in at least two different AZs",
        });
      }
    }
    if (
      at(inputs, "vpcConfig.endpointPublicAccess") === false &&
      at(inputs, "vpcConfig.endpointPrivateAccess") !== true
    ) {
      found.push({ property: "vpcConfig", reason: "Private and public endpoint access cannot both be false" });
    }
    const mode = at(inputs, "accessConfig.authenticationMode");
    const bootstrap = at(inputs, "accessConfig.bootstrapClusterCreatorAdminPermissions");
    // terraform-aws-eks#3026: nobody could enter such a cluster.
    if (mode === "CONFIG_MAP" && bootstrap === false) {
      found.push({ property: "accessConfig", reason: "CONFIG_MAP needs bootstrapClusterCreatorAdminPermissions true" });
    }
    return found;
  },
  outputs: ({ id, inputs, before }, context) => {
    const { endpoint, certificateAuthority } = context.planes.kubernetes(id, context.region);
    const vpcConfig = inputs["vpcConfig"] as Properties;
    const subnet = context.store.find(subnetToken, texts(vpcConfig["subnetIds"])[0] ?? "");
    return {
      arn: arn(context, "eks", `cluster/${id}`),
      clusterId: "",
      endpoint,
      certificateAuthority: { data: certificateAuthority },
      status: "ACTIVE",
      platformVersion: "eks.1",
      version: inputs["version"] ?? kubernetesVersions.at(-1),
      createdAt: before["createdAt"] ?? "2026-01-01T00:00:00Z",
      deletionProtection: inputs["deletionProtection"] ?? false,
      identities: [
        { oidcs: [{ issuer: `https://oidc.eks.${context.region}.amazonaws.com/id/${digits(id, 32).toUpperCase()}` }] },
      ],
      vpcConfig: {
        endpointPrivateAccess: false,
        endpointPublicAccess: true,
        publicAccessCidrs: ["0.0.0.0/0"],
        securityGroupIds: [],
        ...vpcConfig,
        clusterSecurityGroupId: `sg-0${digits(`${id}-cluster`, 16)}`,
        vpcId: subnet?.outputs["vpcId"] ?? "",
      },
      accessConfig: {
        authenticationMode: "CONFIG_MAP",
        bootstrapClusterCreatorAdminPermissions: true,
        ...(inputs["accessConfig"] as Properties),
      },
      kubernetesNetworkConfig: {
        ipFamily: "ipv4",
        serviceIpv4Cidr: "172.20.0.0/16",
        ...(inputs["kubernetesNetworkConfig"] as Properties),
      },
      upgradePolicy: { supportType: "EXTENDED", ...(inputs["upgradePolicy"] as Properties) },
    };
  },
};

const nodeGroup: ResourceModel = {
  operation: "EKS: CreateNodegroup",
  identify: ({ clusterName, nodeGroupName }) => `${text(clusterName)}:${text(nodeGroupName)}`,
  references: {
    clusterName: clusterToken,
    nodeRoleArn: roleToken,
    subnetIds: subnetToken,
    "launchTemplate.id": "aws:ec2/launchTemplate:LaunchTemplate",
  },
  waits: { what: "EKS Node Group", pending: "CREATING", active: "ACTIVE", timeout: "1h0m0s" },
  problems: (inputs) => {
    const size = (name: string) => Number(at(inputs, `scalingConfig.${name}`));
    const [minimum, desired, maximum] = [size("minSize"), size("desiredSize"), size("maxSize")];
    const found: Problem[] = [];
    if (minimum > maximum)
      found.push({ property: "scalingConfig", reason: `minSize ${minimum} is above maxSize ${maximum}` });
    if (desired < minimum || desired > maximum) {
      found.push({ property: "scalingConfig", reason: `desiredSize ${desired} is not between minSize and maxSize` });
    }
    if (inputs["launchTemplate"] !== undefined && inputs["diskSize"] !== undefined) {
      found.push({ property: "diskSize", reason: "Disk size must be specified within the launch template" });
    }
    return found;
  },
  outputs: ({ id, inputs }, context) => ({
    arn: arn(context, "eks", `nodegroup/${id.replace(":", "/")}/${digits(id, 8)}`),
    status: "ACTIVE",
    amiType: inputs["amiType"] ?? "AL2023_x86_64_STANDARD",
    capacityType: inputs["capacityType"] ?? "ON_DEMAND",
    diskSize: inputs["diskSize"] ?? 0,
    instanceTypes: inputs["instanceTypes"] ?? ["t3.medium"],
    version:
      inputs["version"] ?? context.store.find(clusterToken, text(inputs["clusterName"]))?.outputs["version"] ?? "",
    releaseVersion: inputs["releaseVersion"] ?? "1.0.0-20260101",
    updateConfig: inputs["updateConfig"] ?? { maxUnavailable: 1 },
    resources: [{ autoscalingGroups: [{ name: `eks-${id.replace(":", "-")}` }] }],
  }),
};

const addon: ResourceModel = {
  operation: "EKS: CreateAddon",
  identify: ({ clusterName, addonName }) => `${text(clusterName)}:${text(addonName)}`,
  references: {
    clusterName: clusterToken,
    serviceAccountRoleArn: roleToken,
    "podIdentityAssociations.roleArn": roleToken,
  },
  waits: { what: "EKS Add-On", pending: "CREATING", active: "ACTIVE", timeout: "20m0s" },
  problems: ({ addonName, addonVersion, configurationValues }) => [
    ...(typeof addonName !== "string" || hasUnknown(addonName) || addons.includes(addonName)
      ? []
      : [{ property: "addonName", reason: `Addon ${addonName} specified is not supported` }]),
    ...(typeof addonVersion !== "string" ||
    hasUnknown(addonVersion) ||
    /^v\d+\.\d+\.\d+-eksbuild\.\d+$/.test(addonVersion)
      ? []
      : [{ property: "addonVersion", reason: `"${addonVersion}" is no version such as v1.2.3-eksbuild.1` }]),
    ...(typeof configurationValues !== "string" || hasUnknown(configurationValues) || isJson(configurationValues)
      ? []
      : [{ property: "configurationValues", reason: "is not JSON" }]),
  ],
  outputs: ({ id, inputs }, context) => ({
    arn: arn(context, "eks", `addon/${id.replace(":", "/")}/${digits(id, 8)}`),
    addonVersion: inputs["addonVersion"] ?? "v1.0.0-eksbuild.1",
    configurationValues: inputs["configurationValues"] ?? "",
  }),
};

function isJson(value: string): boolean {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}

export const eks: Readonly<Record<string, ResourceModel>> = {
  [clusterToken]: cluster,
  [nodeGroupToken]: nodeGroup,
  "aws:eks/addon:Addon": addon,
};
