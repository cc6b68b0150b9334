/**
 * `npm run test:cluster`: starts the local cluster when none runs, runs the tests in stacks of their own, and leaves
 * the machine as it was found. The last line is `N passed, M failed`.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { optionalText, UsageError, type Values } from "../../cli/options";
import { stopLocalCluster } from "../../local/cluster";
import { ensurePackages } from "../../local/packages";
import { duration, silentProgress, type Progress } from "../../local/progress";
import { localClusterStatus } from "../../local/status";
import { runCommand } from "../../scenarios/command";
import { destroy } from "../../scenarios/pulumi-stack";
import { repositoryRoot } from "../../scenarios/repository";
import { documentPackages } from "../documents/packages";
import { outputFolder, prepare, TestStack } from "./context";

/** Named as jest names them. */
const options = {
  testPathPatterns: optionalText("PATTERN", "only the test files whose path matches, for example 9-aws"),
  testNamePattern: optionalText("PATTERN", "only the tests whose name matches"),
};
function testFiles(): readonly string[] {
  return ["test/cluster", "test/documents"].flatMap((folder) =>
    readdirSync(path.join(repositoryRoot, folder))
      .filter((file) => file.endsWith(".test.ts"))
      .map((file) => `${folder}/${file}`),
  );
}

/** What jest is told of the options. @throws UsageError when no test file matches: a run of no test must not pass */
function selection(values: Values<typeof options>): readonly string[] {
  const { testPathPatterns } = values;
  if (testPathPatterns !== undefined && !testFiles().some((file) => new RegExp(testPathPatterns, "i").test(file)))
    throw new UsageError(`--testPathPatterns ${testPathPatterns} matches none of ${testFiles().join(", ")}`);
  return Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`]));
}

const counts = z.object({ numPassedTests: z.int(), numFailedTests: z.int(), numRuntimeErrorTestSuites: z.int() });

interface Result {
  readonly passed: number;
  readonly failed: number;
}

async function jest(project: "documents" | "cluster", args: readonly string[]): Promise<Result> {
  const report = path.join(outputFolder, `jest-${project}.json`);
  const binary = path.join(repositoryRoot, "node_modules", "jest", "bin", "jest.js");
  const fixed = ["--selectProjects", project, "--runInBand", "--passWithNoTests", "--json", `--outputFile=${report}`];
  const sequencer = `--testSequencer=${path.join(__dirname, "sequencer.cjs")}`;
  const child = spawn(process.execPath, [binary, ...fixed, sequencer, "--verbose", ...args], {
    cwd: repositoryRoot,
    // The report as JSON goes to the file; jest's own lines go to the standard error.
    stdio: ["ignore", "ignore", "inherit"],
  });
  const stop = () => child.kill("SIGTERM");
  process.once("SIGTERM", stop);
  await new Promise((resolve) => child.once("close", resolve));
  process.removeListener("SIGTERM", stop);
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = counts.parse(
      JSON.parse(readFileSync(report, "utf8")),
    );
    return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
  } catch {
    console.error("jest ended without a report: see its lines above.");
    return { passed: 0, failed: 1 };
  }
}

/** What interrupted tests have left: stacks in the cluster. */
async function removeStacks(): Promise<void> {
  const folders = readdirSync(outputFolder).filter((name) => existsSync(path.join(outputFolder, name, "state")));
  for (const name of folders) {
    const stack = new TestStack(name);
    try {
      const opened = await stack.open();
      if (((await opened.info())?.result ?? "") === "" || (await opened.exportStack()).deployment === undefined)
        continue;
      await destroy({ stack: opened, progress: silentProgress });
    } catch {
      // Never deployed, or gone with the cluster.
    }
  }
}

/** Reports in an office suite and in a browser: needs no cluster, and comes first because it takes the least time. */
async function documents(progress: Progress, args: readonly string[]): Promise<Result> {
  try {
    await ensurePackages(progress, documentPackages);
    progress.done();
    return await jest("documents", args);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return { passed: 0, failed: 1 };
  }
}

async function main(args: readonly string[], progress: Progress): Promise<number> {
  const began = Date.now();
  // Also one that runs only in part is somebody's.
  const ranBefore = localClusterStatus().components.length > 0;
  rmSync(outputFolder, { recursive: true, force: true });
  mkdirSync(outputFolder, { recursive: true });
  const pages = await documents(progress, args);
  let result: Result = { passed: 0, failed: 1 };
  try {
    await prepare(progress);
    result = await jest("cluster", args);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
  } finally {
    if (ranBefore) {
      await removeStacks();
    } else {
      // One more check: nothing of the cluster stays.
      const remains = await stopLocalCluster({ purge: false }, progress);
      for (const one of remains) console.error(`left behind: ${one}`);
      result = {
        passed: result.passed + (remains.length === 0 ? 1 : 0),
        failed: result.failed + (remains.length === 0 ? 0 : 1),
      };
    }
  }
  console.log(`Cluster tests took ${duration((Date.now() - began) / 1000)}.`);
  const failed = result.failed + pages.failed;
  console.log(`${result.passed + pages.passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

runCommand(
  {
    name: "test:cluster",
    summary:
      "The stack's tests on a real cluster, and its reports' in a browser and an office suite. About 45 minutes on two cores.",
    options,
    notes: ["Test files:", ...testFiles().map((file) => `  ${file}`)].join("\n"),
    run: async (values, progress) => main(selection(values), progress),
  },
  process.argv.slice(2),
);
