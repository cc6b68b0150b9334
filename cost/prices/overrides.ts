import { readFileSync } from "node:fs";
import { z } from "zod";
import { decimal, decimalText } from "../formula";
import type { Price } from "../model";
import { priceUnits } from "./price-file";

const percent = z.number().gt(-100).max(100);
const amount = z.string().regex(/^\d+(\.\d+)?$/, 'must be a decimal in quotes, such as "0.085"');

/**
 * What was negotiated, laid over the list prices: an enterprise discount, a Savings Plan, a reserved rate, or a price
 * that no file has. `key` may end in `*`; the first entry that fits a price is used.
 */
const override = z
  .strictObject({
    key: z
      .string()
      .min(1)
      .describe('a price\'s key, such as "lambda.requests", or the start of several, such as "ec2.*"'),
    region: z.string().optional().describe("only there; default: every region"),
    discountPercent: percent.optional().describe("taken off the list price; negative adds"),
    usd: amount.optional().describe("instead of the list price, or where there is none"),
    unit: z.enum(priceUnits).optional().describe("unit of usd; must be the list price's where there is one"),
    reason: z.string().min(1).describe("contract, plan or source; stands in the report beside the price"),
    date: z.iso.date().describe("day from which it holds"),
  })
  .refine(
    ({ discountPercent, usd }) => (discountPercent === undefined) !== (usd === undefined),
    "must have either discountPercent or usd",
  );
export const overridesFile = z.strictObject({ schemaVersion: z.literal(1), overrides: z.array(override) });
export type Overrides = z.infer<typeof overridesFile>["overrides"];

/** @throws {Error} naming the file, the place and what would be right */
export function readOverrides(file: string): Overrides {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`The price overrides ${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
  const result = overridesFile.safeParse(content);
  if (result.success) return result.data.overrides;
  const problems = result.error.issues.map(
    ({ path, message }) => `${path.map(String).join(".") || "the file"}: ${message}`,
  );
  throw new Error(`The price overrides ${file} cannot be used: ${problems.join("; ")}`);
}

/** The price with the first override that fits it; undefined when there is neither. */
export function overridden(
  key: string,
  region: string,
  list: Price | undefined,
  overrides: Overrides,
): Price | undefined {
  const found = overrides.find(
    (each) =>
      (each.region === undefined || each.region === region) &&
      (each.key.endsWith("*") ? key.startsWith(each.key.slice(0, -1)) : each.key === key),
  );
  if (found === undefined) return list;
  if (found.usd !== undefined) {
    const unit = found.unit ?? list?.unit;
    if (unit === undefined)
      throw new Error(`The override of ${key} has no unit and there is no list price to take it from: add "unit".`);
    if (list !== undefined && unit !== list.unit) {
      throw new Error(
        `The override of ${key} is per ${unit}; the list price is per ${list.unit}. Convert it to ${list.unit}.`,
      );
    }
    return {
      key,
      region,
      unit,
      tiers: [{ usd: found.usd }],
      priceDate: found.date,
      source: found.reason,
      confidence: "confirmed",
    };
  }
  if (list === undefined) return undefined;
  const factor = decimal("100")
    .minus(decimal(String(found.discountPercent)))
    .div(decimal("100"));
  return {
    ...list,
    tiers: list.tiers.map((tier) => ({ ...tier, usd: decimalText(decimal(tier.usd).times(factor)) })),
    priceDate: found.date,
    source: `${list.source}; less ${found.discountPercent} %: ${found.reason}`,
  };
}
