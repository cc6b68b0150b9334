import type { CostLine, ParameterSet, PriceBook } from "../model";
import { interZone } from "../services/network";
import { gibOfMonth, placeOf, termsOf, traffic } from "./support";

/**
 * Traffic between availability zones, which is charged in both directions: clients find the leader of a partition in
 * another zone in (zones − 1) of zones cases.
 * @param replication also the copies that brokers send each other; free of charge inside MSK
 */
export function zoneTraffic(parameters: ParameterSet, book: PriceBook, replication: boolean): CostLine[] {
  const zones = Number(parameters.input("network.zones").value);
  if (zones === 1) return [];
  const place = placeOf(parameters, book);
  const elsewhere = termsOf(
    parameters,
    { ...traffic, zones: "network.zones" },
    { ...gibOfMonth, gib: "(zones - 1) / zones * (rawGib + readyGib)" },
  );
  // A copy protects from the loss of a zone only when it is in another one.
  const copied = termsOf(
    parameters,
    { ...traffic, copies: "kafka.replicationFactor" },
    { ...gibOfMonth, gib: "(copies - 1) * (rawGib + readyGib)" },
  );
  return [
    interZone(place, elsewhere, {
      id: "zones.writes",
      resource: "between zones: raw and enriched events written, both directions",
    }),
    ...(parameters.flag("network.rackAwareFetch")
      ? []
      : [
          interZone(place, elsewhere, {
            id: "zones.reads",
            resource: "between zones: raw and enriched events read once, both directions",
          }),
        ]),
    ...(replication
      ? [
          interZone(place, copied, {
            id: "zones.replication",
            resource: "between zones: copies from broker to broker, both directions",
          }),
        ]
      : []),
  ];
}
