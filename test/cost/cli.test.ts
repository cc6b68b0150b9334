import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { runCost } from "../../cost/cli";
import { exitCodes } from "../../cost/exit-codes";

// The first one loads everything.
jest.setTimeout(60_000);

let folder: string;
let report: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "acm-cost-"));
  report = path.join(folder, "report.json");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs the command as its process would. */
async function cost(...argv: string[]): Promise<{ code: unknown; errors: string; shown: string }> {
  const errors = jest.spyOn(console, "error").mockImplementation(() => undefined);
  const shown = jest.spyOn(console, "log").mockImplementation(() => undefined);
  const text = (spy: jest.SpyInstance) => spy.mock.calls.map(([line]) => String(line)).join("\n");
  try {
    await runCost(argv);
    return { code: process.exitCode, errors: text(errors), shown: text(shown) };
  } finally {
    process.exitCode = 0;
    errors.mockRestore();
    shown.mockRestore();
  }
}
const toFile = (...argv: string[]) => cost(...argv, "--format", "json", "--output", report);
const written = () =>
  JSON.parse(readFileSync(report, "utf8")) as {
    options: { id: string; monthlyUsd: string }[];
    missingPrices: unknown[];
  };
const file = (name: string, content: unknown) => {
  const target = path.join(folder, name);
  writeFileSync(target, typeof content === "string" ? content : JSON.stringify(content));
  return target;
};

test("the thesis, to the cent, in a report that is whole", async () => {
  expect((await toFile("--scenario", "thesis")).code).toBe(exitCodes.ok);
  const totals = written().options.map(({ id, monthlyUsd }) => [id, Number(monthlyUsd).toFixed(2)]);
  expect(Object.fromEntries(totals)).toEqual({
    "on-premises": "5866.66",
    "virtual-machines": "8308.86",
    lambda: "17608.02",
    "step-functions": "13125.35",
  });
  expect(readdirSync(folder)).toEqual(["report.json"]);
});

describe("bad input is one message, another exit code than 0, and no report", () => {
  const refused = async (argv: string[], message: RegExp, code: number = exitCodes.error) => {
    const { code: ended, errors } = await toFile(...argv);
    expect(errors).toMatch(message);
    expect(errors).not.toMatch(/\n\s+at /);
    expect(ended).toBe(code);
    expect(existsSync(report)).toBe(false);
  };
  test.each([
    ["workload.eventsPerDay=-5", /workload\.eventsPerDay: must be more than 0 .*now -5/],
    ["onPremises.warrantyFraction=1.5", /onPremises\.warrantyFraction: must be at most 1/],
    ["hoursPerMonth=750", /hoursPerMonth: must be at most 744/],
    ["workload.eventsADay=1", /workload\.eventsADay: is not a known parameter; known there: workload\.eventsPerDay/],
    ["workload.dailyProfile=[1,2]", /workload\.dailyProfile: /],
    ["region=Ireland", /region: must be a region such as "us-east-1"/],
    [
      "virtualMachines.instanceType=c99.large",
      /virtualMachines\.instanceType: us-east-1 has no instance type "c99\.large"[^]*Similar ones there: c/,
    ],
    ["kafka.instanceType=kafka.m9.large", /kafka\.instanceType: us-east-1 has no instance type "kafka\.m9\.large"/],
  ])("--set %s", (setting, message) => refused(["--set", setting], message));

  test("a parameter file of another version", () =>
    refused(["--file", file("p.json", { version: 9 })], /parameters have version 9; this program reads version 1/));
  test("a day of 25 hours", () =>
    refused(
      ["--file", file("p.json", { version: 1, workload: { dailyProfile: Array(25).fill(1) } })],
      /workload\.dailyProfile: /,
    ));
  test("a file that is no JSON", () =>
    refused(["--file", file("p.json", "{")], /parameters of .*p\.json cannot be read/));
  test("a file that is not there", () => refused(["--file", "/none.json"], /cannot be read from \/none\.json/));
  test("a recorded run of another version", () =>
    refused(["--run", file("run.json", { schemaVersion: 7 })], /no recorded run of version 1: its schemaVersion is 7/));
  test("overrides with a wrong unit", () =>
    refused(
      [
        "--prices",
        file("o.json", {
          schemaVersion: 1,
          overrides: [{ key: "nat.hour", usd: "1", unit: "GB", reason: "contract", date: "2026-01-01" }],
        }),
      ],
      /override of nat\.hour is per GB; the list price is per hour/,
    ));
  test("another currency without a rate", () =>
    refused(["--currency", "EUR"], /--currency EUR has no rate\.\nAdd --exchange-rate/));
  test("a rate without its day", () =>
    refused(["--exchange-rate", "0.92"], /must be a rate and its day/, exitCodes.usage));
  test("an unknown scenario", () => refused(["--scenario", "x"], /no scenario "x"\.\nThere are: thesis/));
  test("an unknown option", () => refused(["--stak", "x"], /--stak is not an option/, exitCodes.usage));
  test("a budget for an option that is not compared", () =>
    refused(
      ["--options", "lambda", "--budget", "1", "--budget-for", "eks-msk"],
      /budget is for eks-msk, which is not among/,
    ));
  test("an unknown command", async () => {
    const { code, errors } = await cost("prise");
    expect([code, errors]).toEqual([
      exitCodes.usage,
      expect.stringMatching(/"prise" is not a command\. Known are: estimate/),
    ]);
  });
  test("a folder that cannot be written", async () => {
    const { code, errors } = await cost("--output", path.join(folder, "none", "r.txt"));
    expect([code, errors]).toEqual([exitCodes.error, expect.stringMatching(/r\.txt cannot be written/)]);
  });
});

