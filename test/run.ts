/** `npm test`: everything that needs no cluster, no root and no network. Prints each check with its time, then the counts. */
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";

const root = path.dirname(__dirname);
/** Jest's own report, which .ci/run adds up. */
const report = path.join(root, "out", "test", "unit.json");

interface Check {
  readonly name: string;
  readonly command: readonly string[];
}

const binary = (name: string) => path.join(root, "node_modules", ".bin", name);
const jest: Check = {
  name: "unit, component, plan and contract tests",
  command: [
    binary("jest"),
    "--selectProjects",
    "unit",
    "--json",
    `--outputFile=${report}`,
    "--silent",
    "--reporters=default",
  ],
};
const checks: readonly Check[] = [
  { name: "formatting", command: [binary("prettier"), "--check", "--log-level=warn", "."] },
  { name: "types", command: [binary("tsc"), "--noEmit"] },
  { name: "lint", command: [binary("eslint"), "--max-warnings=0", "."] },
];

interface Outcome {
  readonly name: string;
  readonly passed: boolean;
}

async function run({ name, command }: Check): Promise<Outcome> {
  const started = Date.now();
  const [file = "", ...args] = command;
  const chunks: Buffer[] = [];
  const child = spawn(file, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
  const code = await new Promise<number | null>((resolve) => {
    child.once("error", () => resolve(null));
    child.once("close", resolve);
  });
  const passed = code === 0;
  console.log(`${passed ? "ok    " : "FAILED"} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (!passed) console.log(Buffer.concat(chunks).toString("utf8").trimEnd());
  return { name, passed };
}

async function main(): Promise<void> {
  mkdirSync(path.dirname(report), { recursive: true });
  rmSync(report, { force: true });
  // Two at a time: jest takes the longest, and the others follow each other beside it.
  const others = async () => {
    const outcomes: Outcome[] = [];
    for (const check of checks) outcomes.push(await run(check));
    return outcomes;
  };
  const [jestOutcome, outcomes] = await Promise.all([run(jest), others()]);
  const failedChecks = outcomes.filter(({ passed }) => !passed).length;
  let counts = { numPassedTests: 0, numFailedTests: 0, numFailedTestSuites: 0, numRuntimeErrorTestSuites: 0 };
  try {
    counts = JSON.parse(readFileSync(report, "utf8")) as typeof counts;
  } catch {
    // Jest did not get as far as a report; its output is above.
  }
  const failedTests = counts.numFailedTests + counts.numRuntimeErrorTestSuites;
  const failed = failedTests + failedChecks + (jestOutcome.passed || failedTests > 0 ? 0 : 1);
  console.log(`${counts.numPassedTests + outcomes.length - failedChecks} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

void main();
