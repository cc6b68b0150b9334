/** `npm run cost -- prices list|check|refresh`. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { optionalText, text, flag, number, type Values } from "../../cli/options";
import { UserError } from "../../local/user-error";
import { exitCodes, type ExitCode } from "../exit-codes";
import type { Price } from "../model";
import { readOverrides } from "../prices/overrides";
import { FilePriceBook } from "../prices/price-book";
import { machinePriceFile, priceFile } from "../prices/price-file";
import { changesText } from "../prices/refresh/changes";
import { publicPriceList } from "../prices/refresh/download";
import { refresh } from "../prices/refresh/refresh";
import { priceDirectory } from "../repository";
import { optionalDate, priceOptions } from "./options";

const region = {
  pattern: /^[a-z]{2}(-[a-z]+)+-\d$/,
  rule: 'a region such as "eu-west-1"',
};
const directory = text("FOLDER", "folder with a folder of dated files for each region", { fallback: priceDirectory });

export const listOptions = {
  region: text("REGION", "region whose prices are listed", { ...region, fallback: "us-east-1" }),
  key: optionalText("TEXT", "only keys that contain this"),
  prices: priceOptions.prices,
  "price-date": priceOptions["price-date"],
  directory,
} as const;

export const checkOptions = {
  directory,
  prices: priceOptions.prices,
  "max-age": number("DAYS", "files older than this are told", { fallback: 365, minimum: 1, maximum: 36_500 }),
} as const;

export const refreshOptions = {
  region: text("REGION", "region whose prices are read", region),
  "base-url": text("URL", "where AWS's price list is read from", {
    fallback: publicPriceList,
    pattern: /^https?:\/\/\S+$/,
    rule: "an address that begins with http:// or https://",
  }),
  directory,
  date: optionalDate("day of the new files; default: today"),
  "dry-run": flag("shows what would change and writes nothing"),
} as const;

function requireFolder(folder: string): void {
  if (!existsSync(folder)) throw new UserError(`There is no folder ${folder}.`, "Name the folder of the price files.");
}

export function listPrices(values: Values<typeof listOptions>): ExitCode {
  requireFolder(values.directory);
  const book = new FilePriceBook({
    directory: values.directory,
    date: values["price-date"],
    overrides: values.prices === undefined ? [] : readOverrides(values.prices),
  });
  const matches = (key: string) => values.key === undefined || key.includes(values.key);
  const found = book.all(values.region).filter(({ key }) => matches(key));
  const missing = book.missing(values.region).filter(matches);
  if (found.length + missing.length === 0) {
    throw new UserError(
      `There are no prices of ${values.region}${values.key === undefined ? "" : ` with "${values.key}" in their key`}.`,
      `Regions with prices: ${book.knownRegions().join(", ")}. Another one: npm run cost -- prices refresh --region ${values.region}`,
    );
  }
  const rows = found.flatMap(priceRows);
  const [keyWidth, usdWidth, unitWidth] = [0, 1, 2].map((column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0), 0),
  );
  for (const [key, usd, unit, ...rest] of rows) {
    console.log(
      [key.padEnd(keyWidth ?? 0), usd.padStart(usdWidth ?? 0), unit.padEnd(unitWidth ?? 0), ...rest].join("  "),
    );
  }
  for (const key of missing) console.log(`${key.padEnd(keyWidth ?? 0)}  no price: using it is an error`);
  return exitCodes.ok;
}

function priceRows({ key, unit, tiers, priceDate, confidence, source }: Price): [string, string, string, string][] {
  return tiers.map(({ usd, upTo }, index): [string, string, string, string] => [
    index === 0 ? key : "",
    usd,
    `per ${unit}${upTo === undefined ? (index === 0 ? "" : " above") : ` up to ${upTo}`}`,
    index === 0 ? `${priceDate}  ${confidence}  ${source}` : "",
  ]);
}

export function checkPrices(values: Values<typeof checkOptions>, now = new Date()): ExitCode {
  requireFolder(values.directory);
  const problems: string[] = [];
  const limit = new Date(now.getTime() - values["max-age"] * 86_400_000).toISOString().slice(0, 10);
  for (const entry of readdirSync(values.directory, { withFileTypes: true }).filter((each) => each.isDirectory())) {
    for (const name of readdirSync(path.join(values.directory, entry.name)).sort()) {
      problems.push(...fileProblems(values.directory, entry.name, name));
    }
  }
  if (problems.length > 0) {
    throw new UserError(
      problems.join("\n"),
      "Correct these files, or remove them and run: prices refresh --region REGION",
    );
  }
  if (values.prices !== undefined) readOverrides(values.prices);
  const book = new FilePriceBook({ directory: values.directory });
  for (const name of book.knownRegions()) {
    const all = book.all(name);
    const old = all.filter(({ priceDate }) => priceDate < limit);
    const dates = all.map(({ priceDate }) => priceDate).sort();
    console.log(
      `${name}: ${all.length} prices of ${dates[0] ?? "?"} to ${dates.at(-1) ?? "?"}, ` +
        `${all.filter(({ confidence }) => confidence !== "confirmed").length} unconfirmed, ` +
        `${book.missing(name).length} missing, ${old.length} older than ${values["max-age"]} days`,
    );
  }
  return exitCodes.ok;
}

/** One sentence for each thing that is wrong with a file. */
function fileProblems(folder: string, regionName: string, name: string): string[] {
  const file = path.join(folder, regionName, name);
  const [, machines, date] = /^(ec2-)?(\d{4}-\d{2}-\d{2})\.json$/.exec(name) ?? [];
  if (date === undefined) return [`${file}: must be named <date>.json or ec2-<date>.json`];
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    return [`${file}: ${(error as Error).message}`];
  }
  const result = (machines === undefined ? priceFile : machinePriceFile).safeParse(content);
  if (!result.success) {
    return result.error.issues.map(({ path: where, message }) => `${file}: ${where.map(String).join(".")}: ${message}`);
  }
  return result.data.region === regionName ? [] : [`${file}: region: must be "${regionName}", its folder's name`];
}

export async function refreshPrices(values: Values<typeof refreshOptions>): Promise<ExitCode> {
  const { changes, files } = await refresh({
    region: values.region,
    baseUrl: values["base-url"],
    directory: values.directory,
    today: values.date ?? new Date().toISOString().slice(0, 10),
    dryRun: values["dry-run"],
    progress: (line) => console.error(line),
  });
  console.log(changesText(values.region, changes));
  console.log(values["dry-run"] ? "Nothing was written (--dry-run)." : `Written: ${files.join(", ")}`);
  return exitCodes.ok;
}
