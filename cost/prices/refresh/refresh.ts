/** `prices refresh`: a region's prices from AWS's public price list, as new dated files. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { UserError } from "../../../local/user-error";
import {
  machinePriceFile,
  priceFile,
  priceFileVersion,
  type FilePrice,
  type MachinePriceFile,
  type PriceFile,
} from "../price-file";
import { sourceText } from "./collect";
import { changes, type Changes } from "./changes";
import { download } from "./download";
import { offers } from "./usage-types";

export interface RefreshRequest {
  readonly region: string;
  readonly baseUrl: string;
  /** Folder with a folder of dated files for each region. */
  readonly directory: string;
  /** Day of the new files. */
  readonly today: string;
  /** Compares without writing. */
  readonly dryRun: boolean;
  readonly progress: (text: string) => void;
}

export interface Refreshed {
  readonly changes: Changes;
  readonly files: readonly string[];
}

/**
 * Reads every service, then writes both files or none.
 * @throws UserError when a price list cannot be read: nothing is changed then
 */
export async function refresh(request: RefreshRequest): Promise<Refreshed> {
  const { region, directory, today, baseUrl, progress } = request;
  const prices = new Map<string, FilePrice>();
  const machines = new Map<string, string>();
  const ambiguous = new Set<string>();
  let machinesPublished = today;
  for (const offer of offers) {
    progress(`reading ${offer} …`);
    const found = await download(baseUrl, offer, region);
    if (found.prices.size + found.machines.size + found.ambiguous.size === 0) {
      throw new UserError(
        `The price list of ${offer} for ${region} has none of the prices that are looked for.`,
        "Nothing was changed. AWS may have renamed its usage types: cost/prices/refresh/usage-types.ts lists them.",
      );
    }
    for (const [key, price] of found.prices) prices.set(key, price);
    for (const [key, usd] of found.machines) machines.set(key, usd);
    for (const key of found.ambiguous) ambiguous.add(key);
    if (offer === "AmazonEC2") machinesPublished = found.published;
  }
  for (const key of ambiguous) machines.delete(key);
  const before = newestFiles(directory, region);
  const next = merged(request, before.prices, prices);
  const nextMachines: MachinePriceFile = {
    schemaVersion: priceFileVersion,
    region,
    currency: "USD",
    compiled: today,
    defaults: {
      unit: "hour",
      priceDate: machinesPublished,
      source: sourceText("AmazonEC2, Linux on demand, shared tenancy", machinesPublished),
      confidence: "confirmed",
    },
    hourly: Object.fromEntries([...machines].sort()),
  };
  const files = [
    { name: `ec2-${today}.json`, content: machinePriceFile.parse(nextMachines) },
    { name: `${today}.json`, content: priceFile.parse(next) },
  ];
  if (!request.dryRun) writeFiles(path.join(directory, region), files);
  return {
    changes: changes(before, { prices: next, machines: nextMachines }, ambiguous, new Set(prices.keys())),
    files: files.map(({ name }) => path.join(directory, region, name)),
  };
}

/** What the list does not have keeps its price, date and source; what never had one stays missing, by name. */
function merged(
  { region, directory, today }: RefreshRequest,
  before: PriceFile | undefined,
  fresh: ReadonlyMap<string, FilePrice>,
): PriceFile {
  const prices = { ...before?.prices, ...Object.fromEntries(fresh) };
  const missing: PriceFile["missing"] = {};
  for (const [key, unit] of knownUnits(directory)) {
    const known = prices[key];
    if (known !== undefined && known.unit !== unit) {
      throw new UserError(`${key} would be by ${known.unit}, and is by ${unit} elsewhere.`, "Nothing was changed.");
    }
    if (known === undefined) missing[key] = { unit, note: `not in the AWS price list of ${region} on ${today}` };
  }
  const sorted = <T>(values: Record<string, T>) =>
    Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    schemaVersion: priceFileVersion,
    region,
    currency: "USD",
    compiled: today,
    prices: sorted(prices),
    missing: sorted(missing),
  };
}

/** Every key that any region knows, with its unit. */
function knownUnits(directory: string): Map<string, FilePrice["unit"]> {
  const units = new Map<string, FilePrice["unit"]>();
  for (const entry of existsSync(directory) ? readdirSync(directory, { withFileTypes: true }) : []) {
    if (!entry.isDirectory()) continue;
    const { prices } = newestFiles(directory, entry.name);
    for (const [key, { unit }] of [...Object.entries(prices?.prices ?? {}), ...Object.entries(prices?.missing ?? {})]) {
      if (!units.has(key)) units.set(key, unit);
    }
  }
  return units;
}

export function newestFiles(directory: string, region: string): { prices?: PriceFile; machines?: MachinePriceFile } {
  const folder = path.join(directory, region);
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  const read = (pattern: RegExp): unknown => {
    const name = names.filter((each) => pattern.test(each)).at(-1);
    return name === undefined ? undefined : JSON.parse(readFileSync(path.join(folder, name), "utf8"));
  };
  const prices = read(/^\d{4}-\d{2}-\d{2}\.json$/) as PriceFile | undefined;
  const machines = read(/^ec2-\d{4}-\d{2}-\d{2}\.json$/) as MachinePriceFile | undefined;
  return { ...(prices === undefined ? {} : { prices }), ...(machines === undefined ? {} : { machines }) };
}

/** Both are written in full beside their places first: what can fail has failed before anything is replaced. */
function writeFiles(folder: string, files: readonly { name: string; content: unknown }[]): void {
  const partial = (name: string) => path.join(folder, `.${name}.${process.pid}`);
  try {
    mkdirSync(folder, { recursive: true });
    for (const { name, content } of files) {
      writeFileSync(partial(name), `${JSON.stringify(content, undefined, 2)}\n`);
    }
    for (const { name } of files) renameSync(partial(name), path.join(folder, name));
  } catch (error) {
    for (const { name } of files) rmSync(partial(name), { force: true });
    throw new UserError(`The prices cannot be written: ${(error as Error).message}.`, `Check the folder ${folder}.`);
  }
}
