import {
  DefaultSecurityGroup,
  Eip,
  InternetGateway,
  NatGateway,
  Route,
  RouteTable,
  RouteTableAssociation,
  SecurityGroup,
  Subnet,
  Vpc,
  VpcEndpoint,
} from "@pulumi/aws/ec2";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";
import type { NetworkConfiguration, NewNetwork } from "../../config/aws-schema";
import { networkPlan } from "../../config/network-plan";
import { tags, type AwsContext } from "./context";

/** Where nodes and brokers are put. */
export interface NetworkPlace {
  readonly vpcId: pulumi.Input<string>;
  /** One in each zone. */
  readonly privateSubnetIds: pulumi.Input<string>[];
  /** Routes without which no node reaches a registry. */
  readonly ready: readonly pulumi.Resource[];
}

/** Everybody, for what leads out of the VPC. */
const anywhere = "0.0.0.0/0";

/** Services that nodes and the cluster's add-ons call; with interface endpoints these calls stay inside the VPC. */
const interfaceServices = ["ec2", "ecr.api", "ecr.dkr", "eks", "eks-auth", "logs", "sts"];

/** The VPC that the stack file describes, or the one that it names. */
export function networkPlace(context: AwsContext, network: NetworkConfiguration): NetworkPlace {
  if (network.kind === "existing") {
    return { vpcId: network.vpcId, privateSubnetIds: [...network.privateSubnetIds], ready: [] };
  }
  return new Network("network", { context, network }, { providers: { aws: context.provider } });
}

interface NetworkArgs {
  readonly context: AwsContext;
  readonly network: NewNetwork;
}

/**
 * A VPC with a private and a public subnet in each zone: nodes and brokers in the private ones, only NAT gateways in the
 * public ones.
 *
 * ### Cost
 * Each NAT gateway is billed by the hour and by what flows through it, each interface endpoint by the hour and zone.
 * What nodes pull from ECR's storage goes through the S3 gateway endpoint, which costs nothing.
 */
export class Network extends pulumi.ComponentResource implements NetworkPlace {
  readonly vpcId: pulumi.Output<string>;
  readonly privateSubnetIds: pulumi.Output<string>[];
  readonly ready: readonly pulumi.Resource[];

  private readonly parent = { parent: this };
  private readonly vpc: Vpc;
  private readonly publicTable: RouteTable;

  constructor(
    private readonly name: string,
    private readonly args: NetworkArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("acm:aws:Network", name, {}, options);
    const { network } = args;
    const plan = networkPlan(network);
    this.vpc = new Vpc(
      name,
      { cidrBlock: network.cidr, enableDnsSupport: true, enableDnsHostnames: true, tags: this.tags("vpc") },
      this.parent,
    );
    // A resource that names no security group gets the VPC's own, which would let its members reach each other.
    new DefaultSecurityGroup(
      `${name}-default-security-group`,
      { vpcId: this.vpc.id, tags: this.tags("default-unused") },
      this.parent,
    );
    const gateway = new InternetGateway(
      `${name}-gateway`,
      { vpcId: this.vpc.id, tags: this.tags("internet") },
      this.parent,
    );
    this.publicTable = this.routeTable("public");
    const outward = this.route("public", this.publicTable, { gatewayId: gateway.id });

    const publicSubnets = network.zones.map((zone, index) =>
      this.subnet("public", zone, plan.publicSubnets[index] ?? "", this.publicTable),
    );
    const natZones = network.natGateways === "one" ? network.zones.slice(0, 1) : network.zones;
    const gateways = natZones.map((zone, index) => this.natGateway(zone, publicSubnets[index], outward));
    const tables = natZones.map((zone) => this.routeTable(`private-${zone}`));
    const routes = natZones.map((zone, index) =>
      this.route(`private-${zone}`, tables[index], { natGatewayId: gateways[index]?.id }),
    );
    const privateSubnets = network.zones.map((zone, index) =>
      this.subnet("private", zone, plan.privateSubnets[index] ?? "", tables[index] ?? tables[0]),
    );
    this.s3Endpoint(tables);
    if (network.interfaceEndpoints) this.interfaceEndpoints(privateSubnets);

    this.vpcId = this.vpc.id;
    this.privateSubnetIds = privateSubnets.map(({ id }) => id);
    this.ready = routes;
    this.registerOutputs({ vpcId: this.vpcId, privateSubnetIds: this.privateSubnetIds });
  }

