import { parse } from "yaml";
import { alertRules, dashboardFiles, dashboardQueries } from "../../dashboards";
import { exportedMetrics } from "./exported-metrics";
import { parsePromQl } from "./promql";

interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
}
const rules = (parse(alertRules()) as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules);
const recorded = rules.flatMap(({ record }) => (record === undefined ? [] : [record]));
let known: Set<string>;
beforeAll(async () => {
  known = new Set([...(await exportedMetrics()), ...recorded]);
});

interface Variable {
  readonly name: string;
  readonly type: string;
  readonly definition?: string;
}
const variables = Object.entries(dashboardFiles()).flatMap(([dashboard, text]) =>
  (JSON.parse(text) as { templating: { list: Variable[] } }).templating.list.map((variable) => ({
    dashboard,
    ...variable,
  })),
);

const expressions: [string, string][] = [
  ...rules.map(({ record, alert, expr }): [string, string] => [`rule ${record ?? alert ?? ""}`, expr]),
  ...dashboardQueries().map(({ dashboard, panel, expr }): [string, string] => [`${dashboard}: ${panel}`, expr]),
  ...variables.flatMap(({ dashboard, name, definition }): [string, string][] => {
    const selector = /^label_values\((.*), \w+\)$/.exec(definition ?? "")?.[1];
    return selector === undefined ? [] : [[`${dashboard}: variable ${name}`, selector.replace(/\$\w+/g, ".*")]];
  }),
];

test("the parser finds errors and metrics", () => {
  expect(parsePromQl("sum(rate(up[5m]))")).toEqual({ errors: [], metrics: ["up"] });
  expect(parsePromQl("a:b:sum > 0 and on (x) c{d=~'e'}").metrics).toEqual(["a:b:sum", "c"]);
  expect(parsePromQl("sum(rate(up[5m])").errors).not.toEqual([]);
  expect(parsePromQl("rate(up[five])").errors).not.toEqual([]);
});

test("there are expressions of rules, panels and variables", () => {
  for (const start of ["rule ", "acm.json: ", "kafka-exporter-overview.json: ", "acm.json: variable "])
    expect(expressions.some(([name]) => name.startsWith(start))).toBe(true);
});

test.each(expressions)("%s is valid PromQL of metrics that exist", (_name, expression) => {
  const { errors, metrics } = parsePromQl(expression);
  expect(errors).toEqual([]);
  expect(metrics.length).toBeGreaterThan(0);
  expect(metrics.filter((metric) => !known.has(metric))).toEqual([]);
});

test("no window is shorter than two samples at the longest scrape interval", () => {
  const windows = rules.flatMap(({ expr }) => [...expr.matchAll(/\[(\d+)m\]/g)].map(([, minutes]) => Number(minutes)));
  expect(windows.length).toBeGreaterThan(0);
  expect(Math.min(...windows)).toBeGreaterThanOrEqual(2);
  expect(alertRules()).not.toMatch(/\[\d+s\]/);
});
