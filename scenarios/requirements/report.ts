import { requirements } from ".";
import type { CheckResult, Verdict } from "./check";

const marks: Readonly<Record<Verdict, string>> = { passed: "ok     ", failed: "FAILED ", skipped: "skipped" };

/** One line for each check, with its evidence; the last line counts. */
export function checkTable(results: readonly CheckResult[]): string {
  const lines = requirements.flatMap(({ id, title }) => [
    `${id} ${title}`,
    ...results
      .filter((result) => result.id.startsWith(`${id}.`))
      .flatMap((result) => [
        `  ${marks[result.verdict]} ${result.id.padEnd(7)} ${result.title}: ${result.evidence.answer}`,
        ...(result.correction === undefined ? [] : [`                  (${result.correction})`]),
      ]),
  ]);
  const count = (verdict: Verdict) => results.filter((result) => result.verdict === verdict).length;
  return [...lines, `${count("passed")} passed, ${count("failed")} failed, ${count("skipped")} skipped`].join("\n");
}

/** JUnit XML, for what shows test results. */
export function junit(results: readonly CheckResult[]): string {
  const failures = results.filter(({ verdict }) => verdict === "failed").length;
  const skipped = results.filter(({ verdict }) => verdict === "skipped").length;
  const cases = results.map(({ id, title, verdict, evidence }) => {
    const inner =
      verdict === "passed"
        ? `<system-out>${escaped(`${evidence.query} → ${evidence.answer}`)}</system-out>`
        : verdict === "failed"
          ? `<failure message="${escaped(evidence.answer)}">${escaped(`${evidence.query} at ${evidence.time}`)}</failure>`
          : `<skipped message="${escaped(evidence.answer)}"/>`;
    return `    <testcase classname="requirements.${escaped(id.split(".")[0] ?? "")}" name="${escaped(`${id} ${title}`)}">${inner}</testcase>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites tests="${results.length}" failures="${failures}" skipped="${skipped}">`,
    `  <testsuite name="requirements" tests="${results.length}" failures="${failures}" skipped="${skipped}">`,
    ...cases,
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function escaped(text: string): string {
  return (
    text
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;")
      // XML 1.0 cannot hold control characters at all.
      .replace(/[^\P{Cc}\t\n\r]/gu, "?")
  );
}
