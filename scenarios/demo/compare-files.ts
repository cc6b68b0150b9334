import path from "node:path";
import { UsageError } from "../../cli/options";
import { repositoryRoot } from "../repository";
import { compareRecords, comparisonJson } from "./comparison/model";
import { overview } from "./comparison/overview";
import { comparisonPage } from "./comparison/page";
import { readDemoRecord } from "./record";
import { writeWhole } from "./store";

/**
 * Two records side by side: a page, and the same as JSON beside it.
 * @param folder where both are written
 * @returns the exit code
 * @throws UsageError unless there are two files
 * @throws UserError when one of them is no record; nothing has been written then
 */
export function compareFiles(files: readonly string[], folder = path.join(repositoryRoot, "out", "demo")): number {
  const option = files.find((file) => file.startsWith("--"));
  if (option !== undefined) {
    throw new UsageError(
      `${option} does not belong to --compare. Write --compare A.json B.json alone; both files are written to out/demo.`,
    );
  }
  const [first, second, ...rest] = files;
  if (first === undefined || second === undefined || rest.length > 0) {
    throw new UsageError(`--compare takes two files; ${files.length} were given. Write --compare A.json B.json.`);
  }
  if (path.resolve(first) === path.resolve(second)) {
    throw new UsageError(`--compare was given ${first} twice. Give two records.`);
  }
  const comparison = compareRecords(readDemoRecord(first), readDemoRecord(second));
  const name = comparison.names.map((each) => each.replaceAll(/[^A-Za-z0-9-]+/g, "-")).join("-and-");
  const file = path.join(folder, `${name}.html`);
  writeWhole(file, comparisonPage(comparison));
  const says = overview(comparison);
  writeWhole(path.join(folder, `${name}.json`), comparisonJson(comparison, says));
  for (const sentence of [...says.warnings, ...says.sentences]) console.log(sentence);
  console.log(`Comparison: ${path.relative(process.cwd(), file)}, and ${name}.json beside it`);
  return 0;
}
