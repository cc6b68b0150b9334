import {
  addOnKeys,
  addOnVersions,
  architectureOf,
  ec2Families,
  ec2Size,
  mskInstanceTypes,
  mskKafkaVersions,
  nearestMskVersion,
} from "./aws-facts";
import type { AwsConfiguration, ExistingCluster, NewCluster, NewNetwork } from "./aws-schema";
import { contains, overlap, parseCidr, showCidr, type Cidr } from "./cidr";
import type { Issue } from "./invariants";
import { networkPlan } from "./network-plan";
import { bytes } from "./quantities";
import type { AwsStackConfiguration } from "./schema";

/** Rules of the aws target that hold between fields, and choices that AWS does not offer. */
export function* awsIssues(configuration: AwsStackConfiguration): Generator<Issue> {
  const { network, cluster } = configuration.aws;
  yield* brokerIssues(configuration);
  if (network.kind === "create") yield* networkIssues(network, cluster);
  if (cluster.kind === "create") yield* clusterIssues(cluster);
  else yield* existingClusterIssues(cluster, network.kind);
}

/** Zones that brokers and nodes are spread over. */
function zoneCount({ network }: AwsConfiguration): number {
  return network.kind === "create" ? network.zones.length : network.privateSubnetIds.length;
}

function* brokerIssues({ aws, kafka }: AwsStackConfiguration): Generator<Issue> {
  const zones = zoneCount(aws);
  if (kafka.brokers % zones !== 0) {
    const below = Math.floor(kafka.brokers / zones) * zones;
    yield {
      path: ["kafka", "brokers"],
      message: `must be a multiple of the zones (${zones}), as MSK has as many brokers in each: ${below > 0 ? `${below} or ` : ""}${below + zones}`,
    };
  }
  if (!Object.hasOwn(mskInstanceTypes, kafka.instanceType)) {
    yield {
      path: ["kafka", "instanceType"],
      message: `must be a type of standard brokers that MSK offers: ${Object.keys(mskInstanceTypes).join(", ")}`,
    };
  }
  if (!mskKafkaVersions.some((version) => version === kafka.version)) {
    yield {
      path: ["kafka", "version"],
      message: `must be one of ${mskKafkaVersions.join(", ")}: MSK makes no new cluster of another version that runs without ZooKeeper and that the stack's clients speak; the nearest is ${nearestMskVersion(kafka.version)}`,
    };
  }
  if (kafka.maximumStorage !== undefined && bytes(kafka.maximumStorage) <= bytes(kafka.storage)) {
    yield {
      path: ["kafka", "maximumStorage"],
      message: `must be more than kafka.storage (${kafka.storage}), or be left out when volumes are not to grow`,
    };
  }
  for (const key of ["storage", "maximumStorage"] as const) {
    const gibibytes = bytes(kafka[key] ?? kafka.storage) / 2 ** 30;
    if (!Number.isInteger(gibibytes) || gibibytes > 16_384) {
      yield { path: ["kafka", key], message: "must be whole GiB, at most 16Ti: a broker's volume has no other sizes" };
      return;
    }
  }
}

function* networkIssues(network: NewNetwork, cluster: AwsConfiguration["cluster"]): Generator<Issue> {
  const at = (...rest: string[]) => ["aws", "network", ...rest];
  const vpc = parseCidr(network.cidr);
  if (vpc === undefined || vpc.prefix < 16 || vpc.prefix > 22) {
    yield {
      path: at("cidr"),
      message:
        "must be an address range from /16 to /22 that begins at its first address, such as 10.0.0.0/16: AWS takes no larger one, and in a smaller one nodes and pods run out of addresses",
    };
    return;
  }
  if (new Set(network.zones).size !== network.zones.length) {
    yield { path: at("zones"), message: "must not name a zone twice" };
    return;
  }
  if (cluster.kind === "create") {
    const services = parseCidr(cluster.serviceCidr);
    if (services === undefined || services.prefix < 12 || services.prefix > 24) {
      yield { path: ["aws", "cluster", "serviceCidr"], message: "must be an address range from /12 to /24" };
    } else if (overlap(vpc, services)) {
      yield {
        path: ["aws", "cluster", "serviceCidr"],
        message: `must not overlap aws.network.cidr (${network.cidr}): a service would have a node's address`,
      };
    }
  }
  yield* subnetIssues(network, vpc);
}

