/** What a demonstration says in one sentence, from its record. */
import { summarise } from "../experiment/table";
import type { ExperimentRun } from "../experiment/run-experiment";
import type { CheckResult } from "../quality/check";
import type { DemoRecord } from "./record";
import { counted } from "./words";

export interface Verdict {
  readonly good: boolean;
  /** One sentence. */
  readonly says: string;
  readonly counts: Readonly<Record<CheckResult["verdict"], number>>;
  readonly failed: readonly CheckResult[];
  readonly skipped: readonly CheckResult[];
  /** Of the experiment and of how it ended, one sentence each. */
  readonly problems: readonly string[];
}

export function experimentRuns({ runs }: DemoRecord): ExperimentRun[] {
  return runs.map(({ scenario, repeat, startReplicas, record }) => ({ scenario, repeat, startReplicas, record }));
}

export function verdictOf(record: DemoRecord): Verdict {
  const checks = record.requirements.flatMap((requirement) => requirement.checks);
  const of = (verdict: CheckResult["verdict"]) => checks.filter((check) => check.verdict === verdict);
  const counts = { passed: of("passed").length, failed: of("failed").length, skipped: of("skipped").length };
  const ending =
    record.state === "complete"
      ? []
      : record.state === "failed"
        ? [`The demonstration ended early: ${record.problem ?? "no reason was recorded"}`]
        : ["The demonstration was interrupted: what follows is what had been recorded."];
  const problems = [...ending, ...summarise(experimentRuns(record)).problems];
  const good = counts.failed === 0 && problems.length === 0 && counts.passed + record.runs.length > 0;
  const parts = [
    ...(checks.length > 0 ? [`${counts.passed} of ${checks.length} checks passed`] : []),
    ...(counts.failed > 0 ? [`${counts.failed} failed`] : []),
    ...(counts.skipped > 0 ? [`${counts.skipped} could not be checked here`] : []),
    ...(record.runs.length > 0 ? [counted(record.runs.length, "run") + " of the experiment"] : []),
  ];
  if (parts.length === 0) parts.push("nothing was recorded");
  return {
    good,
    says: `${good ? "Everything held" : "Not everything held"}: ${parts.join(", ")}.`,
    counts,
    failed: of("failed"),
    skipped: of("skipped"),
    problems,
  };
}
