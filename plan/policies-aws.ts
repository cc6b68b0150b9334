import type { PlannedResource } from "./plan";
import type { Rule } from "./policies";

/** Kinds of resources that AWS has no tags for. */
const untaggable = new Set([
  "aws:appautoscaling/policy:Policy",
  "aws:ec2/route:Route",
  "aws:ec2/routeTableAssociation:RouteTableAssociation",
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  "aws:kms/alias:Alias",
  "aws:msk/configuration:Configuration",
  "aws:msk/singleScramSecretAssociation:SingleScramSecretAssociation",
  "aws:secretsmanager/secretPolicy:SecretPolicy",
  "aws:secretsmanager/secretVersion:SecretVersion",
]);
const tagKeys = ["stack", "owner", "cost-centre"];
const everybody = ["0.0.0.0/0", "::/0"];

/** What stands at a path of the inputs; undefined where the path ends early. */
function at({ inputs }: PlannedResource, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null ? (value as Record<string | number, unknown>)[key] : undefined,
    inputs,
  );
}

/** A rule about one kind of resource: each entry names an input and whether its value is right. */
function inputs(type: string, ...expected: readonly [path: string, isRight: (value: unknown) => boolean][]) {
  return (resource: PlannedResource): string[] =>
    resource.type === type
      ? expected
          .filter(([path, isRight]) => !isRight(at(resource, ...path.split("."))))
          .map(([path]) => `${path} is ${JSON.stringify(at(resource, ...path.split("."))) ?? "missing"}`)
      : [];
}

const equals = (wanted: unknown) => (value: unknown) => value === wanted;
const isSet = (value: unknown) => value !== undefined && value !== "";
const notEverybody = (value: unknown) =>
  value === undefined || [value].flat().every((range) => typeof range === "string" && !everybody.includes(range));

function together(...checks: readonly Rule["problems"][]): Rule["problems"] {
  return (resource) => checks.flatMap((check) => check(resource));
}

interface Statement {
  readonly Effect?: string;
  readonly Action?: string | readonly string[];
  readonly NotAction?: unknown;
  readonly Resource?: string | readonly string[];
  readonly Principal?: unknown;
}

/** Statements of the policies that a resource carries as text. */
function statements(resource: PlannedResource): readonly Statement[] {
  return ["policy", "assumeRolePolicy"].flatMap((key) => {
    const text = at(resource, key);
    if (typeof text !== "string" || !text.startsWith("{")) return [];
    return (JSON.parse(text) as { Statement: Statement[] }).Statement;
  });
}

function wildcards(resource: PlannedResource): string[] {
  return statements(resource).flatMap(({ Effect, Action, NotAction, Resource, Principal }) => {
    if (Effect !== "Allow") return [];
    const actions = [Action ?? []].flat().filter((action) => action.includes("*"));
    const resources = [Resource ?? []].flat().filter((each) => each === "*");
    const open = Principal === "*" || JSON.stringify(Principal ?? "").includes('"*"');
    return [
      ...actions.map((action) => `allows ${action}`),
      ...resources.map(() => `allows ${[Action].flat().join(", ")} on everything`),
      ...(open ? ["allows it to everybody"] : []),
      ...(NotAction === undefined ? [] : ["allows all but some actions"]),
    ];
  });
}

