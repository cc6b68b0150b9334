import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { qualityAttributes } from "../../../scenarios/quality";
import { runCheck, Skipped, type Check } from "../../../scenarios/quality/check";
import type { CheckContext } from "../../../scenarios/quality/context";
import { requirement as elasticity } from "../../../scenarios/quality/elasticity";
import { requirement as metricsApi } from "../../../scenarios/quality/metrics-api";
import type { RunRecord } from "../../../scenarios/run-record";
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

const context = (changes: Partial<CheckContext> = {}, record: RunRecord = run) =>
  ({
    stack: run.stack,
    load: () => Promise.resolve(record),
    ...changes,
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

const verdicts = async (record: RunRecord) =>
  Promise.all(elasticity.checks.map(async (check) => (await runCheck(check, context({}, record))).verdict));

describe("elasticity over a recorded run", () => {
  test("holds for a good one", async () => {
    expect(await verdicts(run)).toEqual(["passed", "passed"]);
  });

  test("a threshold that is never reached turns both red", async () => {
    expect(await verdicts({ ...run, replicaChanges: [] })).toEqual(["failed", "failed"]);
  });

  test("replicas that stay turn the second red alone", async () => {
    const up = run.replicaChanges.filter(({ from, to }) => to > from);
    expect(await verdicts({ ...run, replicaChanges: up })).toEqual(["passed", "failed"]);
  });

  test("without an autoscaler there is nothing to check", async () => {
    const fixed = { ...run };
    delete fixed.autoscaler;
    expect(await verdicts(fixed)).toEqual(["skipped", "skipped"]);
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
