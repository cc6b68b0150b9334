import type { Architecture, CostLine, ParameterSet, PriceBook } from "../model";
import { lambdaLines } from "./lambda";
import { eventsOfMonth, inputsOf, load, pricesOf } from "./support";

const service = "AWS Step Functions";

/** One workflow for each event, Express or Standard, and the function that it calls (thesis 8.3.2). */
export const architecture: Architecture = {
  id: "step-functions",
  title: "AWS Step Functions",
  kind: "compute",
  exclusions: ["database", "retries", "traffic to the internet"],
  lines: (parameters, book) => [
    ...(parameters.text("stepFunctions.workflow") === "express"
      ? express(parameters, book)
      : standard(parameters, book)),
    ...(parameters.flag("stepFunctions.includesLambda") ? lambdaLines(parameters, book) : []),
  ],
};

function express(parameters: ParameterSet, book: PriceBook): CostLine[] {
  const region = parameters.text("region");
  return [
    {
      id: "sfn.requests",
      service,
      resource: "Express workflows, requests",
      region,
      basis: "usage",
      unit: "request",
      inputs: inputsOf(parameters, load),
      prices: pricesOf(book, region, { price: "sfn.express.requests" }),
      where: eventsOfMonth,
      quantity: "events",
      amount: "quantity * price",
    },
    {
      id: "sfn.duration",
      service,
      resource: "Express workflows, duration",
      region,
      basis: "usage",
      unit: "GB-second",
      inputs: inputsOf(parameters, { ...load, meanMs: "workload.meanMs", memoryMib: "stepFunctions.memoryMib" }),
      prices: pricesOf(book, region, { price: "sfn.express.duration" }),
      where: {
        ...eventsOfMonth,
        // Billed in steps of 100 ms and 64 MB. The mean is rounded up; the mean of what is rounded up is higher.
        billedSeconds: "ceil(meanMs / 100) * 100 / 1000",
        billedMib: "ceil(memoryMib / 64) * 64",
      },
      quantity: "events * billedSeconds * billedMib / 1024",
      amount: "tiered(quantity, price)",
    },
  ];
}

function standard(parameters: ParameterSet, book: PriceBook): CostLine[] {
  const region = parameters.text("region");
  return [
    {
      id: "sfn.transitions",
      service,
      resource: "Standard workflows, state transitions",
      region,
      basis: "usage",
      unit: "transition",
      inputs: inputsOf(parameters, { ...load, transitions: "stepFunctions.transitionsPerEvent" }),
      prices: pricesOf(book, region, { price: "sfn.standard.transition" }),
      where: eventsOfMonth,
      quantity: "events * transitions",
      amount: "quantity * price",
    },
  ];
}
