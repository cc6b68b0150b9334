/** Networks: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html and subnet-sizing.html. */
import type { Problem } from "../rules";
import { arn, AwsError, digits, newId, type ResourceModel } from "../model";
import { hasUnknown, text, type Properties } from "../values";
import { contains, isAligned, overlaps, parseNetwork } from "./ipv4";

const violation = (kind: string) => (id: string, holder: string) =>
  new AwsError("DependencyViolation", `The ${kind} '${id}' has dependencies and cannot be deleted: ${holder}.`);

/** The size rules of VPCs and subnets: /16 to /28, at its own boundary. */
function sizeProblems(inputs: Properties): Problem[] {
  const cidr = inputs["cidrBlock"];
  if (typeof cidr !== "string" || hasUnknown(cidr)) return [];
  const network = parseNetwork(cidr);
  if (network === undefined) return [{ property: "cidrBlock", reason: `is not a network in CIDR notation: "${cidr}"` }];
  if (network.prefix < 16 || network.prefix > 28) {
    return [{ property: "cidrBlock", reason: `must have a netmask from /16 to /28 (now "${cidr}")` }];
  }
  return isAligned(cidr) ? [] : [{ property: "cidrBlock", reason: `"${cidr}" does not begin at its own boundary` }];
}

const vpcToken = "aws:ec2/vpc:Vpc";
const subnetToken = "aws:ec2/subnet:Subnet";
const groupToken = "aws:ec2/securityGroup:SecurityGroup";
const routeTableToken = "aws:ec2/routeTable:RouteTable";
const eipToken = "aws:ec2/eip:Eip";
const natToken = "aws:ec2/natGateway:NatGateway";
const gatewayToken = "aws:ec2/internetGateway:InternetGateway";
const endpointToken = "aws:ec2/vpcEndpoint:VpcEndpoint";
const eksToken = "aws:eks/cluster:Cluster";
const mskToken = "aws:msk/cluster:Cluster";
const ingressToken = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const egressToken = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

const vpc: ResourceModel = {
  operation: "EC2: CreateVpc",
  identify: newId("vpc"),
  defaults: { enableDnsSupport: true, enableDnsHostnames: false, instanceTenancy: "default" },
  problems: sizeProblems,
  heldBy: { types: [subnetToken, groupToken, gatewayToken, routeTableToken, endpointToken], error: violation("vpc") },
  outputs: ({ id }, context) => ({
    arn: arn(context, "ec2", `vpc/${id}`),
    ownerId: context.account,
    defaultSecurityGroupId: `sg-0${digits(id, 16)}`,
    defaultNetworkAclId: `acl-0${digits(id, 16)}`,
    defaultRouteTableId: `rtb-0${digits(id, 16)}`,
    mainRouteTableId: `rtb-0${digits(id, 16)}`,
    dhcpOptionsId: `dopt-0${digits(context.region, 16)}`,
  }),
};

const subnet: ResourceModel = {
  operation: "EC2: CreateSubnet",
  identify: newId("subnet"),
  references: { vpcId: vpcToken },
  defaults: { mapPublicIpOnLaunch: false, assignIpv6AddressOnCreation: false },
  heldBy: {
    types: [natToken, endpointToken, eksToken, "aws:eks/nodeGroup:NodeGroup", mskToken],
    error: violation("subnet"),
  },
  problems: (inputs, { store, region }) => {
    const cidr = text(inputs["cidrBlock"]);
    const outer = store.find(vpcToken, text(inputs["vpcId"]))?.outputs["cidrBlock"];
    const zone = text(inputs["availabilityZone"]);
    const found = sizeProblems(inputs);
    if (typeof outer === "string" && found.length === 0 && !contains(outer, cidr)) {
      found.push({ property: "cidrBlock", reason: `"${cidr}" is not inside its VPC's "${outer}"` });
    }
    if (zone !== "" && !hasUnknown(zone) && !new RegExp(`^${region}[a-f]$`).test(zone)) {
      found.push({ property: "availabilityZone", reason: `"${zone}" is no zone of ${region}` });
    }
    const other = store
      .of(subnetToken)
      .find(({ inputs: one }) => one["vpcId"] === inputs["vpcId"] && overlaps(text(one["cidrBlock"]), cidr));
    if (other !== undefined) {
      throw new AwsError("InvalidSubnet.Conflict", `The CIDR '${cidr}' conflicts with another subnet (${other.id})`);
    }
    return found;
  },
  outputs: ({ id, inputs }, context) => ({
    arn: arn(context, "ec2", `subnet/${id}`),
    ownerId: context.account,
    availabilityZone: inputs["availabilityZone"] ?? `${context.region}a`,
    availabilityZoneId: `${context.region.slice(0, 4).replace("-", "")}-az1`,
    privateDnsHostnameTypeOnLaunch: "ip-name",
  }),
};

