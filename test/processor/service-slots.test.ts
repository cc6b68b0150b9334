import { ServiceSlots } from "../../processor/service-slots";

/** A replica in virtual time: partitions take chunks in turn, wait, and commit for some time. */
function eventsPerSecond({ partitions, chunk, commitMs, threads = 1 }: Record<string, number>): number {
  let now = 0n;
  const memory = ServiceSlots.memory();
  const options = { serviceTimeMs: 78.41, concurrency: 40 };
  const slots = Array.from({ length: threads }, () => new ServiceSlots(options, memory, () => now));
  const free = Array.from({ length: partitions as number }, () => 0);
  let events = 0;
  const horizon = 60_000;
  for (;;) {
    const next = free.indexOf(Math.min(...free));
    const at = free[next] as number;
    if (at > horizon) return events / (horizon / 1000);
    now = BigInt(Math.round(at * 1000));
    const waitMs = (slots[next % threads] as ServiceSlots).reserve(chunk as number, 0n);
    free[next] = at + waitMs + (commitMs as number);
    events += chunk as number;
  }
}

test.each([
  { partitions: 5, chunk: 51, commitMs: 20 },
  { partitions: 1, chunk: 255, commitMs: 50 },
  { partitions: 2, chunk: 128, commitMs: 30, threads: 2 },
  { partitions: 3, chunk: 85, commitMs: 5, threads: 3 },
])("one replica serves about 510 events a second: %p", (replica) => {
  expect(eventsPerSecond(replica) / (40_000 / 78.41)).toBeGreaterThan(0.97);
  expect(eventsPerSecond(replica) / (40_000 / 78.41)).toBeLessThan(1.03);
});

test("a single event takes its whole service time", () => {
  const slots = new ServiceSlots({ serviceTimeMs: 80, concurrency: 40 }, ServiceSlots.memory(), () => 5_000_000n);
  expect(slots.reserve(1, 5_000_000n)).toBe(80);
});

test("idle time is not saved up", () => {
  let now = 0n;
  const slots = new ServiceSlots({ serviceTimeMs: 10, concurrency: 1 }, ServiceSlots.memory(), () => now);
  slots.reserve(1, 0n);
  now = 60_000_000n;
  expect(slots.reserve(10, now)).toBe(100);
});

test("without a service time nothing waits", () => {
  const slots = new ServiceSlots({ serviceTimeMs: 0, concurrency: 1 });
  expect(slots.enabled).toBe(false);
  expect(slots.reserve(1_000, 0n)).toBe(0);
});
