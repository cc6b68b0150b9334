import path from "node:path";
import { UsageError } from "../../cli/options";
import { comparisonPage, namesOf } from "./comparison";
import { readDemoRecord } from "./record";
import { repositoryRoot } from "../repository";
import { writeWhole } from "./store";

/**
 * Two records side by side, as a page in out/demo/.
 * @returns the exit code
 * @throws UsageError unless there are two files
 */
export function compareFiles(files: readonly string[]): number {
  const [first, second, ...rest] = files;
  if (first === undefined || second === undefined || rest.length > 0) {
    throw new UsageError(`--compare takes two files; ${files.length} were given. Write --compare A.json B.json.`);
  }
  const [a, b] = [readDemoRecord(first), readDemoRecord(second)];
  const name = namesOf([a, b])
    .map((each) => each.replaceAll(/[^A-Za-z0-9-]+/g, "-"))
    .join("-and-");
  const file = path.join(repositoryRoot, "out", "demo", `${name}.html`);
  writeWhole(file, comparisonPage(a, b));
  console.log(`Comparison: ${path.relative(process.cwd(), file)}`);
  return 0;
}
