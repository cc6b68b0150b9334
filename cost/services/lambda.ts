import type { CostLine } from "../model";
import { billed, type Named, type Place, type Terms } from "./line";

const service = "AWS Lambda";

export type LambdaArchitecture = "arm64" | "x86_64";
export interface LambdaBilling {
  /** 1,000,000 requests and 400,000 GB-seconds of an account and month are free. */
  readonly freeTier: boolean;
}

/** @param terms define `requests` of a month */
export function lambdaRequests(place: Place, terms: Terms, { freeTier }: LambdaBilling, named: Named = {}): CostLine {
  return billed(place, terms, {
    id: "lambda.requests",
    service,
    resource: "requests",
    basis: "usage",
    unit: "request",
    price: "lambda.requests",
    quantity: freeTier ? "max(0, requests - 1000000)" : "requests",
    note: freeTier ? "1,000,000 requests of an account and month are free." : undefined,
    ...named,
  });
}

/** @param terms define `requests` of a month, `durationMs` of one, billed up to the next millisecond, and `memoryMib` */
export function lambdaDuration(
  place: Place,
  terms: Terms,
  { freeTier, architecture }: LambdaBilling & { readonly architecture: LambdaArchitecture },
  named: Named = {},
): CostLine {
  return billed(place, terms, {
    id: "lambda.duration",
    service,
    resource: `duration, ${architecture}`,
    basis: "usage",
    unit: "GB-second",
    price: `lambda.duration.${architecture}`,
    where: { used: "requests * ceil(durationMs) / 1000 * memoryMib / 1024" },
    quantity: freeTier ? "max(0, used - 400000)" : "used",
    amount: "tiered(quantity, price)",
    note: freeTier ? "400,000 GB-seconds of an account and month are free." : undefined,
    ...named,
  });
}

/** @param terms define `requests`, `durationMs` and `ephemeralMib`, of which 512 are included */
export function lambdaEphemeralStorage(place: Place, terms: Terms, named: Named = {}): CostLine {
  return billed(place, terms, {
    id: "lambda.ephemeral-storage",
    service,
    resource: "ephemeral storage above 512 MiB",
    basis: "usage",
    unit: "GB-second",
    price: "lambda.ephemeralStorage",
    quantity: "requests * ceil(durationMs) / 1000 * max(0, ephemeralMib - 512) / 1024",
    ...named,
  });
}
