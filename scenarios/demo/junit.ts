/** The record as JUnit XML, as continuous integration reads it: a suite for each requirement, and one for the experiment. */
import { escape } from "../../report/html";
import { summarise } from "../experiment/table";
import type { CheckResult } from "../quality/check";
import type { DemoRecord } from "./record";
import { experimentRuns } from "./verdict";

/** Characters that XML 1.0 does not allow, in no form. */
// eslint-disable-next-line no-control-regex -- these are what has to go
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const text = (value: string) => escape(value.replaceAll(forbidden, "\ufffd"));

function caseOf(suite: string, { id, title, verdict, reason = "", evidence, seconds }: CheckResult): string {
  const inner =
    verdict === "failed"
      ? `<failure message="${text(reason)}"/>`
      : verdict === "skipped"
        ? `<skipped message="${text(reason)}"/>`
        : "";
  const said = evidence.map(({ asked, answer, time }) => `${time} ${asked}\n${answer}`).join("\n\n");
  return (
    `    <testcase classname="${text(suite)}" name="${text(`${id} ${title}`)}" time="${seconds}">${inner}` +
    `<system-out>${text(said)}</system-out></testcase>`
  );
}

function suite(name: string, checks: readonly CheckResult[]): string {
  const count = (verdict: CheckResult["verdict"]) => checks.filter((check) => check.verdict === verdict).length;
  const seconds = checks.reduce((sum, check) => sum + check.seconds, 0).toFixed(1);
  return [
    `  <testsuite name="${text(name)}" tests="${checks.length}" failures="${count("failed")}" skipped="${count("skipped")}" time="${seconds}">`,
    ...checks.map((check) => caseOf(name, check)),
    "  </testsuite>",
  ].join("\n");
}

/** The experiment's runs as checks: a run passes when none of the summary's problems is about it. */
function experimentChecks(record: DemoRecord): CheckResult[] {
  const { runs, problems } = summarise(experimentRuns(record));
  return runs.map(({ scenario, repeat, judgement }) => {
    const own = problems.filter((problem) => problem.startsWith(`Scenario ${scenario}, repeat ${repeat}:`));
    return {
      id: `Scenario ${scenario}, repeat ${repeat}`,
      title: `peak ${judgement.peak}, drained in ${judgement.drainSeconds.toFixed(0)} s`,
      verdict: own.length === 0 ? "passed" : "failed",
      ...(own.length === 0 ? {} : { reason: own.join(" ") }),
      evidence: [],
      seconds: judgement.drainSeconds,
    };
  });
}

export function junit(record: DemoRecord): string {
  const suites = record.requirements.map(({ id, title, checks }) => suite(`${id} ${title}`, checks));
  if (record.runs.length > 0) suites.push(suite("Experiment of chapter 7.3", experimentChecks(record)));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${text(`acm demo ${record.stackName}`)}">`,
    ...suites,
    "</testsuites>",
    "",
  ].join("\n");
}
