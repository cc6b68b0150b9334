import type { Architecture, CostLine, ParameterSet, PriceBook } from "../model";
import { eventsOfMonth, inputsOf, load, pricesOf } from "./support";

const service = "AWS Lambda";

/** A function that enriches events, one or a batch in a request (thesis 8.3.2). */
export const architecture: Architecture = {
  id: "lambda",
  title: "AWS Lambda",
  kind: "compute",
  exclusions: ["database", "provisioned concurrency", "retries of failed requests", "traffic to the internet"],
  lines: lambdaLines,
};

/** Requests, duration and logs; also beneath Step Functions. */
export function lambdaLines(parameters: ParameterSet, book: PriceBook): CostLine[] {
  const region = parameters.text("region");
  const freeTier = parameters.flag("lambda.freeTier");
  const requests = { ...eventsOfMonth, requests: "events / eventsPerRequest" };
  const common = { ...load, eventsPerRequest: "lambda.eventsPerRequest" };
  const billedMs = parameters.optional("lambda.billedMs") !== undefined;
  return [
    {
      id: "lambda.requests",
      service,
      resource: "requests",
      region,
      basis: "usage",
      unit: "request",
      inputs: inputsOf(parameters, common),
      prices: pricesOf(book, region, { price: "lambda.requests" }),
      where: requests,
      quantity: freeTier ? "max(0, requests - 1000000)" : "requests",
      amount: "quantity * price",
      ...(freeTier ? { note: "1,000,000 requests of an account and month are free." } : {}),
    },
    {
      id: "lambda.duration",
      service,
      resource: `duration, ${parameters.text("lambda.architecture")}`,
      region,
      basis: "usage",
      unit: "GB-second",
      inputs: inputsOf(parameters, {
        ...common,
        memoryMib: "lambda.memoryMib",
        ...(billedMs ? { billedMs: "lambda.billedMs" } : { meanMs: "workload.meanMs" }),
      }),
      prices: pricesOf(book, region, { price: `lambda.duration.${parameters.text("lambda.architecture")}` }),
      where: {
        ...requests,
        // Every request is billed up to the next millisecond.
        seconds: billedMs ? "requests * billedMs / 1000" : "requests * ceil(meanMs * eventsPerRequest) / 1000",
        used: "seconds * memoryMib / 1024",
      },
      quantity: freeTier ? "max(0, used - 400000)" : "used",
      amount: "tiered(quantity, price)",
      ...(freeTier ? { note: "400,000 GB-seconds of an account and month are free." } : {}),
    },
    ...logs(parameters, book, region, common, requests),
  ];
}

function logs(
  parameters: ParameterSet,
  book: PriceBook,
  region: string,
  common: Readonly<Record<string, string>>,
  requests: Readonly<Record<string, string>>,
): CostLine[] {
  if (parameters.input("lambda.logBytesPerRequest").value === "0") return [];
  return [
    {
      id: "lambda.logs",
      service: "Amazon CloudWatch",
      resource: "logs of the function",
      region,
      basis: "assumption",
      unit: "GB",
      inputs: inputsOf(parameters, { ...common, logBytes: "lambda.logBytesPerRequest" }),
      prices: pricesOf(book, region, { price: "logs.ingestion" }),
      where: requests,
      quantity: "requests * logBytes / 1073741824",
      amount: "quantity * price",
      note: "Lambda writes a START, an END and a REPORT line for each request, about 250 bytes.",
    },
  ];
}
