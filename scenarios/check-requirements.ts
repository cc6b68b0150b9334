/** `npm run requirements`: every requirement of the thesis, checked on a running stack with evidence. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { helpText, readOptions, text, UsageError, type Values } from "../cli/options";
import { consoleProgress, type Progress } from "../local/progress";
import { repositoryRoot } from "./repository";
import { checkAll } from "./requirements";
import { observe } from "./requirements/observe";
import { checkTable, junit } from "./requirements/report";
import { Interruption } from "./session/interruption";
import { openSession } from "./session/session";

const options = {
  stack: text("NAME", "Pulumi stack that runs", { fallback: "local" }),
  kubeconfig: text("FILE", "its cluster", { fallback: "out/local/kubeconfig" }),
  output: text("FOLDER", "where requirements.json and requirements.xml (JUnit) are written", {
    fallback: "out/requirements",
  }),
};

async function check(values: Values<typeof options>, progress: Progress, interruption: Interruption): Promise<number> {
  const session = await openSession(values, progress, interruption, false);
  const seen = await interruption.outcomeOf(observe(session).finally(session.close));
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
  const interruption = new Interruption(progress, "Interrupted: the autoscaler is let go.");
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
    return await check(values, progress, interruption);
  } catch (error) {
    progress.done();
    console.error(error instanceof Error ? error.message : String(error));
    return error instanceof UsageError ? 2 : 1;
  }
}

void main(process.argv.slice(2)).then((code) => process.exit(code));
