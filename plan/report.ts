import type { Plan } from "./plan";
import { countByService, isManifest, resourceList, table, unknownCount } from "./render";

/** What the price of a plan is, or why there is none. */
export type PlanPrice =
  { readonly option: string; readonly monthlyUsd: string; readonly priceDate: string } | { readonly missing: string };

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
  if (price !== undefined) lines.push("", priceLine(price));
  if (unknown > 0) lines.push("", `${unknown} values are known only once something exists; they stand as such.`);
  for (const warning of plan.warnings) lines.push("", `Warning: ${warning}`);
  return `${lines.join("\n")}\n`;
}

function priceLine(price: PlanPrice): string {
  return "missing" in price
    ? `Price: ${price.missing}`
    : `About $${dollars(price.monthlyUsd)} a month (${price.option}, prices of ${price.priceDate}). \`npm run cost\` shows what it is made of.`;
}

/** An exact decimal for people: "1234.5678" is "1,234.57". */
function dollars(exact: string): string {
  return Number(exact).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}