const gateway: ResourceModel = {
  operation: "EC2: CreateInternetGateway",
  identify: newId("igw"),
  references: { vpcId: vpcToken },
  outputs: ({ id }, context) => ({
    arn: arn(context, "ec2", `internet-gateway/${id}`),
    ownerId: context.account,
  }),
};

const eip: ResourceModel = {
  operation: "EC2: AllocateAddress",
  identify: newId("eipalloc"),
  defaults: { domain: "vpc" },
  heldBy: {
    types: [natToken],
    error: (id, holder) => new AwsError("InvalidIPAddress.InUse", `The address '${id}' is in use by ${holder}.`),
  },
  outputs: ({ id }, context) => {
    // TEST-NET-3 (RFC 5737): addresses that belong to nobody.
    const publicIp = `203.0.113.${(parseInt(digits(id, 4), 16) % 254) + 1}`;
    return {
      allocationId: id,
      publicIp,
      publicDns: `ec2-${publicIp.replaceAll(".", "-")}.${context.region}.compute.amazonaws.com`,
      arn: arn(context, "ec2", `elastic-ip/${id}`),
    };
  },
};

const nat: ResourceModel = {
  operation: "EC2: CreateNatGateway",
  identify: newId("nat"),
  references: { subnetId: subnetToken, allocationId: eipToken },
  defaults: { connectivityType: "public" },
  heldBy: { types: [], error: violation("nat gateway") },
  outputs: ({ id, inputs }, { store }) => ({
    networkInterfaceId: `eni-0${digits(id, 16)}`,
    privateIp: "10.0.0.10",
    publicIp: store.find(eipToken, text(inputs["allocationId"]))?.outputs["publicIp"] ?? "",
    associationId: `eipassoc-0${digits(id, 16)}`,
  }),
};

const routeTable: ResourceModel = {
  operation: "EC2: CreateRouteTable",
  identify: newId("rtb"),
  references: { vpcId: vpcToken },
  heldBy: { types: ["aws:ec2/routeTableAssociation:RouteTableAssociation"], error: violation("routeTable") },
  outputs: ({ id }, context) => ({ arn: arn(context, "ec2", `route-table/${id}`), ownerId: context.account }),
};

const route: ResourceModel = {
  operation: "EC2: CreateRoute",
  identify: ({ routeTableId, destinationCidrBlock }) =>
    `r-${text(routeTableId)}${parseInt(digits(text(destinationCidrBlock), 7), 16)}`,
  references: { routeTableId: routeTableToken, gatewayId: gatewayToken, natGatewayId: natToken },
  outputs: () => ({ origin: "CreateRoute", state: "active" }),
};

const association: ResourceModel = {
  operation: "EC2: AssociateRouteTable",
  identify: newId("rtbassoc"),
  references: { routeTableId: routeTableToken, subnetId: subnetToken },
  updatable: ["routeTableId"],
};

