import type { Observations, Reading } from "./observations";

export type Verdict = "passed" | "failed" | "skipped";

export interface CheckResult {
  /** `REQ3.2`: the second test case of the thesis' chapter 7, or `REQ4.1a` for an alternative flow of chapter 4. */
  readonly id: string;
  readonly title: string;
  readonly verdict: Verdict;
  readonly evidence: { readonly query: string; readonly answer: string; readonly time: string };
  /** Where the thesis states the case wrongly: what is checked instead. */
  readonly correction?: string;
}

export interface Requirement {
  readonly id: string;
  readonly title: string;
  check(seen: Observations): CheckResult[];
}

/** Whether an answer is right, and how to say it. */
interface Judged {
  readonly good: boolean;
  readonly answer: string;
}

/** Judges a reading; one that could not be taken has failed with its error. */
export function checked<T>(
  id: string,
  title: string,
  reading: Reading<T>,
  judge: (value: T) => Judged,
  correction?: string,
): CheckResult {
  const { query, time } = reading;
  const { good, answer } = reading.error === undefined ? judge(reading.value) : { good: false, answer: reading.error };
  return {
    id,
    title,
    verdict: good ? "passed" : "failed",
    evidence: { query, answer, time },
    ...(correction === undefined ? {} : { correction }),
  };
}

export function skipped(id: string, title: string, time: string, reason: string): CheckResult {
  return { id, title, verdict: "skipped", evidence: { query: "", answer: reason, time } };
}

/** A check of what waits while nobody reads; without an autoscaler to hold, the processor reads on. */
export function whileNobodyReads(check: CheckResult, { expected, startedAt }: Observations): CheckResult {
  if (expected.autoscaler !== "none") return check;
  const reason = "Nothing scales this processor, so that it cannot be stopped without a deployment.";
  return skipped(check.id, check.title, startedAt, reason);
}

/** A reading of one part of another one, with the same query and time. */
export function part<T, U>(reading: Reading<T>, select: (value: T) => Reading<U>): Reading<U> {
  return reading.error === undefined
    ? select(reading.value)
    : { query: reading.query, time: reading.time, error: reading.error };
}

/** As {@link part}, for a plain value. */
export function field<T, U>(reading: Reading<T>, query: string, select: (value: T) => U): Reading<U> {
  const { time } = reading;
  return reading.error === undefined
    ? { query, time, value: select(reading.value) }
    : { query, time, error: reading.error };
}
