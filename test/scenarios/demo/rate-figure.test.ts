import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { demoPage } from "../../../scenarios/demo/page";
import { medianLoad } from "../../../scenarios/demo/rate-figure";
import { readAnyRecord, readDemoRecord } from "../../../scenarios/demo/record";
import { runPage } from "../../../scenarios/demo/run-page";
import { writeWhole } from "../../../scenarios/demo/store";
import { demo, run } from "./fixture";

const withSeries = (acknowledged: number[]) => ({
  ...run,
  parameters: { ...run.parameters, shape: "ramp:from=0,to=3000" },
  load: { ...run.load, series: { step: 1, intended: [500, 1500, 2500], acknowledged } },
});

test("of repeats the median is drawn, step by step; a coarser one cannot be laid over", () => {
  const repeats = [
    [500, 1400, 2600],
    [500, 1500, 2500],
    [400, 1500, 2500, 100],
  ].map((counts) => withSeries(counts));
  expect(medianLoad([run, ...repeats])).toEqual({
    step: 1,
    intended: [500, 1500, 2500],
    acknowledged: [500, 1500, 2500],
  });
  expect(medianLoad([run])).toBeUndefined();
});

test("the page draws wanted and achieved rate when they were recorded, and nothing for older records", () => {
  const record = withSeries([500, 1400, 2600]);
  const page = demoPage({ ...demo, runs: demo.runs.map((one) => ({ ...one, record })) });
  expect(page).toContain('id="experiment-rate"');
  expect(page).toContain('<th scope="row" >scenario 3</th>');
  expect(demoPage(demo)).not.toContain('id="experiment-rate"');
});

test("one run is a page of its own, an older one without its rate", () => {
  const page = runPage(withSeries([500, 1400, 2600]));
  for (const part of [
    'id="rate"',
    'id="lag"',
    'id="replicas"',
    "ramp from 0 to 3,000 a second",
    "read by the processor",
  ]) {
    expect(page).toContain(part);
  }
  expect(page).not.toMatch(/<script|src="http|href="http/);
  expect(runPage(run)).not.toContain('id="rate"');
});

test("a record of a run is read as such, and is no demonstration", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "acm-run-"));
  try {
    const file = path.join(folder, "run.json");
    writeWhole(file, JSON.stringify(run));
    expect(readAnyRecord(file)).toEqual(run);
    expect(() => readDemoRecord(file)).toThrow("is a record of one run, not of a demonstration");
    writeWhole(file, JSON.stringify({ ...run, load: {} }));
    expect(() => readAnyRecord(file)).toThrow(/is damaged: load\./);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