const endpoint: ResourceModel = {
  operation: "EC2: CreateVpcEndpoint",
  identify: newId("vpce"),
  references: { vpcId: vpcToken, routeTableIds: routeTableToken, subnetIds: subnetToken, securityGroupIds: groupToken },
  defaults: { vpcEndpointType: "Gateway" },
  problems: ({ serviceName }, { region }) =>
    typeof serviceName !== "string" || hasUnknown(serviceName) || serviceName.startsWith(`com.amazonaws.${region}.`)
      ? []
      : [{ property: "serviceName", reason: `"${serviceName}" is no service of ${region}` }],
  outputs: ({ id }, context) => ({
    arn: arn(context, "ec2", `vpc-endpoint/${id}`),
    ownerId: context.account,
    state: "available",
    prefixListId: `pl-${digits(context.region, 8)}`,
    policy: "{}",
  }),
};

const group: ResourceModel = {
  operation: "EC2: CreateSecurityGroup",
  identify: newId("sg"),
  references: { vpcId: vpcToken },
  defaults: { description: "Managed by Pulumi" },
  heldBy: {
    types: [ingressToken, egressToken, eksToken, mskToken, endpointToken, "aws:ec2/launchTemplate:LaunchTemplate"],
    error: (id, holder) => new AwsError("DependencyViolation", `resource ${id} has a dependent object (${holder})`),
  },
  problems: ({ name }) =>
    typeof name === "string" && name.startsWith("sg-")
      ? [{ property: "name", reason: 'must not begin with "sg-"' }]
      : [],
  outputs: ({ id, inputs }, context) => ({
    arn: arn(context, "ec2", `security-group/${id}`),
    ownerId: context.account,
    ingress: inputs["ingress"] ?? [],
    egress: inputs["egress"] ?? [],
  }),
};

const defaultGroup: ResourceModel = {
  operation: "EC2: DescribeSecurityGroups",
  identify: ({ vpcId }) => `sg-0${digits(text(vpcId), 16)}`,
  references: { vpcId: vpcToken },
  replaceOn: ["vpcId"],
  outputs: ({ id }, context) => ({
    arn: arn(context, "ec2", `security-group/${id}`),
    ownerId: context.account,
    name: "default",
    description: "default VPC security group",
  }),
};

const rule = (operation: string): ResourceModel => ({
  operation,
  identify: newId("sgr"),
  references: { securityGroupId: groupToken, referencedSecurityGroupId: groupToken },
  // ModifySecurityGroupRules.
  updatable: ["cidrIpv4", "cidrIpv6", "fromPort", "toPort", "ipProtocol", "prefixListId", "referencedSecurityGroupId"],
  problems: ({ fromPort, toPort, ipProtocol }) =>
    ipProtocol === "-1" || typeof fromPort !== "number" || typeof toPort !== "number" || fromPort <= toPort
      ? []
      : [{ property: "toPort", reason: `must not be lower than fromPort (${fromPort} to ${toPort})` }],
  outputs: ({ id }, context) => ({ securityGroupRuleId: id, arn: arn(context, "ec2", `security-group-rule/${id}`) }),
});

const launchTemplate: ResourceModel = {
  operation: "EC2: CreateLaunchTemplate",
  identify: newId("lt"),
  references: { vpcSecurityGroupIds: groupToken },
  unique: "name",
  outputs: ({ id, before }, context) => {
    const latestVersion = Number(before["latestVersion"] ?? 0) + 1;
    return { arn: arn(context, "ec2", `launch-template/${id}`), latestVersion, defaultVersion: latestVersion };
  },
};

/** By token. Security groups that AWS makes itself (a cluster's, a VPC's default one) are no resources here. */
export const ec2: Readonly<Record<string, ResourceModel>> = {
  [vpcToken]: vpc,
  [subnetToken]: subnet,
  [gatewayToken]: gateway,
  [eipToken]: eip,
  [natToken]: nat,
  [routeTableToken]: routeTable,
  "aws:ec2/route:Route": route,
  "aws:ec2/routeTableAssociation:RouteTableAssociation": association,
  [endpointToken]: endpoint,
  [groupToken]: group,
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": defaultGroup,
  [ingressToken]: rule("EC2: AuthorizeSecurityGroupIngress"),
  [egressToken]: rule("EC2: AuthorizeSecurityGroupEgress"),
  "aws:ec2/launchTemplate:LaunchTemplate": launchTemplate,
};