  private tags(name: string): Record<string, string> {
    return tags(this.args.context, name);
  }

  private subnet(kind: "public" | "private", zone: string, cidrBlock: string, table: RouteTable | undefined): Subnet {
    const name = `${this.name}-${kind}-${zone}`;
    const subnet = new Subnet(
      name,
      {
        vpcId: this.vpc.id,
        cidrBlock,
        availabilityZone: `${this.args.context.settings.region}${zone}`,
        // Nothing in either gets a public address by itself; NAT gateways bring their own.
        mapPublicIpOnLaunch: false,
        tags: {
          ...this.tags(`${kind}-${zone}`),
          // Where a load balancer controller puts what it makes.
          [kind === "public" ? "kubernetes.io/role/elb" : "kubernetes.io/role/internal-elb"]: "1",
        },
      },
      this.parent,
    );
    if (table !== undefined) {
      new RouteTableAssociation(`${name}-routes`, { subnetId: subnet.id, routeTableId: table.id }, this.parent);
    }
    return subnet;
  }

  private routeTable(name: string): RouteTable {
    return new RouteTable(`${this.name}-${name}`, { vpcId: this.vpc.id, tags: this.tags(name) }, this.parent);
  }

  private route(
    name: string,
    table: RouteTable | undefined,
    to: { gatewayId?: pulumi.Input<string>; natGatewayId?: pulumi.Input<string> | undefined },
  ): Route {
    const { gatewayId, natGatewayId } = to;
    return new Route(
      `${this.name}-${name}-outward`,
      {
        routeTableId: table?.id ?? this.publicTable.id,
        destinationCidrBlock: anywhere,
        ...(gatewayId === undefined ? {} : { gatewayId }),
        ...(natGatewayId === undefined ? {} : { natGatewayId }),
      },
      this.parent,
    );
  }

  private natGateway(zone: string, subnet: Subnet | undefined, outward: Route): NatGateway {
    const name = `${this.name}-nat-${zone}`;
    const address = new Eip(`${name}-address`, { domain: "vpc", tags: this.tags(`nat-${zone}`) }, this.parent);
    return new NatGateway(
      name,
      { allocationId: address.id, subnetId: subnet?.id ?? "", tags: this.tags(`nat-${zone}`) },
      // AWS takes a gateway only once its subnet has a way out.
      { ...this.parent, dependsOn: outward },
    );
  }

  /** Images' layers lie in S3: through this endpoint they cost no NAT traffic. */
  private s3Endpoint(tables: readonly RouteTable[]): void {
    new VpcEndpoint(
      `${this.name}-s3`,
      {
        vpcId: this.vpc.id,
        vpcEndpointType: "Gateway",
        serviceName: `com.amazonaws.${this.args.context.settings.region}.s3`,
        routeTableIds: tables.map(({ id }) => id),
        tags: this.tags("s3"),
      },
      this.parent,
    );
  }

  private interfaceEndpoints(subnets: readonly Subnet[]): void {
    const { context, network } = this.args;
    const group = new SecurityGroup(
      `${this.name}-endpoints`,
      {
        name: `${context.settings.name}-endpoints`,
        description: "AWS services inside the VPC",
        vpcId: this.vpc.id,
        tags: this.tags("endpoints"),
      },
      this.parent,
    );
    new SecurityGroupIngressRule(
      `${this.name}-endpoints-https`,
      {
        securityGroupId: group.id,
        description: "HTTPS from inside the VPC",
        cidrIpv4: network.cidr,
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        tags: this.tags("endpoints-https"),
      },
      this.parent,
    );
    for (const service of interfaceServices) {
      new VpcEndpoint(
        `${this.name}-${service.replace(".", "-")}`,
        {
          vpcId: this.vpc.id,
          vpcEndpointType: "Interface",
          serviceName: `com.amazonaws.${context.settings.region}.${service}`,
          subnetIds: subnets.map(({ id }) => id),
          securityGroupIds: [group.id],
          privateDnsEnabled: true,
          tags: this.tags(service),
        },
        this.parent,
      );
    }
  }
}
