/** One file of AWS's public price list in CSV, read line by line: EC2's has hundreds of megabytes. */

/** What is used of a row. Names are those of the file's columns. */
export interface OfferRow {
  readonly usageType: string;
  readonly operation: string;
  readonly unit: string;
  readonly priceUsd: string;
  readonly startingRange: string;
  readonly endingRange: string;
  /** Column by its name; "" when the file has none of that name. */
  readonly attribute: (column: string) => string;
}

export interface OfferFile {
  /** Day on which AWS published it. */
  readonly published: string;
  /** Rows that are priced on demand, in US dollars. */
  readonly rows: AsyncIterable<OfferRow>;
}

/** A file that is not what AWS publishes. */
export class OfferFileError extends Error {
  override readonly name = "OfferFileError";
}

/** Fields of a line; a quote inside of one is doubled. */
export function fields(line: string): string[] {
  const found: string[] = [];
  const pattern = /(?:"((?:[^"]|"")*)"|([^",]*))(?:,|$)/y;
  while (pattern.lastIndex < line.length) {
    const match = pattern.exec(line);
    if (match === null) throw new OfferFileError(`a line cannot be read as CSV: ${line.slice(0, 60)}`);
    found.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
  }
  return found;
}

const required = [
  "TermType",
  "StartingRange",
  "EndingRange",
  "Unit",
  "PricePerUnit",
  "Currency",
  "usageType",
  "operation",
] as const;

/**
 * Reads the lines before the table, then its rows one by one.
 * @throws OfferFileError when it is no price list of format version v1.0, or a column is missing
 */
export async function readOfferFile(lines: AsyncIterator<string, undefined>): Promise<OfferFile> {
  const head = new Map<string, string>();
  for (;;) {
    const next = await lines.next();
    if (next.done === true) throw new OfferFileError("it ends before its table");
    const row = fields(next.value);
    if (row[0] === "SKU") {
      const [version, published] = [head.get("FormatVersion"), head.get("Publication Date")?.slice(0, 10)];
      if (version !== "v1.0" || published === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(published)) {
        throw new OfferFileError(
          `its format version is ${version ?? "missing"}, known is v1.0 with a Publication Date`,
        );
      }
      return { published, rows: table(row, lines) };
    }
    if (head.size > 20) throw new OfferFileError("it has no line that begins with SKU");
    head.set(row[0] ?? "", row[1] ?? "");
  }
}

async function* table(header: readonly string[], lines: AsyncIterator<string, undefined>): AsyncIterable<OfferRow> {
  // The case of some names differs between services.
  const columns = new Map(header.map((name, index) => [name.toLowerCase(), index]));
  const missing = required.filter((name) => !columns.has(name.toLowerCase()));
  if (missing.length > 0) throw new OfferFileError(`it has no column ${missing.join(", ")}`);
  for (;;) {
    const next = await lines.next();
    if (next.done === true) return;
    const { value } = next;
    // Most lines of EC2 are reserved instances; to skip them before they are taken apart halves the time.
    if (!value.includes('"OnDemand"') && value.startsWith('"')) continue;
    const row = fields(value);
    const attribute = (name: string) => row[columns.get(name.toLowerCase()) ?? -1] ?? "";
    if (attribute("TermType") !== "OnDemand" || attribute("Currency") !== "USD") continue;
    yield {
      usageType: attribute("usageType"),
      operation: attribute("operation"),
      unit: attribute("Unit"),
      priceUsd: attribute("PricePerUnit"),
      startingRange: attribute("StartingRange"),
      endingRange: attribute("EndingRange"),
      attribute,
    };
  }
}

/** `EU-Storage-ShardHour` → `Storage-ShardHour`: usage types begin with a code of their region nearly everywhere. */
export function withoutRegion(usageType: string): string {
  return usageType.replace(/^(?:EU|[A-Z]{3}\d)-/, "");
}
