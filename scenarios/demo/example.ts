/**
 * `npm run report:example`: writes the pages of the demonstrations that are kept in docs/example/demo/ from their
 * records, and the comparison of both. `--picture` also takes the picture for the README, for which it needs Chromium.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import { takePicture } from "../../report/picture";
import { repositoryRoot } from "../repository";
import { compareRecords, comparisonJson } from "./comparison/model";
import { overview } from "./comparison/overview";
import { comparisonPage } from "./comparison/page";
import { demoPage } from "./page";
import { readDemoRecord } from "./record";
import { writeWhole } from "./store";

export const exampleFolder = path.join("docs", "example", "demo");
/** The one-machine cluster of npm start, and npm run demo:aws-stand-in: each as recorded, nothing left out. */
export const exampleRecords = ["onprem-local", "aws-stand-in"] as const;
/** Bytes that a record may have: it is part of every clone. */
export const longestRecord = 500_000;

const inFolder = (name: string) => path.join(exampleFolder, name);

/**
 * Generated files by their path in the project.
 * @throws UserError when a record is missing or damaged
 */
export function exampleFiles(): Record<string, string> {
  const [one, other] = exampleRecords.map((name) =>
    readDemoRecord(path.join(repositoryRoot, inFolder(`${name}.json`))),
  );
  if (one === undefined || other === undefined) return {};
  const comparison = compareRecords(one, other);
  return {
    [inFolder(`${exampleRecords[0]}.html`)]: demoPage(one),
    [inFolder(`${exampleRecords[1]}.html`)]: demoPage(other),
    [inFolder("comparison.html")]: comparisonPage(comparison),
    [inFolder("comparison.json")]: comparisonJson(comparison, overview(comparison)),
  };
}

/** Whether records are kept here at all. */
export const hasExamples = (): boolean =>
  exampleRecords.some((name) => existsSync(path.join(repositoryRoot, inFolder(`${name}.json`))));

async function main(): Promise<void> {
  for (const [file, content] of Object.entries(exampleFiles())) writeWhole(path.join(repositoryRoot, file), content);
  if (!process.argv.includes("--picture")) return;
  await takePicture({
    page: path.join(repositoryRoot, inFolder(`${exampleRecords[0]}.html`)),
    file: path.join(repositoryRoot, inFolder("demo.png")),
    width: 1080,
    height: "#experiment-replicas",
    // The verdict and the curves: what lies between them, and tables that open, are for the page.
    style: "nav,section[aria-labelledby=requirements],main>details,figure details{display:none}h2{margin-top:1rem}",
  });
}

if (require.main === module) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  });
}
