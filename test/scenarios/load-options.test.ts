import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { readOptions, UsageError } from "../../cli/options";
import * as load from "../../kafka-jobs/load";
import { hasOwnRates, schedule } from "../../kafka-jobs/load-shape";
import { loadArguments } from "../../scenarios/load-job";
import { loadOf, loadOptions } from "../../scenarios/load-options";
import { run } from "./demo/fixture";

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), "acm-load-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = (argv: readonly string[], minimum = 1) => {
  const values = readOptions(loadOptions(minimum), argv);
  if (values === "help") throw new TypeError("help");
  return loadOf(values, minimum);
};
const file = (content: unknown, name = "rates.csv") => {
  const target = path.join(folder, name);
  writeFileSync(target, typeof content === "string" ? content : JSON.stringify(content));
  return target;
};
const replayed = (content: unknown) => {
  const { shape } = read(["--shape", `replay:${file(content)}`]);
  return shape.kind === "replay" ? shape.points : [];
};

test("rate is the mean of every shape: events / rate is how long it takes", () => {
  expect(read([])).toEqual({ events: 75_000, rate: 2_500, shape: { kind: "constant" } });
  expect(read(["--events", "100", "--rate", "5"])).toMatchObject({ events: 100, rate: 5 });
  expect(read(["--events", "10000", "--shape", "ramp:from=100,to=900"])).toMatchObject({ events: 10_000, rate: 500 });
  expect(read(["--events", "9000", "--shape", "burst:base=100,peak=1000,every=10,for=1"]).rate).toBeCloseTo(
    9000 / 49.5,
    9,
  );
  expect(read(["--shape", "daily"])).toMatchObject({ events: 75_000, rate: 2_500, shape: { kind: "daily" } });
});

test("a replay has the events and the time of what it repeats, unless told otherwise", () => {
  const source = file("seconds,rate\n0,100\n60,100\n");
  expect(read(["--shape", `replay:${source}`])).toMatchObject({ events: 6000, rate: 100 });
  expect(read(["--shape", `replay:${source}`, "--events", "600"])).toMatchObject({ events: 600, rate: 10 });
  expect(read(["--shape", `replay:${source}`, "--rate", "1000"])).toMatchObject({ events: 6000, rate: 1000 });
  expect(read(["--shape", "replay:0=10,10=10"])).toMatchObject({ events: 100, rate: 10 });
});

test("readings are lines, pairs in JSON, a recorded run, or a range of Prometheus", () => {
  const expected = [
    [0, 1],
    [5, 2.5],
  ];
  expect(replayed("# events a second\nseconds;rate\n1795000000;1\n\n1795000005;2.5\n")).toEqual(expected);
  expect(replayed("10\t1\r\n15\t2.5\r\n")).toEqual(expected);
  expect(replayed([expected[0], [5, 2.5]])).toEqual(expected);
  expect(
    replayed({
      status: "success",
      data: {
        resultType: "matrix",
        result: [
          {
            metric: {},
            values: [
              [1795000000.1, "1"],
              [1795000005.1, "2.5"],
            ],
          },
        ],
      },
    }),
  ).toEqual(expected);
  expect(replayed(run)).toHaveLength(run.series.rateIn.length);
  const series = { step: 2, intended: [10, 4], acknowledged: [6, 8] };
  expect(replayed({ ...run, load: { ...run.load, series } })).toEqual([
    [0, 3],
    [2, 3],
    [2, 4],
    [4, 4],
  ]);
});

test.each([
  ["--rate with a ramp", ["--rate", "5", "--shape", "ramp:from=1,to=2"], /--rate 5 does not go with --shape ramp/],
  [
    "a day with too high a peak",
    ["--rate", "40000", "--shape", "daily"],
    /would reach 6\d{4} events a second\. At most 50000/,
  ],
  ["too high a burst", ["--shape", "burst:base=0,peak=60000,every=2,for=1"], /would reach 60000 events/],
  [
    "an unknown shape",
    ["--shape", "wave"],
    /--shape wave cannot be used\. It must be one of constant; ramp.*replay:FILE/,
  ],
  ["a file that is not there", ["--shape", "replay:none.csv"], /none\.csv cannot be read .*Give lines of/],
  [
    "a replay of fewer events than are allowed",
    ["--shape", "replay:0=1,5=1"],
    /The replay has 5 events\. Give --events N from 1000/,
  ],
])("%s is refused in one message", (_, argv, message) => {
  expect(() => read(argv, 1000)).toThrow(UsageError);
  expect(() => read(argv, 1000)).toThrow(message);
});

test.each([
  ["a line without a rate", "0,1\n5\n", /rates\.csv, line 2: "5" is no reading/],
  ["a decimal comma", "0,1\n5,2,5\n", /line 2/],
  ["text in the middle", "0,1\nseconds,rate\n", /line 2/],
  ["a reading that is earlier", "0,1\n5,1\n4,1\n", /cannot be replayed: reading 3 is earlier/],
  ["a negative rate", "0,1\n5,-1\n", /reading 2 has the rate -1/],
  ["nothing", "", /0 readings are there/],
  ["half of a JSON file", "[[0,1],", /is not JSON/],
  ["other JSON", { status: "error" }, /is none of the known forms/],
  ["two series", { status: "success", data: { result: [{ values: [] }, { values: [] }] } }, /has 2 series/],
  [
    "values that are no number",
    {
      status: "success",
      data: {
        result: [
          {
            values: [
              [0, "NaN"],
              [5, "1"],
            ],
          },
        ],
      },
    },
    /rates\.csv/,
  ],
])("a file with %s is refused with the place", (_, content, message) => {
  expect(() => replayed(content)).toThrow(UsageError);
  expect(() => replayed(content)).toThrow(message);
});

test.each([
  [],
  ["--shape", "ramp:from=5,to=900"],
  ["--shape", "burst:base=1,peak=9,every=9,for=3"],
  ["--shape", "daily"],
  ["--shape", "replay:0=5,9=1"],
])("the job reads what the scenario writes: %s %s", (...argv: string[]) => {
  const wanted = read(argv);
  const settings = { ...wanted, invalidShare: 0.01, bytes: 500 };
  const [command, ...rest] = loadArguments("raw-events", "run-1", settings);
  expect(command).toBe("load");
  const values = readOptions(load.options, ["--connection", "c.json", ...rest]);
  if (values === "help") throw new TypeError("help");
  expect(values).toMatchObject({ events: wanted.events, shape: wanted.shape, bytes: 500, "invalid-share": 0.01 });
  expect(values.rate).toBe(hasOwnRates(wanted.shape) ? undefined : wanted.rate);
  const times = schedule(values.shape, values.events, values.rate);
  expect(times.seconds).toBeCloseTo(wanted.events / wanted.rate, 6);
});

test("the job refuses a rate that is missing or too much, before it looks at Kafka", async () => {
  const job = (argv: readonly string[]) => {
    const values = readOptions(load.options, ["--connection", "none.json", "--run-id", "r", "--events", "10", ...argv]);
    if (values === "help") throw new TypeError("help");
    return load.run(values);
  };
  await expect(job([])).rejects.toThrow(
    "--rate is missing. Give --rate R: mean events a second, which constant needs.",
  );
  await expect(job(["--rate", "5", "--shape", "ramp:from=1,to=2"])).rejects.toThrow(/Leave --rate out/);
  const day = `daily:${[1, ...Array<number>(23).fill(0)].join(",")}`;
  await expect(job(["--rate", "10000", "--shape", day])).rejects.toThrow(/would reach 240000 events a second/);
});
