import type { Architecture, CostLine, ParameterSet, PriceBook } from "../model";
import { expressDuration, expressRequests, standardTransitions } from "../services/step-functions";
import { lambdaLines } from "./lambda";
import { load, placeOf, termsOf } from "./support";

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

/** One for each event. */
const workflows = { workflows: "eventsPerDay * hours / 24" } as const;

function express(parameters: ParameterSet, book: PriceBook): CostLine[] {
  const place = placeOf(parameters, book);
  const duration = { ...load, durationMs: "workload.meanMs", memoryMib: "stepFunctions.memoryMib" };
  return [
    expressRequests(place, termsOf(parameters, load, workflows)),
    expressDuration(place, termsOf(parameters, duration, workflows)),
  ];
}

function standard(parameters: ParameterSet, book: PriceBook): CostLine[] {
  const inputs = { ...load, transitions: "stepFunctions.transitionsPerEvent" };
  return [standardTransitions(placeOf(parameters, book), termsOf(parameters, inputs, workflows), { freeTier: false })];
}
