import Ajv from "ajv/dist/2020";
import { analyse } from "../../../cost/analysis";
import { formats, renderReport, type Report } from "../../../cost/report";
import focusRules from "../../../cost/report/focus-1.2.json";
import { csvField } from "../../../cost/report/csv";
import { serviceCategory } from "../../../cost/report/focus";
import { costReport, costReportSchema } from "../../../cost/report/json-schema";
import { fixed, Money, percent, plain, unitPrice } from "../../../cost/report/money";
import { tableWidth } from "../../../cost/report/table";
import { decimal, sumOf } from "../../../cost/formula";
import { exampleReport } from "../../../cost/generate";
import { fixtureCompare, fixtureParameters } from "../support/fixture";

const parameters = fixtureParameters();
const comparison = fixtureCompare(parameters);
const report: Report = {
  comparison: {
    ...comparison,
    warnings: ["Mind <this> & that."],
    missingPrices: [
      {
        option: "eks-msk",
        key: "msk.x",
        region: "eu-west-1",
        message: "There is no price msk.x in eu-west-1: add it.",
      },
    ],
  },
  analysis: analyse({
    comparison,
    parameters,
    compare: fixtureCompare,
    run: { source: "run.json", events: 75_000, seconds: 200, replicaSeconds: 300, maxReplicas: 3 },
  }),
  context: {
    created: "2026-11-25T08:00:00.000Z",
    command: "npm run cost -- --file a|b.json",
    stack: "stack onprem",
    commit: "0123abc",
    currency: "EUR",
    exchangeRate: { rate: "0.92", date: "2026-11-20" },
  },
  switches: [{ name: "free-tier", value: "lambda.freeTier = true", explanation: "It is taken off once." }],
};
const text = async (format: "table" | "markdown" | "json" | "csv" | "html" | "focus") =>
  String(await renderReport(format, report));
const rowsOf = (csv: string) =>
  csv
    .trimEnd()
    .split("\r\n")
    .map((row) =>
      [...row.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell = ""]) => cell.replace(/^"|"$/g, "")),
    );

describe("numbers for readers", () => {
  test("are rounded half up, and only then", () => {
    expect(fixed("5866.665", 2)).toBe("5,866.67");
    expect(fixed("-0.005", 2)).toBe("−0.01");
    expect(fixed("-0.004", 2)).toBe("0.00");
    expect(fixed("1234567.5", 0)).toBe("1,234,568");
    expect(plain("78.410000")).toBe("78.41");
    expect(unitPrice("0.0000133334")).toBe("0.0000133334");
    expect(percent("31.05")).toBe("+31.1 %");
  });

  test("another currency needs its rate, and multiplies exactly", () => {
    expect(new Money(report.context).exact("100")).toBe("92");
    expect(() => new Money({ currency: "EUR" })).toThrow(/--exchange-rate/);
  });
});

test.each(formats)(
  "%s says when, from what, with which prices, what is missing and what is unconfirmed",
  async (format) => {
    if (format === "csv" || format === "focus" || format === "xlsx") return;
    const made = await text(format);
    for (const said of [
      "2026-11-25T08:00:00",
      "0123abc",
      "stack onprem",
      "2023-07-01",
      "0.92",
      "kinesis.shard",
      "msk.x",
    ]) {
      expect(made).toContain(said);
    }
    expect(made).toMatch(/unconfirmed/);
    expect(made).toContain("beyond its lines");
  },
);

describe("table", () => {
  test("fits 100 columns, for the thesis too", async () => {
    for (const each of [report, exampleReport()]) {
      const lines = String(await renderReport("table", each)).split("\n");
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(tableWidth);
    }
  });

  test("marks the cheapest and the baseline, and has colour only when asked", async () => {
    expect(await text("table")).toMatch(/On premises .*5,397\.33.*\n {2}cheapest, baseline/);
    // eslint-disable-next-line no-control-regex
    expect(await text("table")).not.toMatch(/\u001b/);
    expect(await renderReport("table", report, { colour: true })).toContain("\u001b[32m");
  });

  test("amounts stand below each other", async () => {
    const rows = (await text("table")).split("\n").filter((line) => line.startsWith("Servers"));
    expect(new Set(rows.map((row) => row.length)).size).toBe(1);
  });
});

