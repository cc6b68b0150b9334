import type { NetworkConfiguration, NewCluster, NewNetwork } from "./aws-schema";
import { contains, overlap, parseCidr, privateRanges, showCidr, unusableRanges, type Cidr } from "./cidr";
import type { Issue } from "./issue";
import { networkPlan } from "./network-plan";

/** Rules of a network that the stack makes. */
export function* networkIssues(network: NewNetwork): Generator<Issue> {
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
  if (unusableRanges.some((range) => overlap(range, vpc))) {
    yield {
      path: at("cidr"),
      message:
        "must be addresses that machines can have, such as 10.0.0.0/16: these are loopback, link-local or reserved",
    };
    return;
  }
  yield* subnetIssues(network, vpc);
}

/** The range of Kubernetes' services. Source: KubernetesNetworkConfigRequest in EKS's API reference. */
export function* serviceRangeIssues(cluster: NewCluster, network: NetworkConfiguration): Generator<Issue> {
  const path = ["aws", "cluster", "serviceCidr"];
  const services = parseCidr(cluster.serviceCidr);
  const vpc = network.kind === "create" ? parseCidr(network.cidr) : undefined;
  if (
    services === undefined ||
    services.prefix < 12 ||
    services.prefix > 24 ||
    !privateRanges.some((range) => contains(range, services))
  ) {
    yield {
      path,
      message: "must be an address range from /12 to /24 inside of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16",
    };
  } else if (vpc !== undefined && overlap(vpc, services)) {
    yield {
      path,
      message: `must not overlap aws.network.cidr (${showCidr(vpc)}): a service would have a node's address`,
    };
  }
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
