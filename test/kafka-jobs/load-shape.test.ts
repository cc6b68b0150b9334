import fc from "fast-check";
import { maxSteps, loadSeries } from "../../kafka-jobs/load-series";
import { describeShape, parseShape, schedule, shapeText, type LoadShape } from "../../kafka-jobs/load-shape";
import { RateCurve } from "../../kafka-jobs/load-shape/rate-curve";
import { maxReplayPoints, replayOf } from "../../kafka-jobs/load-shape/replay";

const rate = fc.double({ min: 0, max: 50_000, noNaN: true });
const some = fc.double({ min: 1, max: 50_000, noNaN: true });
const decimals = (value: number) => Math.round(value * 1000) / 1000;

const ramp = fc.record({ kind: fc.constant("ramp" as const), from: rate, to: some });
const burst = fc
  .tuple(rate, some, fc.double({ min: 1, max: 600, noNaN: true }), fc.double({ min: 0.1, max: 0.99, noNaN: true }))
  .map(([base, more, every, share]): LoadShape => {
    const length = Math.max(0.1, every * share);
    return { kind: "burst", base, peak: base + more, every, for: length };
  });
const daily = fc
  .array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 24, maxLength: 24 })
  .filter((weights) => weights.some((weight) => weight > 1e-6))
  .map((weights): LoadShape => ({ kind: "daily", weights }));
const replay = fc
  .array(fc.tuple(fc.double({ min: 0, max: 300, noNaN: true }), rate), { minLength: 2, maxLength: 40 })
  .map((steps) => {
    let time = 1_795_000_000;
    return steps.map(([pause, value]): [number, number] => [(time += pause), value]);
  })
  .filter((readings) => {
    const points = readings.map(([time, value]): [number, number] => [decimals(time - 1_795_000_000), decimals(value)]);
    const curve = new RateCurve(points);
    return curve.events - curve.count(points[0]?.[0] ?? 0) > 1;
  })
  .map((readings): LoadShape => replayOf(readings));
const shapes: fc.Arbitrary<LoadShape> = fc.oneof(
  fc.constant({ kind: "constant" } as const),
  ramp,
  burst,
  daily,
  replay,
);
const loads = fc.tuple(shapes, fc.integer({ min: 1, max: 3_000 }), fc.double({ min: 1, max: 20_000, noNaN: true }));

test("intended times never fall, begin at or after the start and end before the load does, for every shape", () => {
  fc.assert(
    fc.property(loads, ([shape, events, mean]) => {
      const times = schedule(shape, events, mean);
      const all = Array.from({ length: events }, (_, index) => times.intendedTime(index));
      // One expectation for all of them: each costs more than what it looks at.
      expect(all.findIndex((time, index) => !(time >= (all[index - 1] ?? 0)))).toBe(-1);
      expect(all.at(-1)).toBeLessThanOrEqual(times.seconds * 1000 * (1 + 1e-9));
      expect(times.seconds).toBeGreaterThan(0);
      expect(times.events).toBe(events);
    }),
  );
});

test("the events that are due are exactly those whose time has come, and in the end all", () => {
  fc.assert(
    fc.property(loads, fc.double({ min: 0, max: 1, noNaN: true }), ([shape, events, mean], share) => {
      const times = schedule(shape, events, mean);
      const index = Math.floor(share * (events - 1));
      const time = times.intendedTime(index);
      expect(times.dueEvents(time * (1 + 1e-12) + 1e-6)).toBeGreaterThan(index);
      const earlier = time - 0.01;
      if (earlier >= 0) expect(times.dueEvents(earlier)).toBeLessThanOrEqual(index);
      const at = share * times.seconds * 1000;
      const due = times.dueEvents(at);
      if (due > 0) expect(times.intendedTime(due - 1)).toBeLessThanOrEqual(at * (1 + 1e-9) + 1e-5);
      if (due < events) expect(times.intendedTime(due)).toBeGreaterThanOrEqual(at * (1 - 1e-9) - 1e-5);
      expect(times.dueEvents(times.seconds * 1001 + 1)).toBe(events);
      expect(times.dueEvents(1e15)).toBe(events);
    }),
  );
});

test("a curve's time is the inverse of its count", () => {
  fc.assert(
    fc.property(replay, fc.double({ min: 0, max: 1, noNaN: true }), (shape, share) => {
      if (shape.kind !== "replay") return;
      const curve = new RateCurve(shape.points);
      const count = share * curve.events;
      expect(Math.abs(curve.count(curve.time(count)) - count)).toBeLessThanOrEqual(1e-6 * Math.max(1, curve.events));
      expect(curve.count(curve.seconds)).toBe(curve.events);
      expect(curve.count(-1)).toBe(0);
    }),
  );
});

test("a constant rate is what it was before there were shapes, bit for bit", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.1, max: 200_000, noNaN: true }),
      fc.integer({ min: 0, max: 99_999 }),
      fc.double({ min: 0, max: 1e6, noNaN: true }),
      (wanted, index, elapsed) => {
        const times = schedule({ kind: "constant" }, 100_000, wanted);
        expect(Object.is(times.intendedTime(index), (index * 1000) / wanted)).toBe(true);
        expect(times.dueEvents(elapsed)).toBe(
          Math.max(0, Math.min(100_000, Math.floor((elapsed * wanted) / 1000 + 1e-9) + 1)),
        );
      },
    ),
  );
});

test("the text of a shape makes the same shape", () => {
  fc.assert(fc.property(shapes, (shape) => expect(parseShape(shapeText(shape))).toEqual(shape)));
});

