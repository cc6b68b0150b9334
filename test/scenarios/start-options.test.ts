import { helpText, readOptions } from "../../cli/options";
import { startNotes, startOptions, startSummary, startUsage } from "../../scenarios/start-options";
import { loadOf } from "../../scenarios/load-options";
import { newRunId } from "../../scenarios/repository";

test("defaults: 75,000 events in 30 seconds, one in a hundred invalid, a cluster of its own", () => {
  const values = readOptions(startOptions, []);
  expect(values).toEqual({
    events: undefined,
    rate: undefined,
    shape: { kind: "constant" },
    "invalid-share": 0.01,
    kubeconfig: undefined,
    autoscaler: "as-is",
    keep: false,
    json: false,
  });
  expect(values === "help" || loadOf(values)).toEqual({ events: 75_000, rate: 2_500, shape: { kind: "constant" } });
});

test.each([
  ["--events", "0"],
  ["--events", "many"],
  ["--rate", "abc"],
  ["--rate", "0"],
  ["--invalid-share", "1.5"],
  ["--kubeconfig", ""],
  ["--autoscaler", "vpa"],
])("%s %s is refused", (...argv) => {
  expect(() => readOptions(startOptions, argv)).toThrow(/cannot be used\. It must be/);
});

test("the help fits a terminal", () => {
  const help = helpText(startUsage, startSummary, startOptions, startNotes);
  expect(Math.max(...help.split("\n").map((line) => line.length))).toBeLessThanOrEqual(120);
});

test("ids of runs are DNS labels, short enough for the names of their jobs", () => {
  const id = newRunId(new Date("2026-11-25T03:45:12Z"));
  expect(id).toBe("run-20261125-034512");
  expect(`${id}-drained`.length).toBeLessThanOrEqual(40);
});
