import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";

const run = promisify(execFile);

/** Every sheet as comma-separated values: raw ones, not as they are shown. */
const filter = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1";

export type Rows = readonly (readonly string[])[];

/** Rows of comma-separated values; a field with a line break in it stays whole. */
function parse(csv: string): Rows {
  const rows: string[][] = [[]];
  for (const [, quoted, bare = "", end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    rows.at(-1)?.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    if (end !== ",") rows.push([]);
  }
  return rows;
}

/**
 * What LibreOffice calculates from a workbook, by sheet. The values that are stored with the formulas are taken out
 * before, so that nothing is read back that was not calculated.
 * @param change new number by "Sheet!C5"
 */
export async function recalculated(
  workbook: Uint8Array,
  change: Readonly<Record<string, string>> = {},
): Promise<Record<string, Rows>> {
  const parts = unzipSync(workbook);
  const names = [...strFromU8(parts["xl/workbook.xml"] as Uint8Array).matchAll(/sheet name="([^"]+)"/g)];
  for (const [index, [, name = ""]] of names.entries()) {
    const file = `xl/worksheets/sheet${index + 1}.xml`;
    let xml = strFromU8(parts[file] as Uint8Array).replace(/<\/f><v>[^<]*<\/v>/g, "</f>");
    for (const [place, value] of Object.entries(change)) {
      const [sheet, cell = ""] = place.split("!");
      if (sheet !== name) continue;
      const changed = xml.replace(new RegExp(`(<c r="${cell}"[^>]*><v>)[^<]*`), `$1${value}`);
      if (changed === xml) throw new Error(`${place} is no number.`);
      xml = changed;
    }
    parts[file] = strToU8(xml);
  }
  const folder = mkdtempSync(path.join(tmpdir(), "acm-workbook-"));
  try {
    writeFileSync(path.join(folder, "book.xlsx"), zipSync(parts));
    const profile = `-env:UserInstallation=file://${path.join(folder, "profile")}`;
    await run("soffice", ["--headless", profile, "--convert-to", filter, "--outdir", folder, "book.xlsx"], {
      cwd: folder,
    });
    const sheets = readdirSync(folder).filter((file) => file.endsWith(".csv"));
    return Object.fromEntries(
      sheets.map((file) => [file.replace(/^book-|\.csv$/g, ""), parse(readFileSync(path.join(folder, file), "utf8"))]),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
