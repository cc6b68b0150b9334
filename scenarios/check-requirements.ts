/** `npm run requirements`: every requirement of the thesis, checked on a running stack with evidence. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { helpText, readOptions, text, UsageError, type Values } from "../cli/options";
import { consoleProgress, type Progress } from "../local/progress";
import { loadKubeconfig } from "./cluster-access";
import { AutoscalerSwitch } from "./experiment/autoscaler-switch";
import { repositoryRoot } from "./repository";
import { openRunningStack } from "./running-stack";
import { checkAll } from "./requirements";
import { observe } from "./requirements/observe";
import { checkTable, junit } from "./requirements/report";

const options = {
  stack: text("NAME", "Pulumi stack that runs", { fallback: "local" }),
  kubeconfig: text("FILE", "its cluster", { fallback: "out/local/kubeconfig" }),
  output: text("FOLDER", "where requirements.json and requirements.xml (JUnit) are written", {
    fallback: "out/requirements",
  }),
};

/** What has to be undone when the command is interrupted. */
let release: (() => Promise<void>) | undefined;

async function check(values: Values<typeof options>, progress: Progress): Promise<number> {
  const { kubeconfig, ...context } = await openRunningStack(values, progress);
  const { stack } = context;
  const autoscaler =
    stack.autoscaler.kind === "keda" ? new AutoscalerSwitch(loadKubeconfig(kubeconfig), stack.namespace) : undefined;
  release = () => autoscaler?.release() ?? Promise.resolve();
  const seen = await observe(context, autoscaler);
  progress.done();
  const results = checkAll(seen);
  const folder = path.resolve(repositoryRoot, values.output);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path.join(folder, "requirements.json"),
    `${JSON.stringify({ schemaVersion: 1, results, seen }, undefined, 2)}\n`,
  );
  writeFileSync(path.join(folder, "requirements.xml"), junit(results));
  console.log(`\n${checkTable(results)}\nEvidence: ${path.relative(process.cwd(), folder)}/requirements.json`);
  return results.some(({ verdict }) => verdict === "failed") ? 1 : 0;
}

async function main(argv: readonly string[]): Promise<number> {
  const progress = consoleProgress();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      progress.note("Interrupted: the autoscaler is released.");
      void (release?.() ?? Promise.resolve()).finally(() => process.exit(130));
    });
  }
  try {
    const values = readOptions(options, argv);
    if (values === "help") {
      console.log(
        helpText(
          "npm run requirements -- [options]",
          "Checks every requirement of the thesis on a running stack and shows the evidence.",
          options,
        ),
      );
      return 0;
    }
    return await check(values, progress);
  } catch (error) {
    progress.done();
    console.error(error instanceof Error ? error.message : String(error));
    return error instanceof UsageError ? 2 : 1;
  }
}

void main(process.argv.slice(2)).then((code) => process.exit(code));
