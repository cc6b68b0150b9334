import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { MissingPrice, type Price, type PriceBook } from "../model";
import { overridden, type Overrides } from "./overrides";
import type { FilePrice, MachinePriceFile, PriceFile } from "./price-file";

export interface PriceBookOptions {
  /** Folder with a folder of dated files for each region. */
  readonly directory: string;
  /** The files of this day or the last before it. @default the newest */
  readonly date?: string | undefined;
  /** @default none */
  readonly overrides?: Overrides;
}

/** A region's newest file of a kind; its content was checked when it was written (`prices check`). */
interface RegionFiles {
  readonly prices?: PriceFile;
  readonly machines?: () => MachinePriceFile | undefined;
}

/** Prices by key and region. A region's files are read when it is first asked for. */
export class FilePriceBook implements PriceBook {
  private readonly regions = new Map<string, RegionFiles>();
  private readonly found = new Map<string, Price | undefined>();

  constructor(private readonly options: PriceBookOptions) {}

  price(key: string, region: string): Price {
    const price = this.find(key, region);
    if (price !== undefined) return price;
    throw new MissingPrice(key, region, this.whatIsMissing(key, region));
  }

  has(key: string, region: string): boolean {
    return this.find(key, region) !== undefined;
  }

  /** Regions that have files. */
  knownRegions(): string[] {
    return readdirSync(this.options.directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  }

  /** Every price of a region, in the order of their keys. */
  all(region: string): Price[] {
    const { prices, machines } = this.files(region);
    const keys = [...Object.keys(prices?.prices ?? {}), ...Object.keys(machines?.()?.hourly ?? {})];
    return keys.sort().flatMap((key) => this.find(key, region) ?? []);
  }

  /** Keys that are known to have no price in a region. */
  missing(region: string): string[] {
    return Object.keys(this.files(region).prices?.missing ?? {}).filter((key) => !this.has(key, region));
  }

  private find(key: string, region: string): Price | undefined {
    const id = `${region} ${key}`;
    if (!this.found.has(id)) {
      this.found.set(id, overridden(key, region, this.list(key, region), this.options.overrides ?? []));
    }
    return this.found.get(id);
  }

  private list(key: string, region: string): Price | undefined {
    const { prices, machines } = this.files(region);
    if (key.startsWith("ec2.")) {
      const file = machines?.();
      const usd = file?.hourly[key];
      return file === undefined || usd === undefined ? undefined : { key, region, ...file.defaults, tiers: [{ usd }] };
    }
    const price = prices?.prices[key];
    return price === undefined ? undefined : asPrice(key, region, price);
  }

  private files(region: string): RegionFiles {
    const known = this.regions.get(region);
    if (known !== undefined) return known;
    const folder = path.join(this.options.directory, region);
    let names: string[] = [];
    try {
      names = readdirSync(folder);
    } catch {
      // A region without files has no prices; whoever asks for one is told.
    }
    const newest = (pattern: RegExp) =>
      names
        .flatMap((name) => pattern.exec(name) ?? [])
        .filter(
          (date) => /^\d{4}-\d{2}-\d{2}$/.test(date) && (this.options.date === undefined || date <= this.options.date),
        )
        .sort()
        .at(-1);
    const read = <T>(name: string) => JSON.parse(readFileSync(path.join(folder, name), "utf8")) as T;
    const base = newest(/^(\d{4}-\d{2}-\d{2})\.json$/);
    const machineDate = newest(/^ec2-(\d{4}-\d{2}-\d{2})\.json$/);
    let machines: MachinePriceFile | undefined;
    const files: RegionFiles = {
      ...(base === undefined ? {} : { prices: read<PriceFile>(`${base}.json`) }),
      machines: () => {
        if (machineDate !== undefined) machines ??= read<MachinePriceFile>(`ec2-${machineDate}.json`);
        return machines;
      },
    };
    this.regions.set(region, files);
    return files;
  }

  private whatIsMissing(key: string, region: string): string {
    const regions = this.knownRegions().filter((other) => other !== region && this.has(key, other));
    const elsewhere = regions.length > 0 ? ` (${regions.join(", ")} has one, and prices differ by region)` : "";
    return (
      `There is no price for ${key} in ${region}${elsewhere}. ` +
      `Fetch it with: npm run cost -- prices refresh --region ${region}, or give it in a file: --prices FILE (docs/prices.md).`
    );
  }
}

function asPrice(key: string, region: string, price: FilePrice): Price {
  const { unit, priceDate, source, confidence, tiers, usd = "0" } = price;
  return {
    key,
    region,
    unit,
    tiers: (tiers ?? [{ usd }]).map(({ upTo, ...rest }) => (upTo === undefined ? rest : { upTo, ...rest })),
    priceDate,
    source,
    confidence,
  };
}
