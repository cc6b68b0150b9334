/**
 * `npm run bench:cost`: how long a whole comparison takes in a new process, against one that does nothing
 * (`node -e 0`). Both run in turn, so that what else the machine does meets both; the middle ratio is what counts.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { helpText, number, readOptions, UsageError } from "../cli/options";

const root = path.dirname(__dirname);
const options = {
  pairs: number("N", "pairs of runs of each format", { fallback: 11, minimum: 1, maximum: 100, whole: true }),
};
/** Most that a format may take, in runs of `node -e 0`. */
const limits = { table: 10, json: 10, xlsx: 30, html: 30 } as const;

function milliseconds(args: readonly string[]): number {
  const started = process.hrtime.bigint();
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: "ignore" });
  if (status !== 0) throw new Error(`node ${args.join(" ")} ended with ${status ?? "a signal"}.`);
  return Number(process.hrtime.bigint() - started) / 1e6;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function main(argv: readonly string[]): void {
  const values = readOptions(options, argv);
  if (values === "help") {
    console.log(helpText("npm run bench:cost -- [options]", "Times the cost command against a bare node.", options));
    return;
  }
  // Makes the bundle when it is stale.
  milliseconds([path.join(root, "bin", "cost.mjs"), "--help"]);
  const folder = mkdtempSync(path.join(tmpdir(), "acm-bench-"));
  try {
    for (const [format, limit] of Object.entries(limits)) {
      const command = [path.join(root, "build", "cost", "main.js"), "--scenario", "thesis"];
      command.push("--format", format, "--output", path.join(folder, `report.${format}`));
      milliseconds(command);
      const pairs = Array.from({ length: values.pairs }, () => ({
        cost: milliseconds(command),
        bare: milliseconds(["-e", "0"]),
      }));
      const ratio = median(pairs.map(({ cost, bare }) => cost / bare));
      const [cost, bare] = [median(pairs.map((each) => each.cost)), median(pairs.map((each) => each.bare))];
      console.log(
        `${format.padEnd(6)} ${cost.toFixed(0).padStart(6)} ms, bare node ${bare.toFixed(0)} ms: ${ratio.toFixed(1)} times, at most ${limit}`,
      );
      if (ratio > limit) process.exitCode = 1;
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
