import type { CostLine, ParameterSet, PriceBook } from "../model";
import { gibOfMonth, inputsOf, pricesOf, traffic } from "./support";

/**
 * Traffic between availability zones, which is charged in both directions: clients find the leader of a partition in
 * another zone in (zones − 1) of zones cases.
 * @param replication also the copies that brokers send each other; free of charge inside MSK
 */
export function zoneTraffic(parameters: ParameterSet, book: PriceBook, replication: boolean): CostLine[] {
  const region = parameters.text("region");
  if (parameters.input("network.zones").value === "1") return [];
  const line = {
    service: "Data transfer",
    region,
    basis: "usage" as const,
    unit: "GB",
    prices: pricesOf(book, region, { price: "transfer.interZone" }),
    amount: "quantity * price",
  };
  const common = { ...traffic, zones: "network.zones" };
  const elsewhere = { ...gibOfMonth, elsewhere: "(zones - 1) / zones" };
  const nearReads = parameters.flag("network.rackAwareFetch");
  return [
    {
      ...line,
      id: "zones.writes",
      resource: "between zones: raw and enriched events written, both directions",
      inputs: inputsOf(parameters, common),
      where: elsewhere,
      quantity: "2 * elsewhere * (rawGib + readyGib)",
    },
    ...(nearReads
      ? []
      : [
          {
            ...line,
            id: "zones.reads",
            resource: "between zones: raw and enriched events read once, both directions",
            inputs: inputsOf(parameters, common),
            where: elsewhere,
            quantity: "2 * elsewhere * (rawGib + readyGib)",
          },
        ]),
    ...(replication
      ? [
          {
            ...line,
            id: "zones.replication",
            resource: "between zones: copies from broker to broker, both directions",
            inputs: inputsOf(parameters, { ...common, copies: "kafka.replicationFactor" }),
            where: gibOfMonth,
            // A copy protects from the loss of a zone only when it is in another one.
            quantity: "2 * (copies - 1) * (rawGib + readyGib)",
          },
        ]
      : []),
  ];
}
