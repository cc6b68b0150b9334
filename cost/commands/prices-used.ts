import type { Comparison } from "../compare";
import type { ParameterSet, Price } from "../model";
import { UserError } from "../../local/user-error";
import type { FilePriceBook } from "../prices/price-book";

const day = 86_400_000;

/** One sentence when prices of the report are older than allowed; undefined when none is. */
export function stalePrices(
  { options }: Pick<Comparison, "options">,
  days: number,
  now = new Date(),
): string | undefined {
  const used = new Map<string, Price>();
  for (const { lines } of options) {
    for (const price of lines.flatMap((line) => Object.values(line.prices)))
      used.set(`${price.region} ${price.key}`, price);
  }
  const limit = new Date(now.getTime() - days * day).toISOString().slice(0, 10);
  const old = [...used.values()].filter(({ priceDate }) => priceDate < limit);
  if (old.length === 0) return undefined;
  const [oldest] = old.map(({ priceDate }) => priceDate).sort();
  const regions = [...new Set(old.map(({ region }) => region))].sort();
  return `${old.length} of ${used.size} prices are older than ${days} days (oldest ${oldest}). Refresh them: ${regions.map((region) => `npm run cost -- prices refresh --region ${region}`).join("; ")}`;
}

/** Parameters that name a type of machine or broker, and the prices that it is looked up among. */
const types = [
  { path: "virtualMachines.instanceType", prefix: "ec2." },
  { path: "eks.instanceType", prefix: "ec2." },
  { path: "kafka.instanceType", prefix: "msk." },
] as const;

/**
 * A type that a region does not have is a mistake of who gave it, not a gap in the price files.
 * @throws UserError naming parameter, type, region and similar types
 */
export function requireKnownTypes(
  { missingPrices }: Pick<Comparison, "missingPrices">,
  parameters: ParameterSet,
  prices: Pick<FilePriceBook, "all">,
): void {
  for (const { path, prefix } of types) {
    const type = parameters.text(path);
    const missing = missingPrices.find(({ key }) => key === `${prefix}${type}`);
    if (missing === undefined) continue;
    const known = prices
      .all(missing.region)
      .map(({ key }) => key)
      .filter((key) => key.startsWith(prefix === "msk." ? "msk.kafka." : prefix))
      .map((key) => key.slice(prefix.length));
    if (known.length === 0) continue;
    throw new UserError(
      `${path}: ${missing.region} has no instance type "${type}" among its ${known.length} prices.`,
      `Similar ones there: ${similar(type, known).join(", ")}. A price of one's own goes into a file for --prices.`,
    );
  }
}

/** Of the same family first, then of the same letters. */
function similar(type: string, known: readonly string[]): readonly string[] {
  const family = type.replace(/\.[^.]*$/, "");
  for (let length = family.length; length > 0; length--) {
    const found = known.filter((each) => each.startsWith(family.slice(0, length)));
    if (found.length > 0) return found.slice(0, 8);
  }
  return known.slice(0, 8);
}
