import type { Plan } from "./plan";
import { countByService, isManifest, resourceList, table, unknownCount } from "./render";

/** What the price of a plan is, or why there is none. */
export type PlanPrice =
  | {
      readonly option: string;
      /** Exact. */
      readonly monthlyUsd: string;
      /** Oldest date of the prices; absent where none was looked up. */
      readonly priceDate?: string;
      readonly services: readonly ServicePrice[];
      /** What the sum does not have. */
      readonly exclusions: readonly string[];
    }
  | { readonly missing: string };

/** Part of a price, rounded: for people. */
export interface ServicePrice {
  readonly service: string;
  readonly monthlyUsd: number;
}

/** As the cost module counts. */
const hoursPerMonth = 730;

export const formats = ["markdown", "json", "list"] as const;
export type PlanFormat = (typeof formats)[number];

export interface PlanReport {
  readonly plan: Plan;
  /** @default nothing is said about it */
  readonly price?: PlanPrice;
}

export function renderPlan(format: PlanFormat, { plan, price }: PlanReport): string {
  switch (format) {
    case "markdown":
      return planPage(plan, price);
    case "json":
      return `${JSON.stringify({ ...plan, countByService: countByService(plan), ...(price === undefined ? {} : { price }) }, undefined, 2)}\n`;
    case "list":
      return resourceList(plan);
  }
}

function planPage(plan: Plan, price: PlanPrice | undefined): string {
  const counts = countByService(plan);
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  const unknown = unknownCount(plan);
  const lines = [
    `# Plan of the stack ${plan.stack}`,
    "",
    `${total} resources, ${plan.resources.filter(isManifest).length} of them Kubernetes objects. Nothing was created and nobody was asked: no cluster, no account.`,
    "",
    table(
      ["service", "kind", "count"],
      counts.map(({ service, kind, count }) => [service, kind, String(count)]),
    ),
  ];
  if (price !== undefined) lines.push("", ...priceLines(price));
  if (unknown > 0) lines.push("", `${unknown} values are known only once something exists; they stand as such.`);
  for (const warning of plan.warnings) lines.push("", `Warning: ${warning}`);
  return `${lines.join("\n")}\n`;
}

function priceLines(price: PlanPrice): string[] {
  if ("missing" in price) return [`No price: ${price.missing}`];
  return [
    `About $${dollars(Number(price.monthlyUsd))} a month, $${dollars(Number(price.monthlyUsd) / hoursPerMonth)} an hour: ${price.option}${price.priceDate === undefined ? "" : `, prices of ${price.priceDate}`}, with the load that \`npm run cost\` assumes.`,
    "",
    table(
      ["billed as", "USD a month"],
      price.services.map(({ service, monthlyUsd }) => [service, dollars(monthlyUsd)]),
    ),
    "",
    `Not in it: ${price.exclusions.join("; ")}.`,
  ];
}

function dollars(amount: number): string {
  return amount.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}
