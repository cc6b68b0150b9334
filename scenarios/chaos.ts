/** `npm run chaos`: repeats the load while parts of the running stack are killed, and counts every event. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { number, type Values } from "../cli/options";
import type { Progress } from "../local/progress";
import { chaosRun, chaosTable, type ChaosResult } from "./chaos-run";
import { runCommand, stackOptions } from "./command";
import { repositoryRoot } from "./repository";
import { openRunningStack } from "./running-stack";

const options = {
  runs: number("N", "how many times", { fallback: 10, minimum: 1, maximum: 1000, whole: true }),
  events: number("N", "events of one run", { fallback: 75_000, minimum: 1000, maximum: 10_000_000, whole: true }),
  rate: number("R", "events a second", { fallback: 2_500, minimum: 1, maximum: 50_000 }),
  seed: number("N", "of the first run; each further run adds 1", {
    fallback: 1,
    minimum: 0,
    maximum: 1e9,
    whole: true,
  }),
  ...stackOptions,
};

async function chaos(values: Values<typeof options>, progress: Progress): Promise<number> {
  const { kubeconfig, ...context } = await openRunningStack(values, progress);
  const results: ChaosResult[] = [];
  const file = path.join(repositoryRoot, "out", "chaos.json");
  mkdirSync(path.dirname(file), { recursive: true });
  for (let run = 0; run < values.runs; run++) {
    progress.note(`Run ${run + 1} of ${values.runs}, seed ${values.seed + run}`);
    const load = { events: values.events, rate: values.rate, invalidShare: 0.01, bytes: 500 };
    const result = await chaosRun(load, values.seed + run, kubeconfig, context);
    results.push(result);
    for (const problem of result.record.problems) progress.note(problem);
    // After every run: what was found must not be lost with the last one.
    writeFileSync(file, `${JSON.stringify(results, undefined, 2)}\n`);
  }
  console.log(`\n${chaosTable(results)}\nRecords of all runs: out/chaos.json`);
  return results.every(({ record }) => record.problems.length === 0) ? 0 : 1;
}

const summary =
  "Sends events to the running stack while processors are killed, a broker is deleted and the leader of ZooKeeper " +
  "(or the KRaft controller) is, and counts every event in the output.";

runCommand({ name: "chaos", summary, options, run: chaos }, process.argv.slice(2));
