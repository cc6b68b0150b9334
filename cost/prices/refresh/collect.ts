/** Rows of AWS's price list become our prices. */
import { decimal, decimalText } from "../../formula";
import type { FilePrice } from "../price-file";
import { OfferFileError, withoutRegion, type OfferFile, type OfferRow } from "./offer-file";
import { brokerUsage, hourUnits, plainUnit, usageTypes, type UsageType } from "./usage-types";

/** Prices of one service: by key, and hourly ones of machines. */
export interface Collected {
  readonly prices: Map<string, FilePrice>;
  readonly machines: Map<string, string>;
  /** Keys that more than one price would fit: nobody can say which it is. */
  readonly ambiguous: Set<string>;
}

interface Step {
  readonly from: string;
  readonly to: string;
  readonly usd: string;
}

interface Found {
  readonly type: UsageType;
  readonly steps: Step[];
}

export const sourceText = (offer: string, published: string) => `AWS price list, ${offer}, published ${published}`;

/** @throws OfferFileError for a price in a unit that is not known */
export async function collect(offer: string, file: OfferFile): Promise<Collected> {
  const wanted = usageTypes.filter((type) => type.offer === offer);
  const found = new Map<string, Found>();
  const machines = new Map<string, string>();
  const ambiguous = new Set<string>();
  for await (const row of file.rows) {
    const usage = withoutRegion(row.usageType);
    if (offer === "AmazonEC2" && usage.startsWith("BoxUsage")) {
      addMachine(row, machines, ambiguous);
      continue;
    }
    for (const type of offer === "AmazonMSK" ? [...wanted, ...brokerType(usage)] : wanted) {
      if (!type.usage.test(usage) || (type.operation !== undefined && !type.operation.test(row.operation))) continue;
      const entry = found.get(type.key) ?? { type, steps: [] };
      found.set(type.key, entry);
      addStep(entry, row, ambiguous);
    }
  }
  const prices = new Map<string, FilePrice>();
  // What is paid on top of another price comes after it.
  const inOrder = [...found].sort(
    ([, a], [, b]) => Number(a.type.onTopOf !== undefined) - Number(b.type.onTopOf !== undefined),
  );
  for (const [key, { type, steps }] of inOrder) {
    const paid = withoutFreeSteps(steps);
    if (paid.length === 0 || ambiguous.has(key)) continue;
    const base = type.onTopOf === undefined ? undefined : prices.get(type.onTopOf)?.usd;
    if (type.onTopOf !== undefined && base === undefined) continue;
    prices.set(key, filePrice(type, paid, base ?? "0", offer, file.published));
  }
  return { prices, machines, ambiguous };
}

function brokerType(usage: string): UsageType[] {
  const [, family, size] = brokerUsage.exec(usage) ?? [];
  if (family === undefined || size === undefined) return [];
  return [
    {
      key: `msk.${family.toLowerCase()}.${size}`,
      unit: "broker-hour",
      offer: "AmazonMSK",
      usage: brokerUsage,
      units: hourUnits,
    },
  ];
}

function addStep({ type, steps }: Found, row: OfferRow, ambiguous: Set<string>): void {
  const divisor = type.units[plainUnit(row.unit)];
  if (divisor === undefined) {
    throw new OfferFileError(
      `${row.usageType} is priced by "${row.unit}"; ${type.key} needs a price by ${type.unit} (${Object.keys(type.units).join(", ")})`,
    );
  }
  if (!/^\d+(\.\d+)?$/.test(row.priceUsd)) {
    throw new OfferFileError(`${row.usageType} has the price "${row.priceUsd}", which is no decimal`);
  }
  const usd = decimalText(decimal(row.priceUsd).div(decimal(divisor)));
  const same = steps.find(({ from }) => from === row.startingRange);
  if (same === undefined) steps.push({ from: row.startingRange, to: row.endingRange, usd });
  else if (same.usd !== usd) ambiguous.add(type.key);
}

/** A first step of 0 is a free allowance, which is a parameter of its own (`lambda.freeTier`), not a price. */
function withoutFreeSteps(steps: readonly Step[]): Step[] {
  const ordered = [...steps].sort((a, b) => Number(a.from) - Number(b.from));
  while (ordered[0] !== undefined && Number(ordered[0].usd) === 0) ordered.shift();
  return ordered;
}

function filePrice(type: UsageType, steps: readonly Step[], base: string, offer: string, published: string): FilePrice {
  const usd = (step: Step) => decimalText(decimal(step.usd).plus(decimal(base)));
  const [first, ...more] = steps;
  if (first === undefined) throw new OfferFileError(`${type.key} has no price`);
  return {
    unit: type.unit,
    ...(more.length === 0
      ? { usd: usd(first) }
      : {
          tiers: steps.map((step) => ({ ...(step.to === "Inf" ? {} : { upTo: step.to }), usd: usd(step) })),
        }),
    priceDate: published,
    source: sourceText(offer, published),
    confidence: "confirmed",
  };
}

/** Linux on demand, on shared hardware, without software or licences. */
const plainMachine: Readonly<Record<string, string>> = {
  "Operating System": "Linux",
  Tenancy: "Shared",
  "Pre Installed S/W": "NA",
  CapacityStatus: "Used",
};

function addMachine(row: OfferRow, machines: Map<string, string>, ambiguous: Set<string>): void {
  if (Object.entries(plainMachine).some(([column, value]) => row.attribute(column) !== value)) return;
  if (hourUnits[plainUnit(row.unit)] === undefined || !(Number(row.priceUsd) > 0)) return;
  const key = `ec2.${row.attribute("Instance Type")}`;
  const usd = decimalText(decimal(row.priceUsd));
  const known = machines.get(key);
  if (known !== undefined && known !== usd) ambiguous.add(key);
  machines.set(key, usd);
}
