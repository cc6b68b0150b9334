import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { qualityAttributes } from "../../../scenarios/quality";
import { runCheck, Skipped, type Check } from "../../../scenarios/quality/check";
import type { CheckContext } from "../../../scenarios/quality/context";
import { requirement as elasticity } from "../../../scenarios/quality/elasticity";
import { requirement as metricsApi } from "../../../scenarios/quality/metrics-api";
import type { BacklogReading } from "../../../scenarios/requirements/observations";
import { run } from "../demo/fixture";

const folder = path.join(__dirname, "../../../scenarios/quality");

test("every file of checks is in the list, and every id is there once", () => {
  const files = readdirSync(folder).filter((file) =>
    readFileSync(path.join(folder, file), "utf8").includes("export const requirement:"),
  );
  expect(files).toHaveLength(qualityAttributes.length);
  const ids = qualityAttributes.flatMap(({ checks }) => checks.map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
});

const { replicaChanges: changes, autoscaler } = run;
/** As if the events of a recorded run had waited: its changes, counted from when everything was read. */
const backlog = {
  changes: changes.map((change) => ({ ...change, afterLastEvent: change.afterLastEvent - run.lag.drainSeconds })),
  stabilisation: autoscaler?.scaleDownStabilization,
  drainSeconds: run.lag.drainSeconds,
} as unknown as BacklogReading;

const context = (changed: Partial<CheckContext> = {}, seen: Partial<BacklogReading> = {}) =>
  ({
    stack: run.stack,
    backlog: () => Promise.resolve({ query: "q", time: "t", value: { ...backlog, ...seen } }),
    ...changed,
  }) as CheckContext;

test("whatever happens in a check is a result with its evidence", async () => {
  const check = (body: Check["run"]): Check => ({ id: "X.1", title: "x", run: body });
  const seen = await runCheck(
    check((_, witness) => {
      witness.saw("query", { value: 3 });
      witness.equal("the value", 3, 4);
      return Promise.resolve();
    }),
    context(),
  );
  expect(seen).toMatchObject({ verdict: "failed", reason: "the value is 3; expected is 4" });
  expect(seen.evidence).toMatchObject([{ asked: "query", answer: '{"value":3}' }]);
  const skipped = check(() => {
    throw new Skipped("not here");
  });
  expect(await runCheck(skipped, context())).toMatchObject({ verdict: "skipped", reason: "not here" });
  expect(
    await runCheck(
      check(() => Promise.reject(new Error("no answer"))),
      context(),
    ),
  ).toMatchObject({
    verdict: "failed",
    reason: "no answer",
  });
});

test("an answer that comes late is waited for, one that never comes is named", async () => {
  let count = 0;
  const waiting: Check = {
    id: "X.2",
    title: "x",
    run: async (_, witness) => {
      await witness.becomes(
        "count",
        () => Promise.resolve(++count),
        (value) => value === 2,
        "2",
        5,
      );
      await witness.becomes(
        "never",
        () => Promise.reject(new Error("gone")),
        () => true,
        "an answer",
        0,
      );
    },
  };
  const result = await runCheck(waiting, context());
  expect(result.reason).toBe("expected within 0 s: an answer; the last answer is gone");
  expect(result.evidence.map(({ asked, answer }) => [asked, answer])).toEqual([
    ["count", "2"],
    ["never", "gone"],
  ]);
});

const verdicts = async (seen: Partial<BacklogReading>, changed: Partial<CheckContext> = {}) =>
  Promise.all(elasticity.checks.map(async (check) => (await runCheck(check, context(changed, seen))).verdict));

describe("elasticity over what REQ7 and REQ8 have seen", () => {
  test("holds for a good one", async () => {
    expect(await verdicts({})).toEqual(["passed", "passed"]);
  });

  test("the step from none that are held to one is no answer to the lag", async () => {
    const [first] = changes;
    const released = { ...first, from: 0, to: 1, afterFirstEvent: 1 } as (typeof changes)[number];
    expect(await verdicts({ changes: [released] })).toEqual(["failed", "failed"]);
  });

  test("a threshold that is never reached turns both red", async () => {
    expect(await verdicts({ changes: [] })).toEqual(["failed", "failed"]);
  });

  test("replicas that stay turn the second red alone", async () => {
    const up = backlog.changes.filter(({ from, to }) => to > from);
    expect(await verdicts({ changes: up })).toEqual(["passed", "failed"]);
  });

  test("a backlog that could not be read turns both red, with why", async () => {
    const failed = () => Promise.resolve({ query: "q", time: "t", error: "the processor did not stop" });
    const results = await Promise.all(elasticity.checks.map((check) => runCheck(check, context({ backlog: failed }))));
    expect(results.map(({ reason }) => reason)).toEqual(["the processor did not stop", "the processor did not stop"]);
  });

  test("without an autoscaler there is nothing to check", async () => {
    const stack = { ...run.stack, autoscaler: { ...run.stack.autoscaler, kind: "none" as const } };
    expect(await verdicts({}, { stack })).toEqual(["skipped", "skipped"]);
  });
});

test("the metrics API is asked where the autoscaler's kind has its metric", async () => {
  const asked: string[] = [];
  const cluster = {
    get: (url: string) => {
      asked.push(url);
      return Promise.resolve('{"items":[{"value":"12"}]}');
    },
  } as CheckContext["cluster"];
  const [first] = metricsApi.checks;
  for (const kind of ["keda", "hpa", "none"] as const) {
    const stack = { ...run.stack, autoscaler: { ...run.stack.autoscaler, kind } };
    if (first !== undefined) await runCheck(first, context({ cluster, stack }));
  }
  expect(asked).toHaveLength(2);
  expect(asked[0]).toContain("/apis/external.metrics.k8s.io/");
  expect(asked[1]).toContain("/apis/custom.metrics.k8s.io/");
});