/** Smallest subnets: nodes and pods of a zone need 251 addresses, a NAT gateway is content with AWS's smallest. */
const largestPrefix = { privateSubnets: 24, publicSubnets: 28 } as const;

function* subnetIssues(network: NewNetwork, vpc: Cidr): Generator<Issue> {
  const seen: { readonly range: Cidr; readonly where: string }[] = [];
  const plan = networkPlan(network);
  for (const key of ["privateSubnets", "publicSubnets"] as const) {
    const given = network[key];
    if (given !== undefined && given.length !== network.zones.length) {
      yield {
        path: ["aws", "network", key],
        message: `must have one address range for each of the zones (${network.zones.length})`,
      };
      return;
    }
    for (const [index, text] of plan[key].entries()) {
      const where = `aws.network.${key}.${index}`;
      const range = parseCidr(text);
      const path = ["aws", "network", key, ...(given === undefined ? [] : [String(index)])];
      if (range === undefined || range.prefix > largestPrefix[key] || !contains(vpc, range)) {
        yield {
          path,
          message: `must be an address range inside of ${showCidr(vpc)}, /${largestPrefix[key]} or larger`,
        };
        return;
      }
      const other = seen.find((known) => overlap(known.range, range));
      if (other !== undefined) {
        yield { path, message: `must not overlap ${other.where} (${showCidr(other.range)}), which ${text} does` };
        return;
      }
      seen.push({ range, where });
    }
  }
}

function* clusterIssues(cluster: NewCluster): Generator<Issue> {
  const at = (...rest: string[]) => ["aws", "cluster", ...rest];
  const missing = addOnVersions[cluster.version] === undefined ? addOnKeys.filter((key) => !cluster.addOns[key]) : [];
  if (missing.length > 0) {
    yield {
      path: at("version"),
      message: `must be ${Object.keys(addOnVersions).join(" or ")}, whose add-on versions are pinned, or aws.cluster.addOns must give ${missing.join(", ")} (aws eks describe-addon-versions --kubernetes-version ${cluster.version} lists them)`,
    };
  }
  for (const [index, text] of cluster.publicAccessCidrs.entries()) {
    const range = parseCidr(text);
    if (range === undefined || range.prefix < 8) {
      yield {
        path: at("publicAccessCidrs", String(index)),
        message: "must be the address range of an office or a build machine, /8 at the largest: not everybody",
      };
    }
  }
  const { minimum, desired, maximum, instanceTypes } = cluster.nodes;
  if (minimum > maximum) {
    yield { path: at("nodes", "minimum"), message: `must not exceed aws.cluster.nodes.maximum (${maximum})` };
  } else if (desired < minimum || desired > maximum) {
    yield {
      path: at("nodes", "desired"),
      message: `must be from ${minimum} to ${maximum}, the minimum and the maximum`,
    };
  }
  for (const [index, type] of instanceTypes.entries()) {
    yield* typeIssue(type, at("nodes", "instanceTypes", String(index)));
  }
  const architectures = new Set(instanceTypes.map(architectureOf));
  if (architectures.size > 1) {
    yield {
      path: at("nodes", "instanceTypes"),
      message: "must not mix Graviton types with others: one machine image serves the whole group",
    };
  }
}

function* typeIssue(type: string, path: readonly string[]): Generator<Issue> {
  if (ec2Size(type) !== undefined) return;
  yield {
    path,
    message: `must be an EC2 type such as m6i.large, of a family whose size is known: ${ec2Families.join(", ")}`,
  };
}

function* existingClusterIssues(cluster: ExistingCluster, network: string): Generator<Issue> {
  if (network !== "existing") {
    yield {
      path: ["aws", "network", "kind"],
      message: "must be existing, with the VPC of the cluster: brokers in another VPC could not be reached from it",
    };
  }
  for (const [index, { instanceType }] of cluster.nodes.entries()) {
    yield* typeIssue(instanceType, ["aws", "cluster", "nodes", String(index), "instanceType"]);
  }
}
