/**
 * `npm run cost:example`: writes what docs/ has of the cost module, the schema of the JSON report and the reports of the
 * thesis as an example. `--picture` also takes the picture for the README, for which it needs Chromium.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { takePicture } from "../report/picture";
import { analyse } from "./analysis";
import { compare, type Comparison } from "./compare";
import type { ParameterSet } from "./model";
import { parameterSet } from "./parameters";
import { FilePriceBook } from "./prices/price-book";
import { renderReport, type Format, type Report } from "./report";
import { costReportSchema } from "./report/json-schema";
import { priceDirectory, repository } from "./repository";
import { scenarios } from "./scenarios";
import { switchesOf } from "./scenarios/switches";
import { variantsOf } from "./scenarios/variants";

/** Day of the example, so that it is the same whenever it is made. */
const created = "2026-11-25T00:00:00.000Z";
const folder = "docs/example/cost";
const exampleFormats: readonly Format[] = ["html", "xlsx", "markdown"];
const endings: Partial<Record<Format, string>> = { markdown: "md" };

/** The report of chapter 8 as printed. */
export function exampleReport(id: "thesis" | "consistent" = "thesis"): Report {
  const scenario = scenarios[id];
  if (scenario === undefined) throw new Error(`There is no scenario ${id}.`);
  const prices = new FilePriceBook({ directory: priceDirectory });
  const parameters = parameterSet([scenario.layer]);
  const again = (changed: ParameterSet): Comparison =>
    compare({ parameters: changed as typeof parameters, prices, scenario: id, options: scenario.options });
  const comparison = again(parameters);
  return {
    comparison,
    analysis: analyse({ comparison, parameters, compare: again }),
    context: { created, command: `npm run cost -- --scenario ${id}`, currency: "USD", commit: "that of this file" },
    switches: switchesOf(scenario.switches, parameters),
    reconstructions: scenario.reconstructions,
    figures: () => scenario.rows(prices),
    variants: variantsOf(scenario, parameters, again),
  };
}

/** Generated files by their path in the project. */
export async function generatedFiles(): Promise<Record<string, string | Uint8Array>> {
  const report = exampleReport();
  const files: Record<string, string | Uint8Array> = {
    "docs/cost-report.schema.json": `${JSON.stringify(costReportSchema(), undefined, 2)}\n`,
  };
  for (const each of exampleFormats) {
    files[`${folder}/thesis.${endings[each] ?? each}`] = await renderReport(each, report);
  }
  return files;
}

async function picture(): Promise<void> {
  const file = (ending: string) => path.join(repository, folder, `thesis.${ending}`);
  await takePicture({ page: file("html"), file: file("png"), width: 1080, height: 1130 });
}

async function main(): Promise<void> {
  for (const [file, content] of Object.entries(await generatedFiles())) {
    const target = path.join(repository, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
  if (process.argv.includes("--picture")) await picture();
}

if (require.main === module) void main();
