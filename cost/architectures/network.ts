import type { CostLine, ParameterSet, PriceBook } from "../model";
import { hourly, inputsOf, pricesOf } from "./support";

/** NAT, load balancers and public addresses of a VPC. */
export function networkLines(parameters: ParameterSet, book: PriceBook): CostLine[] {
  const region = parameters.text("region");
  const some = (path: string) => parameters.input(path).value !== "0";
  return [
    ...(some("network.natGateways")
      ? [
          hourly(
            { id: "nat.gateways", service: "NAT Gateway", resource: "gateways", region, unit: "hour" },
            parameters,
            book,
            "network.natGateways",
            "nat.hour",
          ),
          {
            id: "nat.data",
            service: "NAT Gateway",
            resource: "data processed",
            region,
            basis: "assumption" as const,
            unit: "GB",
            inputs: inputsOf(parameters, { gib: "network.natGibPerMonth" }),
            prices: pricesOf(book, region, { price: "nat.gb" }),
            quantity: "gib",
            amount: "quantity * price",
          },
        ]
      : []),
    ...(some("eks.loadBalancers")
      ? [
          hourly(
            {
              id: "nlb.hours",
              service: "Elastic Load Balancing",
              resource: "network load balancers",
              region,
              unit: "hour",
            },
            parameters,
            book,
            "eks.loadBalancers",
            "nlb.hour",
          ),
          hourly(
            {
              id: "nlb.capacity",
              service: "Elastic Load Balancing",
              resource: "capacity units, one a balancer",
              region,
              unit: "NLCU-hour",
              basis: "assumption",
              note: "Dashboards and metrics: well below one unit (1 GB an hour, 800 new connections a second).",
            },
            parameters,
            book,
            "eks.loadBalancers",
            "nlb.lcu",
          ),
        ]
      : []),
    ...(some("network.publicAddresses")
      ? [
          hourly(
            { id: "ipv4", service: "Amazon VPC", resource: "public IPv4 addresses", region, unit: "hour" },
            parameters,
            book,
            "network.publicAddresses",
            "publicIpv4.hour",
          ),
        ]
      : []),
  ];
}
