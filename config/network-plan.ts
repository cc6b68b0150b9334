import type { NewNetwork } from "./aws-schema";
import { parseCidr, showCidr, subnet } from "./cidr";

/** Address ranges by zone, in the order of `zones`. */
export interface NetworkPlan {
  readonly privateSubnets: readonly string[];
  readonly publicSubnets: readonly string[];
}

/**
 * Each zone's private subnet is a quarter of the VPC; the last quarter is divided in four again for the public ones, so
 * that a third zone can be added later without moving anything.
 * @throws RangeError when `cidr` is no address range
 */
export function networkPlan({
  cidr,
  zones,
  privateSubnets,
  publicSubnets,
}: Pick<NewNetwork, "cidr" | "zones" | "privateSubnets" | "publicSubnets">): NetworkPlan {
  const vpc = parseCidr(cidr);
  if (vpc === undefined) throw new RangeError(`"${cidr}" is not an address range such as 10.0.0.0/16`);
  return {
    privateSubnets: privateSubnets ?? zones.map((_, index) => showCidr(subnet(vpc, 2, index))),
    publicSubnets: publicSubnets ?? zones.map((_, index) => showCidr(subnet(vpc, 4, 12 + index))),
  };
}
