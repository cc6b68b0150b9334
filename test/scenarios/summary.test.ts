import fc from "fast-check";
import type { LoadResult, VerifyResult } from "../../scenarios/job-results";
import type { ReplicaSample } from "../../scenarios/replicas";
import {
  counterGrowth,
  growthBy,
  peak,
  problemsOf,
  replicaChanges,
  replicaSeconds,
  summed,
} from "../../scenarios/summary";

const sample = (time: number, wanted: number, existing = wanted, ready = existing): ReplicaSample => ({
  time,
  wanted,
  existing,
  ready,
});

describe("replica changes", () => {
  const load = { start: 100, end: 130 };
  const samples = [
    sample(95, 1),
    sample(110, 3, 1, 1),
    sample(110.6, 3, 3, 1),
    sample(115, 3, 3, 3),
    sample(240, 1, 3, 3),
    sample(246, 1, 1, 1),
  ];

  test("each carries the autoscaler's reason, the delay, and the time until the pods were ready", () => {
    const events = [
      { time: 109, to: 3, reason: "external metric s0-kafka-raw-events above target" },
      { time: 240, to: 1, reason: "All metrics below target" },
    ];
    expect(replicaChanges(samples, events, load)).toEqual([
      {
        time: 110,
        from: 1,
        to: 3,
        afterFirstEvent: 10,
        afterLastEvent: -20,
        readyAfter: 5,
        reason: "external metric s0-kafka-raw-events above target",
      },
      {
        time: 240,
        from: 3,
        to: 1,
        afterFirstEvent: 140,
        afterLastEvent: 110,
        readyAfter: 6,
        reason: "All metrics below target",
      },
    ]);
  });

  test("an event of another size or of another time is not taken as the reason", () => {
    const events = [
      { time: 109, to: 2, reason: "other size" },
      { time: 60, to: 3, reason: "other time" },
    ];
    expect(replicaChanges(samples, events, load)[0]).not.toHaveProperty("reason");
  });

  test("replicas that never become ready have no time for it", () => {
    expect(replicaChanges([sample(1, 1), sample(2, 3, 3, 1)], [], load)[0]).not.toHaveProperty("readyAfter");
  });

  test("seconds count existing pods from the first event on", () => {
    // One pod from 100 to 110.6, three until 246, then one, which has no end yet.
    expect(replicaSeconds(samples, 100)).toBeCloseTo(10.6 + 3 * (246 - 110.6), 6);
    expect(replicaSeconds([], 100)).toBe(0);
  });
});

describe("series", () => {
  test("are added up by time; values that are no numbers are left out", () => {
    const partition = (points: [number, number][]) => ({ labels: {}, points });
    expect(
      summed([
        partition([
          [10, 1],
          [5, 2],
        ]),
        partition([
          [5, 3],
          [10, Number.NaN],
        ]),
      ]),
    ).toEqual([
      [5, 5],
      [10, 1],
    ]);
  });

  test("the peak is the first of the highest points", () => {
    const points: [number, number][] = [
      [1, 3],
      [2, 9],
      [3, 9],
    ];
    expect(peak(points)).toEqual({ value: 9, time: 2 });
    expect(peak([])).toEqual({ value: 0, time: 0 });
  });

  test("a counter's growth survives restarts, and counts all of a series that begins late", () => {
    expect(
      counterGrowth(
        [
          [10, 5],
          [15, 9],
          [20, 2],
          [25, 4],
        ],
        10,
      ),
    ).toBe(8);
    expect(counterGrowth([[15, 7]], 10)).toBe(7);
    expect(counterGrowth([[10, 7]], 10)).toBe(0);
    expect(counterGrowth([], 10)).toBe(0);
  });

  test("growth never is negative and adds the pieces between restarts", () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(1000), { minLength: 1 }), { minLength: 1 }), (pieces) => {
        // Within a piece the counter grows; each new piece begins at 0, as a restarted process does.
        const values = pieces.flatMap((piece) => [
          0,
          ...piece.map((_, i) => piece.slice(0, i + 1).reduce((a, b) => a + b)),
        ]);
        const points = values.map((value, index): [number, number] => [index, value]);
        expect(counterGrowth(points, 0)).toBe(pieces.flat().reduce((a, b) => a + b, 0));
      }),
    );
  });

  test("growth by a label adds up the pods and leaves out what did not grow", () => {
    const series = (reason: string, pod: string, from: number, to: number) => ({
      labels: { reason, pod },
      points: [
        [0, from],
        [5, to],
      ] as [number, number][],
    });
    expect(
      growthBy(
        "reason",
        [series("not_json", "a", 1, 4), series("not_json", "b", 0, 2), series("too_large", "a", 3, 3)],
        0,
      ),
    ).toEqual({ not_json: 5 });
  });
});

describe("problems", () => {
  const load = { events: 10, sent: 10, validSent: 10, delivered: true } as LoadResult;
  const verification: VerifyResult = {
    expected: 10,
    enriched: 10,
    lost: 0,
    writtenTwice: 0,
    foreign: 0,
    outOfOrderByKey: 0,
    outOfOrderByPartition: 0,
    read: 10,
    input: { events: 10, twice: 0, outOfOrder: 0 },
    examples: { lost: [], writtenTwice: [] },
    seconds: 1,
  };
  const run = { load, verification, drained: true, equalPartitions: true };

  test("a good run has none", () => {
    expect(problemsOf(run)).toEqual([]);
  });

  test("everything that is wrong is said, with ids to look for", () => {
    expect(
      problemsOf({
        ...run,
        load: { ...load, sent: 8, delivered: false },
        drained: false,
        verification: {
          ...verification,
          lost: 2,
          writtenTwice: 1,
          outOfOrderByPartition: 3,
          input: { read: 15, events: 9, twice: 2, outOfOrder: 0 },
          examples: { lost: ["r-1", "r-2"], writtenTwice: ["r-3"] },
        },
      }),
    ).toEqual([
      "Only 8 of 10 events could be sent.",
      "The processor has not read everything within the time allowed.",
      "2 valid events are missing in the output (for example r-1, r-2).",
      "1 events were written more than once (for example r-3).",
      "1 events that Kafka acknowledged are not in the input topic.",
      "5 events of somebody else came to the topic meanwhile: lag and times are not of this load alone.",
      "The load wrote 2 events more than once.",
      "3 events stand behind later ones of the same partition.",
    ]);
  });

  test("with other partitions in the output, order holds for each key only", () => {
    const misplaced = { ...verification, outOfOrderByPartition: 4 };
    expect(problemsOf({ ...run, equalPartitions: false, verification: misplaced })).toEqual([]);
    expect(
      problemsOf({ ...run, equalPartitions: false, verification: { ...misplaced, outOfOrderByKey: 1 } }),
    ).toHaveLength(1);
  });
});