const rates = (shape: LoadShape, events: number, mean?: number) => {
  const times = schedule(shape, events, mean);
  const nothing = new Float64Array(events).fill(Number.NaN);
  return { ...loadSeries(times, nothing), seconds: times.seconds, peakRate: times.peakRate };
};

test("a ramp goes up on a line", () => {
  const { intended, seconds, peakRate } = rates(parseShape("ramp:from=0,to=1000"), 5000);
  expect(seconds).toBe(10);
  expect(peakRate).toBe(1000);
  intended
    .slice(0, 10)
    .forEach((count, second) => expect(Math.abs(count - (50 + 100 * second))).toBeLessThanOrEqual(1));
});

test("bursts come at the end of each period, until the events are out", () => {
  const { intended, seconds, peakRate } = rates(parseShape("burst:base=10,peak=1000,every=5,for=1"), 2580);
  expect(intended).toEqual([10, 10, 10, 10, 1000, 10, 10, 10, 10, 1000, 10, 10, 10, 10, 460]);
  expect(seconds).toBeCloseTo(14.46, 9);
  expect(peakRate).toBe(1000);
});

test("a pause has no event, and the first one comes when the rate begins", () => {
  expect(rates(parseShape("burst:base=0,peak=10,every=3,for=1"), 20).intended).toEqual([0, 0, 10, 0, 0, 10]);
  expect(schedule(parseShape("replay:0=0,10=0,10=5,20=5"), 50, 2.5).intendedTime(0)).toBe(10_000);
});

test("a day has each hour's part of the events in its part of the time", () => {
  const weights = Array.from({ length: 24 }, (_, hour) => hour);
  const { intended, peakRate } = rates({ kind: "daily", weights }, 27_600, 1150);
  expect(intended).toEqual(weights.map((weight) => weight * 100));
  expect(peakRate).toBeCloseTo(2300, 6);
});

test("a replay keeps its form when more events or less time are asked for", () => {
  const shape = parseShape("replay:100=10,110=10,110=30,120=30");
  expect(rates(shape, 400, 20).intended).toEqual([...Array<number>(10).fill(10), ...Array<number>(10).fill(30)]);
  expect(rates(shape, 800, 80).intended).toEqual([...Array<number>(5).fill(40), ...Array<number>(5).fill(120)]);
  expect(describeShape(shape)).toBe("replay of 4 readings over 20 s");
});

test("series stay short, count every event, and tell late ones from those in time", () => {
  const times = schedule({ kind: "constant" }, 7200, 1);
  const { step, intended, acknowledged } = loadSeries(times, new Float64Array(7200).fill(30_000));
  expect(step).toBe(20);
  expect(intended.length).toBeLessThanOrEqual(maxSteps);
  expect([intended, acknowledged].map((counts) => counts.reduce((sum, count) => sum + count, 0))).toEqual([7200, 7200]);
  expect([intended[0], acknowledged[0], acknowledged[1], acknowledged.at(-1)]).toEqual([20, 0, 10, 10]);
  const abandoned = loadSeries(schedule({ kind: "constant" }, 3, 1), Float64Array.of(0, Number.NaN, Number.NaN));
  expect(abandoned).toEqual({ step: 1, intended: [1, 1, 1], acknowledged: [1, 0, 0] });
});

test.each([
  ["wave", /^one of constant; ramp:from=RATE/],
  ["constructor", /^one of constant/],
  ["", /^one of constant/],
  ["constant:5", /^constant; "5" is none of its settings/],
  ["ramp", /^ramp:from=RATE,to=RATE; from is missing/],
  ["ramp:from=1", /; to is missing/],
  ["ramp:from=1,to=2,to=3", /; to is given twice/],
  ["ramp:from=1,until=2", /; "until=2" is none of its settings/],
  ["ramp:from=-1,to=2", /; from is -1, not a number from 0 to 200000/],
  ["ramp:from=1,to=", /; to is empty, not a number/],
  ["ramp:from=1,to=2=3", /; to is 2=3, not a number/],
  ["ramp:from=0,to=0", /no event would come/],
  ["ramp:from=1,to=200001", /; to is 200001/],
  ["burst:base=5,peak=5,every=10,for=1", /peak is not more than base/],
  ["burst:base=5,peak=9,every=10,for=10", /for is not less than every/],
  ["burst:base=5,peak=9,every=0,for=1", /every is 0/],
  ["daily:1,2,3", /^daily:WEIGHT,… .*; 3 weights are given/],
  [`daily:${Array(24).fill(0).join(",")}`, /no event would come/],
  [`daily:${Array(24).fill("x").join(",")}`, /the weight of hour 0 is x/],
  ["replay", /0 readings are there/],
  ["replay:0=1", /1 readings are there, at least 2/],
  ["replay:0=0,5=0", /bring no event/],
  ["replay:5=1,0=1", /reading 2 is earlier/],
  ["replay:0=1,5", /a rate is empty/],
  ["replay:0=1,1=1=1", /is not SECONDS=RATE/],
  [
    `replay:${Array.from({ length: maxReplayPoints + 1 }, (_, at) => `${at}=1`).join(",")}`,
    /at most 5000 are possible/,
  ],
])("%.40s is refused with what would be right", (text, message) => {
  expect(() => parseShape(text)).toThrow(RangeError);
  expect(() => parseShape(text)).toThrow(message);
});

test("the longest replay fits into one argument of a process", () => {
  const readings = Array.from({ length: maxReplayPoints }, (_, at): [number, number] => [at * 1999.987, 199_999.123]);
  expect(shapeText(replayOf(readings)).length).toBeLessThan(128 * 1024);
});
