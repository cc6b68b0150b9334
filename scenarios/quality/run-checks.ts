import type { Progress } from "../../local/progress";
import { runCheck, type Requirement, type RequirementResult } from "./check";
import type { CheckContext } from "./context";

/**
 * Runs the checks one after the other.
 * @param onResult called after every check with all results so far: an interruption must not lose them
 */
export async function runChecks(
  requirements: readonly Requirement[],
  context: CheckContext,
  progress: Progress,
  onResult: (results: readonly RequirementResult[]) => void,
): Promise<RequirementResult[]> {
  const results: RequirementResult[] = [];
  for (const { id, title, checks } of requirements) {
    const result: RequirementResult = { id, title, checks: [] };
    results.push(result);
    for (const check of checks) {
      progress.step(`${check.id} ${check.title}`, check.seconds ?? 2);
      const outcome = await runCheck(check, context);
      result.checks.push(outcome);
      if (outcome.verdict === "failed") progress.note(`${check.id} failed: ${outcome.reason ?? ""}`);
      onResult(results);
    }
  }
  return results;
}
