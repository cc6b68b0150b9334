/** `npm run requirements`: every requirement of the thesis, checked on a running stack with evidence. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { text, type Values } from "../cli/options";
import type { Progress } from "../local/progress";
import { runCommand, stackOptions } from "./command";
import { repositoryRoot } from "./repository";
import { checkAll } from "./requirements";
import { observe } from "./requirements/observe";
import { checkTable, junit } from "./requirements/report";
import { Interruption } from "./session/interruption";
import { openSession } from "./session/session";

const options = {
  ...stackOptions,
  output: text("FOLDER", "where requirements.json and requirements.xml (JUnit) are written", {
    fallback: "out/requirements",
  }),
};

async function check(values: Values<typeof options>, progress: Progress): Promise<number> {
  const interruption = new Interruption(progress, "Interrupted: the autoscaler is let go.");
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

const summary = "Checks every requirement of the thesis on a running stack and shows the evidence.";

runCommand({ name: "requirements", summary, options, run: check }, process.argv.slice(2));
