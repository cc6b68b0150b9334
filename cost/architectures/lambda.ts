import type { Architecture, CostLine, ParameterSet, PriceBook } from "../model";
import { logIngestion } from "../services/compute";
import { lambdaDuration, lambdaRequests, type LambdaArchitecture } from "../services/lambda";
import { eventsOfMonth, load, placeOf, some, termsOf } from "./support";

/** A function that enriches events, one or a batch in a request (thesis 8.3.2). */
export const architecture: Architecture = {
  id: "lambda",
  title: "AWS Lambda",
  kind: "compute",
  exclusions: ["database", "provisioned concurrency", "retries of failed requests", "traffic to the internet"],
  lines: lambdaLines,
};

const requestInputs = { ...load, eventsPerRequest: "lambda.eventsPerRequest" } as const;
const requests = { ...eventsOfMonth, requests: "events / eventsPerRequest" } as const;

/** Requests, duration and logs; also beneath Step Functions. */
export function lambdaLines(parameters: ParameterSet, book: PriceBook): CostLine[] {
  const place = placeOf(parameters, book);
  const billing = {
    freeTier: parameters.flag("lambda.freeTier"),
    architecture: parameters.text("lambda.architecture") as LambdaArchitecture,
  };
  return [
    lambdaRequests(place, termsOf(parameters, requestInputs, requests), billing),
    lambdaDuration(place, duration(parameters), billing),
    ...(some(parameters, "lambda.logBytesPerRequest")
      ? [
          logIngestion(
            place,
            termsOf(
              parameters,
              { ...requestInputs, logBytes: "lambda.logBytesPerRequest" },
              { ...requests, gib: "requests * logBytes / 1073741824" },
            ),
            {
              id: "lambda.logs",
              resource: "logs of the function",
              note: "Lambda writes a START, an END and a REPORT line for each request, about 250 bytes.",
            },
          ),
        ]
      : []),
  ];
}

/** What somebody says that a request is billed for, or the events of a batch one after the other. */
function duration(parameters: ParameterSet) {
  const given = parameters.optional("lambda.billedMs") !== undefined;
  return termsOf(
    parameters,
    {
      ...requestInputs,
      memoryMib: "lambda.memoryMib",
      ...(given ? { billedMs: "lambda.billedMs" } : { meanMs: "workload.meanMs" }),
    },
    { ...requests, durationMs: given ? "billedMs" : "meanMs * eventsPerRequest" },
  );
}
