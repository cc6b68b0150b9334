/** `npm run report -- FILE…`: renders recorded demonstrations and runs again, without a cluster. */
import path from "node:path";
import { UsageError } from "../cli/options";
import { readAnyRecord } from "./demo/record";
import { reportFiles, writeWhole } from "./demo/store";
import { junit } from "./demo/junit";
import { demoPage } from "./demo/page";
import { runPage } from "./demo/run-page";
import { verdictOf } from "./demo/verdict";
import { recordedShape } from "./summary-table";

const help = [
  "Renders records of npm run demo again: the HTML page and the JUnit XML beside each JSON file.",
  "A record of npm start, out/local/run.json, becomes a page of its own.",
  "",
  "usage: npm run report -- FILE.json …",
  "",
  "Two records side by side: npm run demo -- --compare A.json B.json",
].join("\n");

function main(files: readonly string[]): number {
  if (files.includes("--help") || files.includes("-h")) {
    console.log(help);
    return 0;
  }
  try {
    const option = files.find((file) => file.startsWith("--"));
    if (option !== undefined) throw new UsageError(`${option} is not an option. Give the JSON files alone.`);
    if (files.length === 0)
      throw new UsageError("No file is given. Give the JSON files that npm run demo or npm start has written.");
    // All are read before any is written.
    const records = files.map((file) => ({ file, record: readAnyRecord(file) }));
    for (const { file, record } of records) {
      const { xml, html } = reportFiles(path.dirname(file), path.basename(file, ".json"));
      if ("runId" in record) {
        writeWhole(html, runPage(record));
        console.log(`${path.relative(process.cwd(), html)}: ${recordedShape(record)}`);
        continue;
      }
      writeWhole(xml, junit(record));
      writeWhole(html, demoPage(record));
      console.log(`${path.relative(process.cwd(), html)}: ${verdictOf(record).says}`);
    }
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return error instanceof UsageError ? 2 : 1;
  }
}

process.exitCode = main(process.argv.slice(2));
