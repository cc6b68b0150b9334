import { HealthMonitor } from "../../processor/health";
import { noCounts, type WorkerReport } from "../../processor/worker-report";

let now = 0;
const monitor = (workers = 1) => {
  now = 0;
  return new HealthMonitor({ workers, progressTimeoutMs: 60_000, now: () => now });
};
const report = (change: Partial<WorkerReport> = {}): WorkerReport => ({
  worker: 0,
  assigned: [0, 1],
  positions: [],
  ready: true,
  counts: noCounts(),
  ...change,
});
/** Time goes on with a report a second, and a look at the brokers every ten. */
function pass(
  health: HealthMonitor,
  seconds: number,
  lag: Parameters<HealthMonitor["lagSeen"]>[0],
  own = report(),
): void {
  for (let second = 0; second < seconds; second++) {
    now += 1_000;
    health.workerReported(own);
    if (second % 10 === 0) health.lagSeen(lag);
  }
}

test("lag without progress fails liveness after the time-out, and not before", () => {
  const health = monitor();
  const lag = [{ partition: 1, end: 100, committed: 40 }];
  pass(health, 55, lag);
  expect(health.live().ok).toBe(true);
  pass(health, 20, lag);
  expect(health.live()).toEqual({
    ok: false,
    reason: expect.stringMatching(/^partition 1 has 60 events waiting and made no progress for \d+ s$/) as string,
  });
});

test("progress on one partition does not hide that another stands still", () => {
  const health = monitor();
  for (let offset = 0; offset < 10; offset++)
    pass(health, 10, [
      { partition: 0, end: 100, committed: offset },
      { partition: 1, end: 100, committed: 5 },
    ]);
  expect(health.live().reason).toContain("partition 1");
});

test("no lag, the lag of other replicas and a partition taken over lately are healthy", () => {
  const health = monitor();
  pass(health, 300, [{ partition: 0, end: 100, committed: 100 }]);
  expect(health.live().ok).toBe(true);
  pass(health, 300, [{ partition: 4, end: 100, committed: 1 }]);
  expect(health.live().ok).toBe(true);
  pass(health, 30, [{ partition: 4, end: 100, committed: 1 }], report({ assigned: [4] }));
  expect(health.live().ok).toBe(true);
});

test("events that arrive after a long idle time have the whole time-out", () => {
  const health = monitor();
  pass(health, 300, [{ partition: 0, end: 100, committed: 100 }]);
  pass(health, 50, [{ partition: 0, end: 150, committed: 100 }]);
  expect(health.live().ok).toBe(true);
});

test("a thread that reports no more is stuck", () => {
  const health = monitor(2);
  pass(health, 20, []);
  expect(health.live().ok).toBe(true);
  pass(health, 20, []);
  expect(health.live()).toMatchObject({ ok: false, reason: "worker 1 has not reported for 40 s" });
});

test("ready once every thread is in the group, also without partitions, and no more while stopping", () => {
  const health = monitor(2);
  expect(health.ready().ok).toBe(false);
  health.workerReported(report());
  expect(health.ready()).toMatchObject({ ok: false, reason: "worker 1 is not in the consumer group" });
  health.workerReported(report({ worker: 1, assigned: [] }));
  expect(health.ready().ok).toBe(true);
  health.workerReported(report({ ready: false }));
  expect(health.ready().ok).toBe(false);
  health.workerReported(report());
  health.stopping();
  expect(health.ready()).toMatchObject({ ok: false, reason: "stopping" });
});
