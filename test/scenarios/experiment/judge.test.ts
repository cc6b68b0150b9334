import { bound, judge, median, scalingVerdict, slope } from "../../../scenarios/experiment/judge";
import { experimentTable, summarise } from "../../../scenarios/experiment/table";
import type { RunRecord } from "../../../scenarios/run-record";

/** A load of 1,000 events a second for 60 s to one replica of 400 a second, and to `replicas` from `readyAt`. */
function simulated({
  replicas,
  readyAt = 0,
  lost = 0,
  slower = 1,
}: {
  replicas: number;
  readyAt?: number;
  lost?: number;
  slower?: number;
}): RunRecord {
  const start = 1_000_000;
  const one = 400;
  const lag: [number, number][] = [];
  let waiting = 0;
  let time = 0;
  let drainedAt = 0;
  for (; time <= 1000; time++) {
    if (time % 5 === 0) lag.push([start + time, waiting]);
    const speed = (time < readyAt ? one : one * bound(5, replicas)) / slower;
    waiting = Math.max(0, waiting + (time < 60 ? 1000 : 0) - speed);
    if (time >= 60 && waiting === 0) {
      drainedAt = time + 1;
      break;
    }
  }
  const peak = Math.max(...lag.map(([, value]) => value));
  return {
    parameters: {},
    load: { start, end: start + 60, sent: 60_000 },
    verification: { lost, writtenTwice: 0 },
    lag: {
      peak,
      peakTime: lag.find(([, value]) => value === peak)?.[0] ?? start,
      drained: true,
      drainSeconds: drainedAt - 60,
    },
    maxReadyReplicas: replicas,
    replicaSeconds: 100,
    series: {
      step: 5,
      lag,
      replicas: [[start, 1, 1, 1], ...(replicas > 1 ? [[start + readyAt, replicas, replicas, replicas]] : [])],
    },
    problems: lost > 0 ? [`${lost} valid events are missing in the output.`] : [],
    stack: {
      autoscaler: { kind: "keda", lagThreshold: 1000 },
      topics: { raw: "raw-events" },
      costParameters: { topics: [{ name: "raw-events", partitions: 5 }] },
    },
  } as unknown as RunRecord;
}

test("five partitions give 1, 1.67, 2.5, 2.5 and 5 times for one to five consumers, and no more", () => {
  expect([1, 2, 3, 4, 5, 6].map((replicas) => Number(bound(5, replicas).toFixed(2)))).toEqual([
    1, 1.67, 2.5, 2.5, 5, 5,
  ]);
});

test("least squares and medians", () => {
  expect(
    slope([
      [0, 10],
      [1, 8],
      [2, 6],
      [3, 4],
    ]),
  ).toBe(-2);
  expect(
    slope([
      [0, 1],
      [1, 2],
    ]),
  ).toBeUndefined();
  expect(
    slope([
      [1, 1],
      [1, 2],
      [1, 3],
    ]),
  ).toBeUndefined();
  expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([])]).toEqual([2, 2.5, undefined]);
});

test("the drain of one replica is its speed", () => {
  const { eventsPerSecond, replicas, peak, readyAfter } = judge(simulated({ replicas: 1 }));
  expect(eventsPerSecond).toBeCloseTo(400, 6);
  expect([replicas, readyAfter]).toEqual([1, 0]);
  expect(peak).toBeGreaterThan(30_000);
});

test("three replicas after 20 s take as long as the bound says", () => {
  const verdict = scalingVerdict(simulated({ replicas: 1 }), simulated({ replicas: 3, readyAt: 20 }), 1);
  expect(verdict?.bound).toBe(2.5);
  expect(verdict?.ratio).toBeCloseTo(1, 1);
});

test("a load that is slower than its replicas is not held against what they could read", () => {
  const slow = simulated({ replicas: 3 });
  const load = { ...slow.load, end: slow.load.start + 120 };
  expect(scalingVerdict(simulated({ replicas: 1 }), { ...slow, load }, 3)).toBeUndefined();
});

test("a stack that adds replicas and gains nothing is seen", () => {
  const runs = [
    { scenario: 1, repeat: 1, startReplicas: 1, record: simulated({ replicas: 1 }) },
    { scenario: 2, repeat: 1, startReplicas: 1, record: simulated({ replicas: 3, readyAt: 20, slower: 1.6 }) },
    { scenario: 3, repeat: 1, startReplicas: 3, record: simulated({ replicas: 3, lost: 4 }) },
  ] as const;
  const summary = summarise(runs);
  expect(summary.problems).toEqual([
    expect.stringMatching(/^Scenario 2, repeat 1: took \d+ s, \d+ % more than its replicas and partitions allow/),
    "Scenario 3, repeat 1: 4 valid events are missing in the output.",
  ]);
  expect(experimentTable(summary).split("\n")).toHaveLength(4);
});

test("no added replica is a problem of its own", () => {
  const single = simulated({ replicas: 1 });
  const { problems } = summarise([
    { scenario: 1, repeat: 1, startReplicas: 1, record: single },
    { scenario: 2, repeat: 1, startReplicas: 1, record: single },
  ]);
  expect(problems).toEqual(["Scenario 2, repeat 1: no replica was added."]);
  const few = { ...single, lag: { ...single.lag, peak: 85 } };
  expect(summarise([{ scenario: 2, repeat: 1, startReplicas: 1, record: few }]).problems).toEqual([
    expect.stringMatching(/no replica was added: at most 85 events waited, and the threshold is 1000\. Send more/),
  ]);
});

test.each([
  ["stays below the threshold", 900, []],
  ["is above it for long", 5_000, ["Scenario 2, repeat 1: no replica was added."]],
])("replicas have to be added to a load in waves only when its lag %s", (_, lag, expected) => {
  const single = simulated({ replicas: 1 });
  const points = Array.from({ length: 20 }, (_, index) => [1_000_000 + index * 5, lag] as const);
  const record = { ...single, parameters: { shape: "daily:1" }, series: { ...single.series, lag: points } };
  const { problems } = summarise([
    { scenario: 2, repeat: 1, startReplicas: 1, record: record as unknown as RunRecord },
  ]);
  expect(problems).toEqual(expected);
});

test("a load of another shape is not held against the bound, which is of one that never pauses", () => {
  const record = { ...simulated({ replicas: 3, slower: 3 }), parameters: { shape: "ramp:from=0,to=500" } } as RunRecord;
  const { runs, problems } = summarise([
    { scenario: 1, repeat: 1, startReplicas: 1, record: simulated({ replicas: 1 }) },
    { scenario: 2, repeat: 1, startReplicas: 1, record },
  ]);
  expect(runs[1]?.verdict).toBeUndefined();
  expect(problems).toEqual([]);
});