test("a region without prices is told for every price, not found out by a formula", async () => {
  const { code, errors } = await toFile("--set", "region=ca-central-1");
  expect(code).toBe(exitCodes.missingPrice);
  expect(errors).toContain("There is no price for lambda.requests in ca-central-1");
  expect(errors).not.toContain("Cannot read");
});

test("a gap in the price files is told, its options have no total, and the exit code says so", async () => {
  const { code, errors } = await toFile("--set", "region=eu-west-1");
  expect(code).toBe(exitCodes.missingPrice);
  expect(errors).toMatch(
    /eks-msk is not priced\. There is no price for .* in eu-west-1.*prices refresh --region eu-west-1/,
  );
  expect(written().options.map(({ id }) => id)).not.toContain("eks-msk");
  expect(written().missingPrices.length).toBeGreaterThan(0);
});

test("a budget that is kept, and one that is not", async () => {
  expect((await toFile("--scenario", "thesis", "--budget", "9000")).code).toBe(exitCodes.ok);
  const over = await toFile("--scenario", "thesis", "--budget", "9000", "--budget-for", "lambda");
  expect(over.code).toBe(exitCodes.overBudget);
  expect(over.errors).toMatch(/Lambda costs 17608\.02 USD a month, 8608\.02 over the budget of 9000\.00/);
});

test("a negotiated discount changes what it is for and nothing else", async () => {
  const overrides = [{ key: "ec2.*", discountPercent: 50, reason: "Savings Plan", date: "2026-01-01" }];
  await toFile("--scenario", "thesis", "--prices", file("o.json", { schemaVersion: 1, overrides }));
  const of = (id: string) => Number(written().options.find((each) => each.id === id)?.monthlyUsd).toFixed(2);
  // 8,308.86 less half of the machines' 6,026.88.
  expect([of("virtual-machines"), of("lambda")]).toEqual(["5295.42", "17608.02"]);
});

describe("diff", () => {
  test("nothing differs from itself; a difference has an exit code, and lines that make it up", async () => {
    const cheap = file("a.json", { version: 1, workload: { eventsPerDay: 1e6 } });
    const dear = file("b.json", { version: 1, workload: { eventsPerDay: 2e6 } });
    expect((await cost("diff", cheap, cheap, "--output", report)).code).toBe(exitCodes.ok);
    expect((await cost("diff", "--format", "json", cheap, dear, "--output", report)).code).toBe(exitCodes.differs);
    const { options, parameters } = JSON.parse(readFileSync(report, "utf8")) as {
      options: { id: string; difference: string; lines: { difference: string }[] }[];
      parameters: unknown;
    };
    for (const { difference, lines } of options) {
      const sum = lines.reduce((total, line) => total + Number(line.difference), 0);
      expect(sum).toBeCloseTo(Number(difference), 9);
    }
    expect(parameters).toEqual([{ path: "workload.eventsPerDay", a: "1000000", b: "2000000" }]);
    expect((await cost("diff", cheap, dear, "--tolerance", "1e9", "--output", report)).code).toBe(exitCodes.ok);
  });
  test("a report that was kept is compared with as it was", async () => {
    await toFile("--scenario", "thesis");
    const { code } = await cost("diff", report, "scenario:thesis", "--output", path.join(folder, "d.txt"));
    expect(code).toBe(exitCodes.ok);
  });
  test("what is none of these is refused", async () => {
    const { code, errors } = await cost("diff", file("x.json", {}), "scenario:thesis");
    expect([code, errors]).toEqual([
      exitCodes.error,
      expect.stringMatching(/x\.json is neither parameters of version 1/),
    ]);
    expect((await cost("diff", "one")).code).toBe(exitCodes.usage);
  });
});

test("an estimate that lacks a price has no total", async () => {
  const services = [{ service: "ecr", gib: 5 }];
  const good = file("good.json", { version: 1, region: "us-east-1", services });
  expect((await toFile("estimate", good)).code).toBe(exitCodes.ok);
  expect(written().options.map(({ monthlyUsd }) => monthlyUsd)).toEqual(["0.5"]);
  rmSync(report);
  const { code, errors } = await toFile("estimate", file("gap.json", { version: 1, region: "eu-west-1", services }));
  expect([code, errors]).toEqual([exitCodes.error, expect.stringMatching(/no price for ecr\.storage in eu-west-1/)]);
  expect(existsSync(report)).toBe(false);
});

test("price files are checked, with the place of what is wrong", async () => {
  expect((await cost("prices", "check")).code).toBe(exitCodes.ok);
  expect((await cost("prices", "list", "--region", "eu-west-1", "--key", "msk.storage")).shown).toMatch(/no price/);
  const { mkdirSync } = await import("node:fs");
  mkdirSync(path.join(folder, "eu-west-1"));
  const price = { unit: "month", usd: "1", priceDate: "2026-01-01", source: "x", confidence: "confirmed" };
  file("eu-west-1/2026-01-01.json", {
    schemaVersion: 1,
    region: "eu-west-1",
    currency: "USD",
    compiled: "2026-01-01",
    prices: { "nat.hour": price },
    missing: {},
  });
  const { code, errors } = await cost("prices", "check", "--directory", folder);
  expect([code, errors]).toEqual([
    exitCodes.error,
    expect.stringMatching(/2026-01-01\.json: prices\.nat\.hour\.unit: /),
  ]);
});
