import fc from "fast-check";
import { Tally } from "../../kafka-jobs/tally";

const event = (id: unknown) => Buffer.from(JSON.stringify({ id, operator: "x" }));

test("every event once and in order is a clean result", () => {
  const tally = new Tally("run", 4);
  for (let sequence = 0; sequence < 4; sequence++) tally.add(sequence % 2, "key", event(`run-${sequence}`));
  expect(tally.result()).toEqual({
    expected: 4,
    enriched: 4,
    lost: 0,
    writtenTwice: 0,
    foreign: 0,
    outOfOrderByKey: 0,
    outOfOrderByPartition: 0,
    read: 4,
    input: { read: 0, events: 0, twice: 0, outOfOrder: 0 },
    examples: { lost: [], writtenTwice: [] },
  });
});

test("lost, repeated, foreign and misplaced events are told apart", () => {
  const tally = new Tally("run", 5);
  tally.add(0, "a", event("run-2"));
  tally.add(0, "b", event("run-0")); // behind run-2 in the partition, not for its key
  tally.add(0, "a", event("run-1")); // behind for its key as well
  tally.add(0, "a", event("run-1"));
  tally.add(0, "a", event("run-1"));
  for (const id of ["run-5", "run--1", "run-x", "run-", "run", "other-3", 3]) tally.add(1, "a", event(id));
  tally.add(1, "a", Buffer.from("{"));
  tally.add(1, "a", null);
  expect(tally.result()).toMatchObject({
    enriched: 3,
    lost: 2,
    writtenTwice: 2,
    foreign: 9,
    outOfOrderByKey: 1,
    outOfOrderByPartition: 2,
    read: 14,
    examples: { lost: ["run-3", "run-4"], writtenTwice: ["run-1"] },
  });
});

test("the input's own order and copies are not held against the processor", () => {
  const tally = new Tally("run", 4);
  for (const sequence of [2, 0, 0, 1, 3]) tally.addInput(0, event(`run-${sequence}`));
  tally.addInput(0, Buffer.from("{"));
  for (const sequence of [2, 0, 0, 3, 1]) tally.add(0, "a", event(`run-${sequence}`));
  expect(tally.result()).toMatchObject({
    enriched: 4,
    writtenTwice: 0,
    // Event 1 stands before event 3 in the input, and behind it in the output.
    outOfOrderByKey: 1,
    outOfOrderByPartition: 1,
    input: { read: 6, events: 4, twice: 1, outOfOrder: 2 },
  });
});

test("a run whose id continues another run's id is another run", () => {
  const tally = new Tally("run", 5);
  tally.add(0, "a", event("run-2-3"));
  expect(tally.result()).toMatchObject({ enriched: 0, foreign: 1 });
});

test("counts add up for any multiset of events", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 30 })), (sequences) => {
      const tally = new Tally("run", 20);
      for (const sequence of sequences) tally.add(0, "k", event(`run-${sequence}`));
      const { enriched, lost, writtenTwice, foreign, read } = tally.result();
      expect(enriched + lost).toBe(20);
      expect(enriched + writtenTwice + foreign).toBe(read);
      expect(read).toBe(sequences.length);
    }),
  );
});
