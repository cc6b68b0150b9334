import type { CostLine, ParameterSet, PriceBook } from "../model";
import { balancerCapacity, balancerHours, natData, natHours, publicAddresses } from "../services/network";
import { placeOf, some, termsOf } from "./support";

const hours = { hours: "hoursPerMonth" } as const;

/** NAT, load balancers and public addresses of a VPC. */
export function networkLines(parameters: ParameterSet, book: PriceBook): CostLine[] {
  const place = placeOf(parameters, book);
  const balancers = { balancers: "eks.loadBalancers", ...hours };
  return [
    ...(some(parameters, "network.natGateways")
      ? [
          natHours(place, termsOf(parameters, { gateways: "network.natGateways", ...hours })),
          natData(place, termsOf(parameters, { gib: "network.natGibPerMonth" })),
        ]
      : []),
    ...(some(parameters, "eks.loadBalancers")
      ? [
          balancerHours(place, termsOf(parameters, balancers), "nlb"),
          balancerCapacity(place, termsOf(parameters, balancers, { units: "1" }), "nlb", {
            basis: "assumption",
            resource: "capacity units, one a balancer",
            note: "Dashboards and metrics: well below one unit (1 GB an hour, 800 new connections a second).",
          }),
        ]
      : []),
    ...(some(parameters, "network.publicAddresses")
      ? [publicAddresses(place, termsOf(parameters, { addresses: "network.publicAddresses", ...hours }))]
      : []),
  ];
}
