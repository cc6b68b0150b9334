/** Requirements with their checks and evidence, as the page shows them. */
import { html, type Html } from "../../report/html";
import { opens } from "../../report/table";
import type { CheckResult, RequirementResult } from "../quality/check";
import { tally } from "./words";

const marks = { passed: "good", failed: "warn", skipped: "" } as const;
const words = { passed: "✓ passed", failed: "✗ failed", skipped: "– not checked" } as const;

export const verdictTag = (verdict: CheckResult["verdict"]): Html =>
  html`<span class="tag ${marks[verdict]}">${words[verdict]}</span>`;

/** The verdict of several checks: the worst of them that was checked. */
export function tallyTag(checks: readonly CheckResult[]): Html {
  const verdict = (["failed", "passed"] as const).find((each) => checks.some((check) => check.verdict === each));
  const sign = { passed: "✓", failed: "✗", skipped: "–" }[verdict ?? "skipped"];
  return html`<span class="tag ${marks[verdict ?? "skipped"]}">${sign} ${tally(checks)}</span>`;
}

function checkOf({ id, title, verdict, reason, correction, evidence, seconds }: CheckResult): Html {
  return html`<h3>${verdictTag(verdict)} ${id} ${title}</h3>
    ${reason !== undefined && html`<p><strong>Why:</strong> ${reason}</p>`}
    ${correction !== undefined && html`<p><strong>Differs from the thesis:</strong> ${correction}</p>`}
    ${evidence.map(
      ({ asked, answer, time }) =>
        html`<dl class="facts">
          <dt>Asked</dt>
          <dd><code>${asked}</code></dd>
          <dt>Answer</dt>
          <dd><code>${answer}</code></dd>
          <dt>When</dt>
          <dd>${time}</dd>
        </dl>`,
    )}
    ${seconds >= 1 && html`<p><small>The check took ${seconds.toFixed(0)} s.</small></p>`}`;
}

/** A line for each requirement, which opens to its checks; one that failed is open. */
export function requirementList(requirements: readonly RequirementResult[]): Html {
  return html`${requirements.map(({ id, title, checks }) => {
    const failed = checks.some(({ verdict }) => verdict === "failed");
    return opens(
      html`<span class="name">${id === title ? id : `${id}: ${title}`}</span> ${tallyTag(checks)}`,
      checks.map(checkOf),
      html` class="line printed" id="${anchor(id)}"${failed && html` open`}`,
    );
  })}`;
}

const anchor = (id: string) => `checks-${id.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`;
