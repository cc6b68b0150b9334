import fc from "fast-check";
import { invalidBefore, percentiles, plannedEvent, validEvents, type LoadPlan } from "../../kafka-jobs/load-plan";
import { discardReasons, readEvent } from "../../processor/event";

const plan: LoadPlan = { runId: "run", events: 4000, invalidShare: 0.05, bytes: 500, seed: 0 };
const time = new Date("2026-01-01T00:00:00Z");
const all = (of: LoadPlan) => Array.from({ length: of.events }, (_, index) => plannedEvent(of, index, time));

test("the processor's own reader finds exactly the planned reasons", () => {
  const events = all(plan);
  for (const { value, reason } of events) {
    const read = readEvent(value, 524_288);
    expect(read.valid ? undefined : read.reason).toBe(reason);
  }
  const reasons = events.flatMap(({ reason }) => (reason === undefined ? [] : [reason]));
  expect(reasons).toHaveLength(200);
  expect(new Set(reasons)).toEqual(new Set(discardReasons));
  expect(reasons.filter((reason) => reason === "too_large")).toHaveLength(10);
});

test("valid events are numbered without gaps, so that a missing one is known by its id", () => {
  const ids = all(plan)
    .filter(({ reason }) => reason === undefined)
    .map(({ id }) => id);
  expect(ids).toEqual(Array.from({ length: validEvents(plan) }, (_, sequence) => `run-${sequence}`));
});

test("a repeated event has the same bytes, and the size asked for", () => {
  expect(plannedEvent(plan, 7, time)).toEqual(plannedEvent(plan, 7, time));
  expect(plannedEvent(plan, 7, time).value).toHaveLength(500);
});

test("invalid events are evenly spread for every share", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 100_000 }), (share, index) => {
      const step = invalidBefore(index + 1, share) - invalidBefore(index, share);
      expect([0, 1]).toContain(step);
      expect(Math.abs(invalidBefore(index, share) - index * share)).toBeLessThanOrEqual(1);
    }),
  );
  expect(validEvents({ ...plan, events: 75_000, invalidShare: 0.01 })).toBe(74_250);
  expect(validEvents({ ...plan, invalidShare: 0 })).toBe(4000);
  expect(validEvents({ ...plan, invalidShare: 1 })).toBe(0);
});

test("percentiles by the nearest rank", () => {
  expect(percentiles(Array.from({ length: 1000 }, (_, index) => index + 1))).toEqual({
    p50: 500,
    p99: 990,
    p999: 999,
    max: 1000,
  });
  expect(percentiles([])).toEqual({ p50: 0, p99: 0, p999: 0, max: 0 });
});
