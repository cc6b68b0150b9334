/** `npm run experiment`: the scalability experiment of the thesis (7.3) on a running stack, judged by numbers. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { number, text, type Values } from "../cli/options";
import type { Progress } from "../local/progress";
import { runCommand, stackOptions } from "./command";
import { counted } from "./demo/words";
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
  ...stackOptions,
  output: text("FILE", "where the records of all runs are written", { fallback: "out/experiment.json" }),
};

async function experiment(values: Values<typeof options>, progress: Progress): Promise<number> {
  const says = "Interrupted: the autoscaler is let go.";
  const interruption = new Interruption(progress, says);
  const load = { ...loadOf(values, minimumEvents), invalidShare: 0, bytes: 500 };
  const session = await openSession(values, progress, interruption, true);
  const file = path.resolve(repositoryRoot, values.output);
  mkdirSync(path.dirname(file), { recursive: true });
  const shown = path.relative(process.cwd(), file);
  let kept = 0;
  const keep = (_: ExperimentRun, runs: readonly ExperimentRun[]) => {
    writeFileSync(file, `${JSON.stringify({ schemaVersion: 1, runs, summary: summarise(runs) }, undefined, 2)}\n`);
    kept = runs.length;
  };
  interruption.undo = async () => {
    progress.note(
      kept === 0 ? "No run had ended: there is no record." : `Records of ${counted(kept, "run")}: ${shown}`,
    );
    await session.close();
  };
  const settings = { load, repeat: values.repeat, onRun: keep };
  const runs = await interruption.outcomeOf(runExperiment(settings, session).finally(session.close));
  progress.done();
  const summary = summarise(runs);
  console.log(`\n${[experimentTable(summary), ...summary.problems].join("\n")}\nRecords of all runs: ${shown}`);
  return summary.problems.length === 0 ? 0 : 1;
}

const summary =
  "Sends the same load three times: to one replica without scaling, with scaling from one replica, and with scaling from the " +
  "replicas that are left; compares the drain with what partitions and replicas allow.";

runCommand({ name: "experiment", summary, options, run: experiment }, process.argv.slice(2));
