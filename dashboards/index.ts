import { readFileSync } from "node:fs";
import { join } from "node:path";

const dashboardNames = ["acm.json", "kafka-exporter-overview.json"] as const;

/** Path of the recording and alert rules, for promtool. */
export const rulesPath = join(__dirname, "acm.rules.yml");
/** Path of their unit tests: `promtool test rules <path>`. */
export const rulesTestPath = join(__dirname, "acm.rules.test.yml");

/** Recording and alert rules: the text of a Prometheus rule file. */
export function alertRules(): string {
  return readFileSync(rulesPath, "utf8");
}

/** The dashboards by file name, each as Grafana's JSON. */
export function dashboardFiles(): Record<string, string> {
  return Object.fromEntries(dashboardNames.map((name) => [name, readFileSync(join(__dirname, name), "utf8")]));
}

/** One query of a panel, ready for Prometheus' `/api/v1/query`. */
export interface DashboardQuery {
  /** File name of the dashboard. */
  readonly dashboard: string;
  /** Title of the panel. */
  readonly panel: string;
  /** PromQL without template variables. */
  readonly expr: string;
}

/** Values that match everything but Kafka's internal topics; the window holds at least two samples at a scrape interval of up to 30 s. */
const everything: Readonly<Record<string, string>> = {
  job: ".*",
  instance: ".*",
  topic: "[^_].*",
  consumergroup: ".*",
  __rate_interval: "1m",
};

/**
 * Every query of every panel.
 * @param variables values of the template variables, by name. Default: all that there is.
 * @throws Error when a query uses a variable that has no value.
 */
export function dashboardQueries(variables: Readonly<Record<string, string>> = {}): DashboardQuery[] {
  const values = { ...everything, ...variables };
  return Object.entries(dashboardFiles()).flatMap(([dashboard, text]) =>
    (JSON.parse(text) as Dashboard).panels.flatMap((panel) =>
      (panel.targets ?? []).map(({ expr }) => ({ dashboard, panel: panel.title, expr: substitute(expr, values) })),
    ),
  );
}

interface Dashboard {
  readonly panels: readonly { readonly title: string; readonly targets?: readonly { readonly expr: string }[] }[];
}

function substitute(expression: string, values: Readonly<Record<string, string>>): string {
  return expression.replace(/\$\{?(\w+)\}?/g, (reference, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`${reference} in "${expression}" has no value. Add it to the variables.`);
    return value;
  });
}
