import {
  addOnKeys,
  addOnVersions,
  architectureOf,
  ec2Families,
  ec2Size,
  ec2Sizes,
  mskInstanceTypes,
  mskKafkaVersions,
  nearestMskVersion,
} from "./aws-facts";
import type { AwsConfiguration, ExistingCluster, NewCluster } from "./aws-schema";
import { networkIssues, serviceRangeIssues } from "./aws-network-invariants";
import { overlap, parseCidr, privateRanges, unusableRanges } from "./cidr";
import { scramAlone, type Issue } from "./issue";
import { bytes } from "./quantities";
import type { AwsStackConfiguration } from "./schema";

/** Rules of the aws target that hold between fields, and choices that AWS does not offer. */
export function* awsIssues(configuration: AwsStackConfiguration): Generator<Issue> {
  const { network, cluster } = configuration.aws;
  yield* brokerIssues(configuration);
  yield* iamIssues(configuration);
  yield* tagIssues(configuration.aws);
  if (network.kind === "create") yield* networkIssues(network);
  if (cluster.kind === "create") {
    yield* serviceRangeIssues(cluster, network);
    yield* clusterIssues(cluster);
  } else yield* existingClusterIssues(cluster, network.kind);
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

/** What SCRAM alone reads would silently do nothing, and a pattern in a name would widen the rights that are made of it. */
function* iamIssues({ kafka, processor }: AwsStackConfiguration): Generator<Issue> {
  if (kafka.security !== "iam") return;
  if (kafka.credentialsGeneration !== 1) yield scramAlone("credentialsGeneration");
  if (kafka.certificateAuthority !== undefined) yield scramAlone("certificateAuthority");
  if (/[*?$]/.test(processor.consumerGroup)) {
    yield {
      path: ["processor", "consumerGroup"],
      message: "must be without *, ? and $ with kafka.security iam: in the clients' rights they stand for other names",
    };
  }
}

/** AWS takes 50 tags; the program, Kubernetes and the driver of the volumes set some of them. */
const mostTags = 35;

function* tagIssues({ tags }: AwsConfiguration): Generator<Issue> {
  const own = { stack: "", owner: "aws.owner", "cost-centre": "aws.costCentre", Name: "aws.name" };
  for (const key of Object.keys(tags)) {
    const problem = Object.hasOwn(own, key)
      ? `is a tag that everything has already: remove it${own[key as keyof typeof own] && `, and set ${own[key as keyof typeof own]}`}`
      : /^aws:/i.test(key)
        ? "must not begin with aws:, which AWS keeps for itself"
        : /^[\p{L}\p{N} _.:/=+@-]+$/u.test(key)
          ? undefined
          : "must have another name: letters, digits, spaces and _ . : / = + - @";
    if (problem !== undefined) yield { path: ["aws", "tags", key], message: problem };
  }
  if (Object.keys(tags).length > mostTags) {
    yield {
      path: ["aws", "tags"],
      message: `must be at most ${mostTags} entries: AWS takes 50 with those of the stack`,
    };
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
    } else if ([...privateRanges, ...unusableRanges].some((other) => overlap(other, range))) {
      yield {
        path: at("publicAccessCidrs", String(index)),
        message:
          "must be an address range of the internet: from a private one nobody comes to the public endpoint. Who is inside of the VPC needs no entry",
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
  const [family = ""] = type.split(".");
  yield {
    path,
    message: ec2Families.includes(family)
      ? `must be one of the sizes of ${family}: ${ec2Sizes(family).join(", ")}`
      : `must be an EC2 type such as m6i.large, of a family whose size is known: ${ec2Families.join(", ")}`,
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
