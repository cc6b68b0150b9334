/** `npm run demo`: shows on a running stack that every requirement holds, repeats the thesis' experiment, and reports both. */
import path from "node:path";
import { UsageError, type Values } from "../cli/options";
import type { Progress } from "../local/progress";
import { runCommand } from "./command";
import { beginRecord } from "./demo/begin";
import { compareFiles } from "./demo/compare-files";
import { demoOptions } from "./demo/options";
import type { DemoRecord } from "./demo/record";
import { runDemo, selectedChecks } from "./demo/run-demo";
import { keep, reportFiles, writeReport, type ReportFiles } from "./demo/store";
import { verdictOf } from "./demo/verdict";
import { experimentTable, summarise } from "./experiment/table";
import { newRunId, repositoryRoot } from "./repository";
import { Interruption } from "./session/interruption";
import { openSession } from "./session/session";

type Settings = Values<typeof demoOptions>;

const notes =
  "npm run demo -- --compare A.json B.json puts two records side by side and needs no cluster.\n" +
  "REQ1 to REQ10 stop the processor for a minute; availability checks delete pods of the stack, and one of KEDA's operator (hpa: of " +
  "Prometheus Adapter). Exit code: 0 all held, 1 not, 2 the command line cannot be used.";

function pattern(only: string | undefined): RegExp {
  try {
    return new RegExp(only ?? "");
  } catch {
    throw new UsageError(
      `--only ${only ?? ""} cannot be used. It must be a regular expression, for example ^Availability.`,
    );
  }
}

async function demo(values: Settings, command: string, progress: Progress): Promise<number> {
  const says = "Interrupted: what was recorded is kept, and the autoscaler is let go.";
  const interruption = new Interruption(progress, says);
  const requirementsOnly = values["requirements-only"];
  if (requirementsOnly && values["experiment-only"]) {
    throw new UsageError("--requirements-only and --experiment-only leave nothing to do. Give one of them.");
  }
  const checks = values["experiment-only"] ? [] : selectedChecks(pattern(values.only));
  if (checks.length === 0 && !values["experiment-only"]) {
    throw new UsageError(
      `--only ${values.only ?? ""} matches no check. Ids are such as Availability.1 or MetricsApi.1.`,
    );
  }
  const session = await openSession(values, progress, interruption, !requirementsOnly);
  const deployed = await session.deployed();
  const runId = newRunId();
  const files = reportFiles(
    path.resolve(repositoryRoot, values.output),
    `${values.stack}-${runId.replace("run-", "")}`,
  );
  const beginning = { command, stackName: values.stack, standIn: values["stand-in"], deployed };
  let record: DemoRecord = beginRecord(beginning, session.context);
  interruption.undo = async () => {
    writeReport(files, { ...record, state: "interrupted", endedAt: new Date().toISOString() });
    progress.note(`What was recorded until now: ${path.relative(process.cwd(), files.html)}`);
    await session.close();
  };
  const experiment = requirementsOnly
    ? undefined
    : { repeat: values.repeat, load: { events: values.events, rate: values.rate, invalidShare: 0, bytes: 500 } };
  try {
    const requirements = !values["experiment-only"] && values.only === undefined;
    const plan = { requirements, checks, experiment };
    const done = runDemo(plan, record, session, (grown) => {
      record = grown;
      keep(files, record);
    });
    await interruption.outcomeOf(done);
  } catch (error) {
    record = { ...record, state: "failed", problem: error instanceof Error ? error.message : String(error) };
  } finally {
    await session.close();
  }
  progress.done();
  return finish(record, files);
}

function finish(record: DemoRecord, files: ReportFiles): number {
  writeReport(files, record);
  const { good, says, failed, problems } = verdictOf(record);
  if (record.runs.length > 0) console.log(`\n${experimentTable(summarise(record.runs))}`);
  console.log(`\n${says}`);
  for (const { id, title, reason } of failed) console.log(`${id} ${title}: ${reason ?? ""}`);
  for (const problem of problems) console.log(problem);
  const shown = [files.html, files.xml, files.json].map((file) => path.relative(process.cwd(), file));
  console.log(`Report: ${shown.join(", ")}`);
  return good ? 0 : 1;
}

const summary =
  "Checks every requirement on a running stack, repeats the thesis' scalability experiment, and writes the report.";
const given = process.argv.slice(2);
const instead = ([first, ...files]: readonly string[]) => (first === "--compare" ? compareFiles(files) : undefined);
const run = (values: Settings, progress: Progress) =>
  demo(values, values["repeat-with"] ?? `npm run demo -- ${given.join(" ")}`.trim(), progress);

runCommand({ name: "demo", summary, options: demoOptions, notes, instead, run }, given);
