import { compare } from "../cost/compare";
import { parameterSet } from "../cost/parameters";
import { FilePriceBook } from "../cost/prices/price-book";
import { priceDirectory } from "../cost/repository";
import { sourceOfOutputs } from "../cost/sources/outputs";
import { costParameters } from "../outputs";
import type { Plan } from "./plan";
import type { PlanPrice, ServicePrice } from "./report";

/** What the planned stack costs a month, with the cost module's assumptions about the load; or what is missing to say. */
export function priceOf({ stack, outputs }: Plan): PlanPrice {
  const planned = costParameters.parse(outputs["costParameters"]);
  const { layer, deployed } = sourceOfOutputs(
    { costParameters: planned, target: planned.target },
    { kind: "plan", detail: `Pulumi.${stack}.yaml` },
  );
  const prices = new FilePriceBook({ directory: priceDirectory });
  const comparison = compare({
    parameters: parameterSet([layer]),
    prices,
    ...(deployed === undefined ? {} : { options: [deployed] }),
  });
  const [option] = comparison.options;
  if (option === undefined) return { missing: comparison.missingPrices.map(({ message }) => message).join(" ") };
  return {
    option: option.title,
    monthlyUsd: option.monthlyUsd,
    ...(comparison.priceDate === undefined ? {} : { priceDate: comparison.priceDate }),
    services: servicesOf(option.lines),
    exclusions: option.exclusions,
  };
}

/** Dollars a month by what the provider bills, the largest first. */
function servicesOf(lines: readonly { readonly service: string; readonly amountUsd: string }[]): ServicePrice[] {
  const sums = new Map<string, number>();
  for (const { service, amountUsd } of lines) sums.set(service, (sums.get(service) ?? 0) + Number(amountUsd));
  return [...sums]
    .map(([service, monthlyUsd]) => ({ service, monthlyUsd }))
    .sort((a, b) => b.monthlyUsd - a.monthlyUsd);
}
