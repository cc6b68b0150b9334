import { LoadRecording } from "../../kafka-jobs/load-recording";
import { parseShape, schedule } from "../../kafka-jobs/load-shape";
import { loadResult } from "../../scenarios/job-results";

test("a result counts what was due and what was acknowledged, and its times are the intended ones", () => {
  const plan = { runId: "run", events: 1000, invalidShare: 0.1, bytes: 300, seed: 0 };
  const times = schedule(parseShape("ramp:from=0,to=1000"), plan.events);
  const recording = new LoadRecording(plan, times);
  recording.start();
  const keys = Array.from({ length: plan.events }, (_, index) => recording.release(index));
  expect(new Set(keys).size).toBeGreaterThan(1);
  const { timestamp } = recording.message(999);
  for (let index = 0; index < 990; index++) recording.acknowledge(index);

  const result = recording.result();
  const parsed = loadResult.parse({ ...result, topic: "raw-events", delivered: false });
  expect(parsed).toMatchObject({ events: 1000, sent: 990, expectedValid: 900, wantedRate: 500 });
  expect(parsed.series?.intended).toEqual([250, 750]);
  // Handed over at once, before they were due: this test does not wait for them.
  expect(parsed.series?.acknowledged.reduce((sum, count) => sum + count, 0)).toBe(990);
  expect(Number(timestamp) - result.start * 1000).toBeCloseTo(times.intendedTime(999), -1);
});

test("events that a load has given up before they were due do not count as being in time", () => {
  const plan = { runId: "run", events: 100, invalidShare: 0, bytes: 300, seed: 0 };
  const recording = new LoadRecording(plan, schedule({ kind: "constant" }, plan.events, 1));
  recording.start();
  recording.release(0);
  const { latenessMs, sent, series } = recording.result();
  expect(sent).toBe(0);
  expect(latenessMs.p50).toBe(latenessMs.max);
  expect(series.acknowledged.every((count) => count === 0)).toBe(true);
});