/** AWS's own policies that are made for one job of one service, and whose rights were read. */
const knownManagedPolicies = [
  "AmazonEKSClusterPolicy",
  "AmazonEKSWorkerNodePolicy",
  "AmazonEC2ContainerRegistryPullOnly",
  "AmazonEKS_CNI_Policy",
  "service-role/AmazonEBSCSIDriverPolicy",
];
const isKnownPolicy = (arn: unknown) =>
  typeof arn === "string" && knownManagedPolicies.includes(arn.replace(/^arn:[\w-]+:iam::aws:policy\//, ""));

/** Ports that one rule may open: MSK's two of open monitoring are neighbours. */
const mostPorts = 2;

function portsOf(resource: PlannedResource): string[] {
  if (resource.type !== "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule") return [];
  const [from, to] = [at(resource, "fromPort"), at(resource, "toPort")];
  return typeof from === "number" && typeof to === "number" && to - from < mostPorts
    ? []
    : [`opens the ports ${JSON.stringify(from)} to ${JSON.stringify(to)}`];
}

const includesAll =
  (...wanted: readonly string[]) =>
  (value: unknown) =>
    Array.isArray(value) && wanted.every((each) => value.includes(each));

export const awsRules: readonly Rule[] = [
  {
    id: "tagged",
    reason: "who answers and who pays can be found for everything",
    problems: (resource) =>
      untaggable.has(resource.type)
        ? []
        : tagKeys.filter((key) => !isSet(at(resource, "tags", key))).map((key) => `has no tag ${key}`),
  },
  {
    id: "encrypted",
    reason: "whoever gets hold of a disk, a log or a packet reads nothing",
    problems: together(
      inputs(
        "aws:eks/cluster:Cluster",
        ["encryptionConfig.provider.keyArn", isSet],
        ["encryptionConfig.resources.0", equals("secrets")],
      ),
      inputs(
        "aws:msk/cluster:Cluster",
        ["encryptionInfo.encryptionAtRestKmsKeyArn", isSet],
        ["encryptionInfo.encryptionInTransit.clientBroker", equals("TLS")],
        ["encryptionInfo.encryptionInTransit.inCluster", equals(true)],
      ),
      inputs("aws:cloudwatch/logGroup:LogGroup", ["kmsKeyId", isSet]),
      inputs("aws:secretsmanager/secret:Secret", ["kmsKeyId", isSet]),
      inputs("aws:ec2/launchTemplate:LaunchTemplate", ["blockDeviceMappings.0.ebs.encrypted", equals("true")]),
      inputs("aws:kms/key:Key", ["enableKeyRotation", equals(true)]),
    ),
  },
  {
    id: "not-public",
    reason: "only those reach a part who have to",
    problems: together(
      inputs("aws:ec2/subnet:Subnet", ["mapPublicIpOnLaunch", equals(false)]),
      inputs(
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        ["cidrIpv4", notEverybody],
        ["cidrIpv6", notEverybody],
        ["ipProtocol", equals("tcp")],
      ),
      portsOf,
      inputs("aws:ec2/securityGroup:SecurityGroup", ["ingress", equals(undefined)]),
      inputs(
        "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
        ["ingress", equals(undefined)],
        ["egress", equals(undefined)],
      ),
      inputs(
        "aws:eks/cluster:Cluster",
        ["vpcConfig.endpointPrivateAccess", equals(true)],
        ["vpcConfig.publicAccessCidrs", notEverybody],
      ),
      // AWS's own default for a public endpoint is everybody.
      (resource) =>
        at(resource, "vpcConfig", "endpointPublicAccess") === true &&
        !isSet(at(resource, "vpcConfig", "publicAccessCidrs"))
          ? ["has a public endpoint for everybody"]
          : [],
      inputs(
        "aws:msk/cluster:Cluster",
        ["brokerNodeGroupInfo.connectivityInfo.publicAccess.type", equals("DISABLED")],
        ["clientAuthentication.unauthenticated", equals(false)],
      ),
      inputs(
        "aws:ec2/launchTemplate:LaunchTemplate",
        ["metadataOptions.httpTokens", equals("required")],
        ["metadataOptions.httpPutResponseHopLimit", equals(1)],
      ),
    ),
  },
  {
    id: "no-wildcards",
    reason: "rights are those that are needed, on what they are needed for",
    problems: together(
      wildcards,
      inputs("aws:iam/rolePolicyAttachment:RolePolicyAttachment", ["policyArn", isKnownPolicy]),
    ),
  },
  {
    id: "logged",
    reason: "what happened can be found out afterwards",
    problems: together(
      inputs("aws:eks/cluster:Cluster", ["enabledClusterLogTypes", includesAll("api", "audit", "authenticator")]),
      inputs(
        "aws:msk/cluster:Cluster",
        ["loggingInfo.brokerLogs.cloudwatchLogs.enabled", equals(true)],
        ["loggingInfo.brokerLogs.cloudwatchLogs.logGroup", isSet],
      ),
    ),
  },
  {
    id: "kept-by-intent",
    reason: "what costs money or holds data ends when somebody says so",
    problems: together(
      inputs("aws:cloudwatch/logGroup:LogGroup", ["retentionInDays", isSet]),
      inputs("aws:eks/cluster:Cluster", ["deletionProtection", equals(true)]),
      ({ type, protect }) => (type === "aws:msk/cluster:Cluster" && !protect ? ["is not protected"] : []),
    ),
  },
];
