import type { RequirementResult } from "../quality/check";
import { requirements } from "../requirements";
import type { Observations } from "../requirements/observations";

/** REQ1 to REQ10 by what was seen, in the form of the report. */
export function judged(seen: Observations): RequirementResult[] {
  return requirements.map((requirement) => ({
    id: requirement.id,
    title: requirement.title,
    checks: requirement.check(seen).map(({ id, title, verdict, evidence, correction }) => ({
      id,
      title,
      verdict,
      ...(verdict === "passed" ? {} : { reason: evidence.answer }),
      ...(correction === undefined ? {} : { correction }),
      evidence: [{ asked: evidence.query || "the stack's outputs", answer: evidence.answer, time: evidence.time }],
      // All of them judge the same readings; what those took is not any check's own.
      seconds: 0,
    })),
  }));
}
