import fc from "fast-check";
import { isFenced, PartitionSession, startOf, type PartitionLedger } from "../../processor/partition-session";

describe("where a batch starts", () => {
  test.each([
    ["nothing was committed", 7, undefined, { action: "process", from: 7 }],
    ["the batch begins where the last commit ended", 7, 7, { action: "process", from: 7 }],
    ["the batch is older than the last commit: what is done is passed over", 7, 9, { action: "process", from: 9 }],
    ["the batch would leave out events: back to the last commit", 9, 7, { action: "seek", to: 7 }],
  ] as const)("%s", (_what, fetched, resume, expected) => {
    expect(startOf(fetched, resume)).toEqual(expected);
  });
});

test.each([
  [{ type: "INVALID_PRODUCER_EPOCH" }, true],
  [{ type: "KAFKAJS_UNKNOWN_ERROR_CODE", message: "Unknown error code 90" }, true],
  [{ cause: { type: "INVALID_PRODUCER_EPOCH" } }, true],
  [{ type: "NOT_LEADER_FOR_PARTITION" }, false],
])("%p tells of another holder: %p", (error, expected) => {
  expect(isFenced(error)).toBe(expected);
});

/**
 * What the brokers keep for one partition: the epoch, the output and the committed offset. It follows Kafka's rules:
 * a commit under an older epoch is refused, a commit whose answer is lost may have happened or not.
 */
class Partition {
  epoch = 0;
  committed: number | undefined;
  readonly output: number[] = [];
  /** How the next commit ends. */
  outcome: "commits" | "commits, but the answer is lost" | "is lost" = "commits";

  holder(): PartitionLedger<number> {
    let epoch = -1;
    return {
      fence: () => {
        epoch = ++this.epoch;
        return Promise.resolve();
      },
      committedOffset: () => Promise.resolve(this.committed),
      commit: (writes, nextOffset) => {
        if (epoch !== this.epoch) return Promise.reject(Object.assign(new Error(), { type: "INVALID_PRODUCER_EPOCH" }));
        const outcome = this.outcome;
        this.outcome = "commits";
        if (outcome === "is lost") return Promise.reject(new Error("connection closed"));
        this.output.push(...writes);
        this.committed = nextOffset;
        return outcome === "commits" ? Promise.resolve() : Promise.reject(new Error("connection closed"));
      },
    };
  }
}

/** A replica with its own idea of where it reads: as the worker does, it moves by what the session says. */
class Replica {
  private session: PartitionSession<number>;
  private position: number;

  constructor(private readonly partition: Partition) {
    this.session = new PartitionSession(partition.holder());
    this.position = partition.committed ?? 0;
  }

  /** The group gives the partition to it, perhaps again: everything known is forgotten. */
  assigned(): void {
    this.session = new PartitionSession(this.partition.holder());
    this.position = this.partition.committed ?? 0;
  }

  async process(events: number, end: number): Promise<void> {
    const last = Math.min(this.position + events, end);
    if (last <= this.position) return;
    try {
      const start = await this.session.begin(this.position);
      if (start.action === "seek") return void (this.position = start.to);
      const batch = Array.from({ length: Math.max(0, last - start.from) }, (_, index) => start.from + index);
      if (batch.length > 0) await this.session.commit(start.from, batch, last);
      this.position = Math.max(last, start.from);
    } catch (error) {
      if (isFenced(error)) this.assigned();
    }
  }
}

test("whatever replicas do in whatever order, each event comes out once and in order", async () => {
  const end = 40;
  const action = fc.record({
    replica: fc.nat(2),
    step: fc.constantFrom("process", "process", "process", "assigned", "restarted"),
    events: fc.integer({ min: 1, max: 9 }),
    outcome: fc.constantFrom<Partition["outcome"]>("commits", "commits, but the answer is lost", "is lost"),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 60 }), async (actions) => {
      const partition = new Partition();
      const replicas = [new Replica(partition), new Replica(partition), new Replica(partition)];
      for (const { replica, step, events, outcome } of actions) {
        partition.outcome = outcome;
        // A replica goes on with its batch although the partition is another's: nothing tells it in time.
        if (step === "process") await (replicas[replica] as Replica).process(events, end);
        else if (step === "assigned") (replicas[replica] as Replica).assigned();
        else replicas[replica] = new Replica(partition);
      }
      const last = new Replica(partition);
      partition.outcome = "commits";
      for (let round = 0; round < end; round++) await last.process(9, end);
      expect(partition.output).toEqual(Array.from({ length: end }, (_, index) => index));
    }),
    { numRuns: 500 },
  );
});

test("after a failed commit the partition is fenced again before anything else", async () => {
  const partition = new Partition();
  const session = new PartitionSession(partition.holder());
  await session.begin(0);
  partition.outcome = "commits, but the answer is lost";
  await expect(session.commit(0, [0, 1], 2)).rejects.toThrow("connection closed");
  expect(session.held).toBe(false);
  await expect(session.commit(0, [0, 1], 2)).rejects.toThrow("without a held partition");
  expect(await session.begin(0)).toEqual({ action: "process", from: 2 });
  expect(partition.epoch).toBe(2);
});

test("a commit that would leave events out is refused", async () => {
  const partition = new Partition();
  partition.committed = 5;
  const session = new PartitionSession(partition.holder());
  await session.begin(5);
  await expect(session.commit(6, [6], 7)).rejects.toThrow("commit from 6, but 5 is next");
});

test("a reset of the group's offset after retention has deleted events is followed, not fought", async () => {
  const partition = new Partition();
  partition.committed = 5;
  const session = new PartitionSession(partition.holder());
  await session.begin(5);
  partition.committed = undefined;
  expect(await session.begin(100)).toEqual({ action: "process", from: 100 });
});
