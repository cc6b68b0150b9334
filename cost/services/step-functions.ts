import type { CostLine } from "../model";
import { billed, type Named, type Place, type Terms } from "./line";

const service = "AWS Step Functions";

/** @param terms define `workflows` of a month */
export function expressRequests(place: Place, terms: Terms, named: Named = {}): CostLine {
  return billed(place, terms, {
    id: "sfn.requests",
    service,
    resource: "Express workflows, requests",
    basis: "usage",
    unit: "request",
    price: "sfn.express.requests",
    quantity: "workflows",
    ...named,
  });
}

/**
 * Billed in steps of 100 ms and 64 MiB.
 * @param terms define `workflows`, `durationMs` and `memoryMib`. A mean duration is rounded up; the mean of what is
 * rounded up one by one is higher
 */
export function expressDuration(place: Place, terms: Terms, named: Named = {}): CostLine {
  return billed(place, terms, {
    id: "sfn.duration",
    service,
    resource: "Express workflows, duration",
    basis: "usage",
    unit: "GB-second",
    price: "sfn.express.duration",
    where: {
      billedSeconds: "ceil(durationMs / 100) * 100 / 1000",
      billedMib: "ceil(memoryMib / 64) * 64",
    },
    quantity: "workflows * billedSeconds * billedMib / 1024",
    amount: "tiered(quantity, price)",
    ...named,
  });
}

/** @param terms define `workflows` and `transitions` of one, retries included */
export function standardTransitions(
  place: Place,
  terms: Terms,
  { freeTier }: { readonly freeTier: boolean },
  named: Named = {},
): CostLine {
  return billed(place, terms, {
    id: "sfn.transitions",
    service,
    resource: "Standard workflows, state transitions",
    basis: "usage",
    unit: "transition",
    price: "sfn.standard.transition",
    quantity: freeTier ? "max(0, workflows * transitions - 4000)" : "workflows * transitions",
    note: freeTier ? "4,000 transitions of an account and month are free." : undefined,
    ...named,
  });
}