describe("JSON", () => {
  test("follows its published schema, by ajv as by zod", async () => {
    const validate = new Ajv({ strict: false }).compile(costReportSchema() as object);
    for (const each of [report, exampleReport(), exampleReport("consistent")]) {
      const value: unknown = JSON.parse(String(await renderReport("json", each)));
      expect(costReport.safeParse(value).error).toBeUndefined();
      expect(validate(value) ? [] : validate.errors).toEqual([]);
    }
  });

  test("lines add up to the total exactly", async () => {
    const value = costReport.parse(JSON.parse(await text("json")));
    for (const { lines, monthlyUsd } of value.options) {
      expect(sumOf(lines.map(({ amountUsd }) => amountUsd))).toBe(monthlyUsd);
    }
  });
});

describe("CSV", () => {
  test("has a row for each line, with raw numbers", async () => {
    const [head = [], ...rows] = rowsOf(await text("csv"));
    expect(rows).toHaveLength(comparison.options.flatMap(({ lines }) => lines).length);
    const amounts = rows.map((row) => row[head.indexOf("amount_usd")] ?? "");
    expect(amounts.every((amount) => /^-?\d+(\.\d+)?$/.test(amount))).toBe(true);
    // A different order of 64 digits.
    const total = sumOf(comparison.options.map(({ monthlyUsd }) => monthlyUsd));
    expect(decimal(sumOf(amounts)).toFixed(30)).toBe(decimal(total).toFixed(30));
  });

  test("quotes what needs it, and no text becomes a formula", () => {
    expect(csvField('a "b", c')).toBe('"a ""b"", c"');
    expect(csvField("=1+1")).toBe("'=1+1");
    expect(csvField("-5.5")).toBe("-5.5");
  });
});

test("Markdown: text from outside breaks no table and is no markup", async () => {
  const made = await text("markdown");
  expect(made).toContain("a\\|b.json");
  expect(made).toContain("Mind \\<this\\> & that.");
});

describe("FOCUS 1.2", () => {
  const read = async () => {
    const [head = [], ...rows] = rowsOf(await text("focus"));
    return rows.map((row) => new Map(head.map((name, index) => [name, row[index] ?? ""])));
  };
  const types: Record<string, RegExp> = {
    decimal: /^-?\d+(\.\d+)?$/,
    string: /\S/,
    currency: /^[A-Z]{3}$/,
    date: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/,
  };

  test("every row keeps the rules of every column", async () => {
    const problems = (await read()).flatMap((row) =>
      focusRules.columns.flatMap((rule) => {
        const value = row.get(rule.name);
        if (value === undefined) return [`${rule.name} is absent`];
        if (value === "") return rule.nulls ? [] : [`${rule.name} is null`];
        if (!(types[rule.type] as RegExp).test(value)) return [`${rule.name} = ${value} is no ${rule.type}`];
        return rule.allowed === undefined || rule.allowed.includes(value) ? [] : [`${rule.name} = ${value}`];
      }),
    );
    expect(problems).toEqual([]);
  });

  test("each row says that it is an estimate; a purchase is never usage-based", async () => {
    for (const row of await read()) {
      expect(row.get("x_Estimate")).toBe("true");
      if (row.get("ChargeCategory") === "Purchase") expect(row.get("ChargeFrequency")).not.toBe("Usage-Based");
      expect(row.get("ChargePeriodStart")).toBe("2026-11-01T00:00:00Z");
      expect(row.get("ChargePeriodEnd")).toBe("2026-12-01T00:00:00Z");
    }
  });

  test("every service of the comparison has a category", () => {
    const services = exampleReport().comparison.options.flatMap(({ lines }) => lines.map(({ service }) => service));
    expect(services.filter((service) => serviceCategory(service) === "Other")).toEqual([]);
  });
});

describe("HTML", () => {
  test("is one file under 2 MB that loads nothing and runs nothing", async () => {
    for (const each of [report, exampleReport()]) {
      const made = String(await renderReport("html", each));
      expect(made.length).toBeLessThan(2_000_000);
      expect(made).toContain("default-src 'none'");
      expect(made).not.toMatch(/<script|<link(?! rel="icon" href="data:,")|\ssrc=|@import|url\((?!#)/);
    }
  });

  test("escapes what comes from outside, and names every anchor once", async () => {
    const made = await text("html");
    expect(made).toContain("Mind &lt;this&gt; &amp; that.");
    const ids = [...made.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const links = [...made.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(links.filter((id) => !ids.includes(id))).toEqual([]);
  });

  test("every line opens to its formula, inputs, price and source", async () => {
    const made = await text("html");
    for (const { lines } of comparison.options) {
      for (const line of lines) {
        expect(made).toContain(`line <code>${line.id}</code>`);
        expect(made).toContain(`amount = ${line.amount} = <strong>`);
      }
    }
    expect(made).toContain("a price list, for &lt;tests&gt;");
  });
});
