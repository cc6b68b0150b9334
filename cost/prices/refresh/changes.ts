/** What a refresh changes, for people. */
import { decimal } from "../../formula";
import type { FilePrice, MachinePriceFile, PriceFile } from "../price-file";

interface Files {
  readonly prices?: PriceFile;
  readonly machines?: MachinePriceFile;
}

export interface Change {
  readonly key: string;
  readonly unit: string;
  /** "" for a new price. */
  readonly before: string;
  /** "" for a price that is gone. */
  readonly after: string;
}

export interface Changes {
  readonly changed: readonly Change[];
  readonly added: readonly Change[];
  /** Machines that AWS no longer lists. */
  readonly removed: readonly Change[];
  readonly unchanged: number;
  /** Prices that the list does not have, with their old date. */
  readonly kept: readonly string[];
  readonly missing: readonly string[];
  readonly ambiguous: readonly string[];
}

export function changes(
  before: Files,
  after: Files,
  ambiguous: ReadonlySet<string>,
  fresh: ReadonlySet<string>,
): Changes {
  const old = amounts(before);
  const now = amounts(after);
  const all = [...new Set([...old.keys(), ...now.keys()])].sort().map((key): Change => {
    const [was, is] = [old.get(key), now.get(key)];
    return { key, unit: (is ?? was)?.unit ?? "", before: was?.amount ?? "", after: is?.amount ?? "" };
  });
  return {
    changed: all.filter((each) => each.before !== "" && each.after !== "" && each.before !== each.after),
    added: all.filter(({ before: was }) => was === ""),
    removed: all.filter(({ after: is }) => is === ""),
    unchanged: all.filter((each) => each.before === each.after).length,
    kept: Object.entries(after.prices?.prices ?? {})
      .filter(([key]) => !fresh.has(key))
      .map(([key, { priceDate }]) => `${key} (${priceDate})`),
    missing: Object.keys(after.prices?.missing ?? {}),
    ambiguous: [...ambiguous].sort(),
  };
}

function amounts({ prices, machines }: Files): Map<string, { amount: string; unit: string }> {
  return new Map([
    ...Object.entries(prices?.prices ?? {}).map(
      ([key, price]) => [key, { amount: amountText(price), unit: price.unit }] as const,
    ),
    ...Object.entries(machines?.hourly ?? {}).map(([key, usd]) => [key, { amount: usd, unit: "hour" }] as const),
  ]);
}

function amountText({ usd, tiers = [] }: FilePrice): string {
  return usd ?? tiers.map((tier) => `${tier.usd}${tier.upTo === undefined ? "" : ` to ${tier.upTo}`}`).join(", ");
}

/** Longest list of machines that anybody reads. */
const shownMachines = 20;

/** The changes as text; machines are cut after some. */
export function changesText(
  region: string,
  { changed, added, removed, unchanged, kept, missing, ambiguous }: Changes,
): string {
  const lines = [
    `Prices of ${region}: ${changed.length} changed, ${added.length} new, ${removed.length} gone, ${unchanged} as before`,
  ];
  const shown = (all: readonly Change[], text: (change: Change) => string) => {
    const isMachine = ({ key }: Change) => key.startsWith("ec2.");
    const machines = all.filter(isMachine);
    lines.push(...[...all.filter((each) => !isMachine(each)), ...machines.slice(0, shownMachines)].map(text));
    if (machines.length > shownMachines) lines.push(`  … and ${machines.length - shownMachines} more machines`);
  };
  shown(changed, (each) => `~ ${each.key}  ${each.before} → ${each.after} USD per ${each.unit}${percentText(each)}`);
  shown(added, (each) => `+ ${each.key}  ${each.after} USD per ${each.unit}`);
  shown(removed, (each) => `- ${each.key}  was ${each.before} USD per ${each.unit}`);
  if (kept.length > 0) lines.push(`kept, because the list has no such price: ${kept.join(", ")}`);
  if (ambiguous.length > 0) lines.push(`kept, because the list has several such prices: ${ambiguous.join(", ")}`);
  if (missing.length > 0) lines.push(`still without a price: ${missing.join(", ")}`);
  return lines.join("\n");
}

function percentText({ before, after }: Change): string {
  if (!/^[\d.]+$/.test(before) || !/^[\d.]+$/.test(after) || Number(before) === 0) return "";
  const percent = decimal(after).div(decimal(before)).minus(1).times(100);
  return ` (${percent.gt(0) ? "+" : ""}${percent.toFixed(1)} %)`;
}
