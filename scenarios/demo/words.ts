/** Numbers and names as the pages write them. */
import type { CheckResult } from "../quality/check";
import type { DemoRecord } from "./record";

export const scenarioNames = {
  1: "1: no scaling, one replica",
  2: "2: scaling, from one replica",
  3: "3: scaling, from the replicas of 2",
} as const;

/** "31,345" */
export const whole = (value: number): string => Math.round(value).toLocaleString("en-US");

/** "63 s" */
export const seconds = (value: number): string => `${value.toFixed(0)} s`;

/** US dollars, with digits enough to tell cents of cents apart: "12.30", "0.0739". */
export function dollars(value: number): string {
  if (value === 0) return "0";
  return value >= 1 ? value.toFixed(2) : value.toPrecision(3);
}

/** "1 replica", "3 replicas" */
export const counted = (count: number, noun: string): string => `${whole(count)} ${noun}${count === 1 ? "" : "s"}`;

/** Where a stack runs, after "demonstration": "on premises". */
export function place({ stack: { target } }: DemoRecord): string {
  return { onprem: "on premises", aws: "on AWS" }[target] ?? `on ${target}`;
}

/** "2026-11-25 09:41" in UTC. */
export const minute = (time: string): string => time.slice(0, 16).replace("T", " ");

/** "33 passed, 1 failed, 4 not checked" */
export function tally(checks: readonly Pick<CheckResult, "verdict">[]): string {
  const words = { passed: "passed", failed: "failed", skipped: "not checked" } as const;
  return (["passed", "failed", "skipped"] as const)
    .map((verdict) => ({ verdict, count: checks.filter((check) => check.verdict === verdict).length }))
    .filter(({ count }) => count > 0)
    .map(({ verdict, count }) => `${count} ${words[verdict]}`)
    .join(", ");
}
