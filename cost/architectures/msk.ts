import type { Architecture } from "../model";
import { hourly, inputsOf, pricesOf } from "./support";
import { zoneTraffic } from "./zone-traffic";

/** Brokers by AWS, in a fixed number. */
export const architecture: Architecture = {
  id: "msk-provisioned",
  title: "Amazon MSK, provisioned",
  kind: "messaging",
  exclusions: ["storage that grows by itself", "replication between regions"],
  lines: (parameters, book) => {
    const region = parameters.text("region");
    const instanceType = parameters.text("kafka.instanceType");
    return [
      hourly(
        { id: "msk.brokers", service: "Amazon MSK", resource: `brokers, ${instanceType}`, region, unit: "broker-hour" },
        parameters,
        book,
        "kafka.brokers",
        `msk.${instanceType}`,
      ),
      {
        id: "msk.storage",
        service: "Amazon MSK",
        resource: "volumes of the brokers",
        region,
        basis: "deployed",
        unit: "GB-month",
        inputs: inputsOf(parameters, { brokers: "kafka.brokers", gib: "kafka.storageGibPerBroker" }),
        prices: pricesOf(book, region, { price: "msk.storage" }),
        quantity: "brokers * gib",
        amount: "quantity * price",
      },
      ...zoneTraffic(parameters, book, false),
    ];
  },
};
