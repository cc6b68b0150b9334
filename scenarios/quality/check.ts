/** What a requirement check is, and how its result is made. */
import { z } from "zod";
import type { CheckContext } from "./context";

/** What was asked and what was answered: enough to ask again by hand. */
export const evidence = z.object({
  /** The query, the path or the command. */
  asked: z.string(),
  answer: z.string(),
  /** ISO 8601. */
  time: z.string(),
});
export type Evidence = z.infer<typeof evidence>;

export const checkResult = z.object({
  /** `REQ3.4`, `REQ8.3a`, `Availability.1`: the requirement, then a test case or an alternative scenario. */
  id: z.string(),
  title: z.string(),
  verdict: z.enum(["passed", "failed", "skipped"]),
  /** Why it failed or was skipped. */
  reason: z.string().optional(),
  /** Where the thesis states it otherwise, and what is checked instead. */
  correction: z.string().optional(),
  evidence: z.array(evidence),
  seconds: z.number(),
});
export type CheckResult = z.infer<typeof checkResult>;

export const requirementResult = z.object({ id: z.string(), title: z.string(), checks: z.array(checkResult) });
export type RequirementResult = z.infer<typeof requirementResult>;

export interface Check {
  readonly id: string;
  readonly title: string;
  readonly correction?: string;
  /** Estimate, s. @default 2 */
  readonly seconds?: number;
  /** Ends without an error when the requirement holds. */
  readonly run: (context: CheckContext, witness: Witness) => Promise<void>;
}

/** What every file of checks in this folder exports as `requirement`. */
export interface Requirement {
  /** Name of a quality attribute, or of a group of alternative scenarios. */
  readonly id: string;
  readonly title: string;
  readonly checks: readonly Check[];
}

/** The requirement does not hold; the message says what was found instead. */
export class Unmet extends Error {
  override readonly name = "Unmet";
}

/** Cannot be checked on this stack; the message says why. */
export class Skipped extends Error {
  override readonly name = "Skipped";
}

/** Longest answer that is kept: a reader wants to see it, not to scroll. */
const longestAnswer = 1_200;

/** Keeps what was asked and answered, and judges it. */
export class Witness {
  readonly evidence: Evidence[] = [];

  saw(asked: string, answer: unknown): void {
    const text = typeof answer === "string" ? answer : JSON.stringify(answer);
    const shown = text.length > longestAnswer ? `${text.slice(0, longestAnswer)} …` : text;
    this.evidence.push({ asked, answer: shown, time: new Date().toISOString() });
  }

  /** @throws Unmet unless it holds */
  holds(condition: boolean, otherwise: string): void {
    if (!condition) throw new Unmet(otherwise);
  }

  /** The value. @throws Unmet when there is none */
  present<T>(value: T | undefined, otherwise: string): T {
    if (value === undefined) throw new Unmet(otherwise);
    return value;
  }

  equal(what: string, actual: unknown, expected: unknown): void {
    if (actual !== expected)
      throw new Unmet(`${what} is ${JSON.stringify(actual)}; expected is ${JSON.stringify(expected)}`);
  }

  /**
   * Asks until the answer is as wanted. Only the last answer becomes evidence.
   * @param seconds how long a correct stack may need
   * @throws Unmet with the last answer
   */
  async becomes<T>(
    asked: string,
    ask: () => Promise<T>,
    wanted: (answer: T) => boolean,
    expectation: string,
    seconds: number,
  ): Promise<T> {
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
      let answer: { value: T } | undefined;
      let problem = "";
      try {
        answer = { value: await ask() };
      } catch (error) {
        problem = error instanceof Error ? error.message : String(error);
      }
      const good = answer !== undefined && wanted(answer.value);
      if (good || Date.now() >= deadline) {
        this.saw(asked, answer === undefined ? problem : (answer.value ?? "nothing"));
        if (good && answer !== undefined) return answer.value;
        const found = answer === undefined ? problem : (JSON.stringify(answer.value) ?? "nothing");
        throw new Unmet(`expected within ${seconds} s: ${expectation}; the last answer is ${found.slice(0, 300)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, Math.min(1_000, Math.max(1, deadline - Date.now()))));
    }
  }
}

/** Runs one check; whatever happens becomes a result. */
export async function runCheck(check: Check, context: CheckContext): Promise<CheckResult> {
  const witness = new Witness();
  const began = Date.now();
  const result = (verdict: CheckResult["verdict"], reason?: string): CheckResult => ({
    id: check.id,
    title: check.title,
    verdict,
    ...(reason === undefined ? {} : { reason }),
    ...(check.correction === undefined ? {} : { correction: check.correction }),
    evidence: witness.evidence,
    seconds: Math.round((Date.now() - began) / 100) / 10,
  });
  try {
    await check.run(context, witness);
    return result("passed");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return result(error instanceof Skipped ? "skipped" : "failed", reason);
  }
}
