import type { Architecture } from "../model";
import { gibOfMonth, inputsOf, pricesOf, traffic } from "./support";

const service = "Amazon Kinesis Data Streams";
const copies = { copies: "messaging.copies" } as const;

/** A stream that follows the load by itself and bills by data. */
export const architecture: Architecture = {
  id: "kinesis-on-demand",
  title: "Kinesis, on demand",
  kind: "messaging",
  exclusions: ["enhanced fan-out", "retention beyond 24 h"],
  lines: (parameters, book) => {
    const region = parameters.text("region");
    return [
      {
        id: "kinesis.stream-hours",
        service,
        resource: "stream",
        region,
        basis: "deployed",
        unit: "hour",
        inputs: inputsOf(parameters, { hours: "hoursPerMonth", ...copies }),
        prices: pricesOf(book, region, { price: "kinesis.onDemand.streamHour" }),
        quantity: "copies * hours",
        amount: "quantity * price",
      },
      {
        id: "kinesis.data-in",
        service,
        resource: "data written, each record rounded up to 1 KiB",
        region,
        basis: "usage",
        unit: "GB",
        inputs: inputsOf(parameters, { ...traffic, ...copies }),
        prices: pricesOf(book, region, { price: "kinesis.onDemand.in" }),
        where: { events: gibOfMonth.events, billedBytes: "ceil(eventBytes / 1024) * 1024" },
        quantity: "copies * events * billedBytes / 1073741824",
        amount: "quantity * price",
      },
      {
        id: "kinesis.data-out",
        service,
        resource: "data read",
        region,
        basis: "usage",
        unit: "GB",
        inputs: inputsOf(parameters, { ...traffic, ...copies, consumers: "kinesis.consumers" }),
        prices: pricesOf(book, region, { price: "kinesis.onDemand.out" }),
        where: gibOfMonth,
        quantity: "copies * rawGib * consumers",
        amount: "quantity * price",
      },
    ];
  },
};
