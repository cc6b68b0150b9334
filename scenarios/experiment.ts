/** `npm run experiment`: the scalability experiment of the thesis (7.3) on a running stack, judged by numbers. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { helpText, number, readOptions, text, UsageError, type Values } from "../cli/options";
import { consoleProgress, type Progress } from "../local/progress";
import { runExperiment, type ExperimentRun } from "./experiment/run-experiment";
import { experimentTable, summarise } from "./experiment/table";
import { loadOf, loadOptions } from "./load-options";
import { repositoryRoot } from "./repository";
import { Interruption } from "./session/interruption";
import { openSession } from "./session/session";

/** Fewer are read before an autoscaler has looked. */
const minimumEvents = 1000;

const options = {
  repeat: number("N", "how often the three scenarios are run; the thesis: 10", {
    fallback: 1,
    minimum: 1,
    maximum: 100,
    whole: true,
  }),
  ...loadOptions(minimumEvents),
  stack: text("NAME", "Pulumi stack that runs", { fallback: "local" }),
  kubeconfig: text("FILE", "its cluster", { fallback: "out/local/kubeconfig" }),
  output: text("FILE", "where the records of all runs are written", { fallback: "out/experiment.json" }),
};

async function experiment(
  values: Values<typeof options>,
  progress: Progress,
  interruption: Interruption,
): Promise<number> {
  const load = { ...loadOf(values, minimumEvents), invalidShare: 0, bytes: 500 };
  const session = await openSession(values, progress, interruption, true);
  const file = path.resolve(repositoryRoot, values.output);
  mkdirSync(path.dirname(file), { recursive: true });
  const keep = (_: ExperimentRun, runs: readonly ExperimentRun[]) =>
    writeFileSync(file, `${JSON.stringify({ schemaVersion: 1, runs, summary: summarise(runs) }, undefined, 2)}\n`);
  const settings = { load, repeat: values.repeat, onRun: keep };
  const runs = await interruption.outcomeOf(runExperiment(settings, session).finally(session.close));
  progress.done();
  const summary = summarise(runs);
  console.log(`\n${experimentTable(summary)}\nRecords of all runs: ${path.relative(process.cwd(), file)}`);
  return summary.problems.length === 0 ? 0 : 1;
}

async function main(argv: readonly string[]): Promise<number> {
  const progress = consoleProgress();
  const interruption = new Interruption(
    progress,
    "Interrupted: what was recorded is kept, and the autoscaler is let go.",
  );
  try {
    const values = readOptions(options, argv);
    if (values === "help") {
      const summary =
        "Sends the same load three times: to one replica without scaling, with scaling from one replica, and with scaling from the " +
        "replicas that are left; compares the drain with what partitions and replicas allow.";
      console.log(helpText("npm run experiment -- [options]", summary, options));
      return 0;
    }
    return await experiment(values, progress, interruption);
  } catch (error) {
    progress.done();
    console.error(error instanceof Error ? error.message : String(error));
    return error instanceof UsageError ? 2 : 1;
  }
}

void main(process.argv.slice(2)).then((code) => process.exit(code));
