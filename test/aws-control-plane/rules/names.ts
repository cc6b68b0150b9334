/**
 * Where @pulumi/aws (which follows Terraform) names a property otherwise than AWS does. Properties whose names differ
 * only in case or in a plural "s" need no entry. Written from the documentation of both, never from a program.
 */

/** Pulumi path → path in the CloudFormation schema; null: AWS's schema has no such property in this form. */
export type Names = Readonly<Record<string, string | null>>;

const always: Names = { tags: null, region: null };

const rule: Names = {
  cidrIpv4: "CidrIp",
  securityGroupId: "GroupId",
  prefixListId: "SourcePrefixListId",
  referencedSecurityGroupId: "SourceSecurityGroupId",
};

const byType: Readonly<Record<string, Names>> = {
  "aws:ec2/securityGroup:SecurityGroup": {
    description: "GroupDescription",
    name: "GroupName",
    ingress: null,
    egress: null,
  },
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": rule,
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": {
    ...rule,
    prefixListId: "DestinationPrefixListId",
    referencedSecurityGroupId: "DestinationSecurityGroupId",
  },
  "aws:ec2/routeTable:RouteTable": { routes: null },
  "aws:ec2/vpcEndpoint:VpcEndpoint": { policy: "PolicyDocument" },
  "aws:ec2/launchTemplate:LaunchTemplate": {
    name: "LaunchTemplateName",
    description: "VersionDescription",
    tagSpecifications: null,
    blockDeviceMappings: "LaunchTemplateData/BlockDeviceMappings",
    metadataOptions: "LaunchTemplateData/MetadataOptions",
    monitoring: "LaunchTemplateData/Monitoring",
    instanceType: "LaunchTemplateData/InstanceType",
    imageId: "LaunchTemplateData/ImageId",
    userData: "LaunchTemplateData/UserData",
    keyName: "LaunchTemplateData/KeyName",
    vpcSecurityGroupIds: "LaunchTemplateData/SecurityGroupIds",
  },
  "aws:iam/role:Role": { name: "RoleName", assumeRolePolicy: "AssumeRolePolicyDocument", inlinePolicies: null },
  "aws:iam/policy:Policy": { name: "ManagedPolicyName", policy: "PolicyDocument" },
  "aws:iam/rolePolicy:RolePolicy": { name: "PolicyName", policy: "PolicyDocument", role: "RoleName" },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": { role: "RoleName" },
  "aws:kms/key:Key": {
    policy: "KeyPolicy",
    deletionWindowInDays: "PendingWindowInDays",
    isEnabled: "Enabled",
    customerMasterKeySpec: "KeySpec",
  },
  "aws:kms/alias:Alias": { name: "AliasName" },
  "aws:cloudwatch/logGroup:LogGroup": { name: "LogGroupName" },
  "aws:eks/cluster:Cluster": { vpcConfig: "ResourcesVpcConfig", enabledClusterLogTypes: null },
  "aws:eks/nodeGroup:NodeGroup": { subnetIds: "Subnets", nodeRoleArn: "NodeRole" },
  "aws:eks/addon:Addon": { resolveConflictsOnCreate: "ResolveConflicts", preserve: "PreserveOnDelete" },
  "aws:msk/cluster:Cluster": {
    "brokerNodeGroupInfo.azDistribution": "BrokerNodeGroupInfo/BrokerAZDistribution",
    "encryptionInfo.encryptionAtRestKmsKeyArn": "EncryptionInfo/EncryptionAtRest/DataVolumeKMSKeyId",
    "clientAuthentication.sasl.scram": "ClientAuthentication/Sasl/Scram/Enabled",
    "clientAuthentication.sasl.iam": "ClientAuthentication/Sasl/Iam/Enabled",
    "clientAuthentication.unauthenticated": "ClientAuthentication/Unauthenticated/Enabled",
    "clientAuthentication.tls": null,
    "brokerNodeGroupInfo.connectivityInfo.vpcConnectivity": null,
  },
  "aws:msk/configuration:Configuration": { kafkaVersions: "KafkaVersionsList" },
  "aws:secretsmanager/secret:Secret": { policy: null, replicas: null },
  "aws:secretsmanager/secretPolicy:SecretPolicy": { policy: "ResourcePolicy", secretArn: "SecretId" },
  "aws:appautoscaling/policy:Policy": { name: "PolicyName" },
};

/** The entries of a type, those of every type among them. */
export function namesOf(token: string): Names {
  return { ...always, ...byType[token] };
}

const plain = (name: string) => name.toLowerCase();
const singular = (name: string) => name.replace(/ies$/, "y").replace(/s$/, "");

/** The candidate that a name of @pulumi/aws stands for; undefined when there is none. */
export function matching(name: string, candidates: readonly string[]): string | undefined {
  return (
    candidates.find((candidate) => plain(candidate) === plain(name)) ??
    candidates.find((candidate) => singular(plain(candidate)) === singular(plain(name)))
  );
}
