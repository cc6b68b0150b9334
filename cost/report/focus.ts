/**
 * Rows in the columns of FOCUS 1.2. The specification is for what was billed: each row says in x_ columns that it is an
 * estimate, of which option, and on which assumptions.
 */
import { decimal, decimalText } from "../formula";
import type { EvaluatedLine, Option } from "../model";
import { csvRows } from "./csv";
import columns from "./focus-1.2.json";
import { Money } from "./money";
import type { Report } from "./report";

/** By the beginning of the service's name, the first that fits. */
const categories: readonly (readonly [start: string, category: string])[] = [
  ["Amazon EBS", "Storage"],
  ["Amazon Kinesis", "Analytics"],
  ["Amazon MSK", "Analytics"],
  ["Amazon VPC", "Networking"],
  ["Amazon CloudWatch", "Management and Governance"],
  ["Amazon ECR", "Developer Tools"],
  ["NAT", "Networking"],
  ["Elastic Load Balancing", "Networking"],
  ["Data transfer", "Networking"],
  ["Network", "Networking"],
  ["AWS Step Functions", "Integration"],
  ["AWS Lambda", "Compute"],
  ["Amazon EC2", "Compute"],
  ["Amazon EKS", "Compute"],
  ["Servers", "Compute"],
];

export function serviceCategory(service: string): string {
  return categories.find(([start]) => service.startsWith(start))?.[1] ?? "Other";
}

/** The month of the report: "2026-11-01T00:00:00Z" and the first moment after it. */
function period(created: string): { start: string; end: string } {
  const day = new Date(created);
  const month = (offset: number) => new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + offset, 1));
  const text = (date: Date) => `${date.toISOString().slice(0, 19)}Z`;
  return { start: text(month(0)), end: text(month(1)) };
}

/** Databases that take the rows hold no decimals of 64 digits. */
const places = (value: string) => decimalText(decimal(value).toDecimalPlaces(12));

const custom = [
  "x_Estimate",
  "x_Option",
  "x_LineId",
  "x_Basis",
  "x_PriceConfidence",
  "x_PriceDate",
  "x_Scenario",
  "x_QuantityFormula",
  "x_CostFormula",
] as const;

function row(line: EvaluatedLine, option: Option, report: Report): Readonly<Record<string, string>> {
  const { context, comparison } = report;
  const { start, end } = period(context.created);
  const cost = places(new Money(context).exact(line.amountUsd));
  const bought = line.region === "on-premises";
  const prices = Object.values(line.prices);
  const priced = prices.length > 0;
  const distinct = (values: readonly string[]) => [...new Set(values)].join("; ");
  return {
    BilledCost: cost,
    BillingAccountId: `estimate:${context.stack ?? comparison.scenario}`,
    BillingAccountName: "Estimate, not billed",
    BillingCurrency: context.currency,
    BillingPeriodStart: start,
    BillingPeriodEnd: end,
    ChargePeriodStart: start,
    ChargePeriodEnd: end,
    ChargeCategory: bought ? "Purchase" : decimal(line.amountUsd).isNegative() ? "Adjustment" : "Usage",
    ChargeDescription: `Estimate: ${line.service}, ${line.resource}`,
    ChargeFrequency: bought ? "Recurring" : "Usage-Based",
    ...(bought ? {} : { ConsumedQuantity: places(line.quantityValue), ConsumedUnit: line.unit }),
    ContractedCost: cost,
    EffectiveCost: cost,
    ListCost: cost,
    InvoiceIssuerName: bought ? "On premises" : "AWS",
    ProviderName: bought ? "On premises" : "AWS",
    PublisherName: bought ? "On premises" : "AWS",
    ...(priced ? { PricingCategory: "Standard" } : {}),
    PricingQuantity: places(line.quantityValue),
    PricingUnit: line.unit,
    ...(bought ? {} : { RegionId: line.region, RegionName: line.region }),
    ServiceCategory: serviceCategory(line.service),
    ServiceName: line.service,
    x_Estimate: "true",
    x_Option: option.id,
    x_LineId: line.id,
    x_Basis: line.basis,
    x_PriceConfidence: distinct(prices.map(({ confidence }) => confidence)),
    x_PriceDate: distinct(prices.map(({ priceDate }) => priceDate)),
    x_Scenario: comparison.scenario,
    x_QuantityFormula: line.quantity,
    x_CostFormula: line.amount,
  };
}

/** CSV with a row for each line of each option; an absent value is an empty field, which FOCUS takes for null. */
export function render(report: Report): string {
  const names = [...columns.columns.map(({ name }) => name), ...custom];
  const rows = report.comparison.options.flatMap((option) =>
    option.lines.map((line) => {
      const values = row(line, option, report);
      return names.map((name) => values[name] ?? "");
    }),
  );
  return csvRows([names, ...rows]);
}
