import { dashboardFiles, dashboardQueries } from "../../dashboards";

interface DataSource {
  readonly type: string;
  readonly uid: string;
}
interface Panel {
  readonly id: number;
  readonly title: string;
  readonly type: string;
  readonly datasource: DataSource;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets: readonly { readonly refId: string; readonly expr: string; readonly datasource: DataSource }[];
}
interface Variable {
  readonly name: string;
  readonly type: string;
  readonly query: unknown;
  readonly datasource?: DataSource;
  readonly allValue?: string;
}
interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly __inputs?: unknown;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly Variable[] };
}

const dashboards = Object.entries(dashboardFiles()).map(([name, text]) => ({
  name,
  text,
  json: JSON.parse(text) as Dashboard,
}));

test("each dashboard has a uid and a title of its own", () => {
  expect(dashboards).toHaveLength(2);
  for (const key of ["uid", "title"] as const)
    expect(new Set(dashboards.map(({ json }) => json[key])).size).toBe(dashboards.length);
  for (const { json } of dashboards) expect(json.uid).toMatch(/^[\w-]{1,40}$/);
});

describe.each(dashboards)("$name", ({ text, json }) => {
  test("panels are unique, of a type that Grafana still has, inside the grid, and do not overlap", () => {
    expect(new Set(json.panels.map(({ id }) => id)).size).toBe(json.panels.length);
    expect(new Set(json.panels.map(({ title }) => title)).size).toBe(json.panels.length);
    const cells = new Set<string>();
    for (const { type, gridPos, targets } of json.panels) {
      expect(["timeseries", "stat", "bargauge"]).toContain(type);
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      expect(targets.length).toBeGreaterThan(0);
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(cells).not.toContain(`${x},${y}`);
          cells.add(`${x},${y}`);
        }
    }
  });

  // File provisioning leaves ${DS_…} inputs of a downloaded dashboard as they are: every panel then shows an error.
  test("every reference to a data source is resolved by the dashboard itself", () => {
    expect(json).not.toHaveProperty("__inputs");
    expect(text).not.toContain("${DS_");
    const [first] = json.templating.list;
    expect(first).toMatchObject({ name: "datasource", type: "datasource", query: "prometheus" });
    const references = [
      ...json.panels.flatMap(({ datasource, targets }) => [datasource, ...targets.map((target) => target.datasource)]),
      ...json.templating.list.slice(1).map(({ datasource }) => datasource),
    ];
    for (const reference of references) expect(reference).toEqual({ type: "prometheus", uid: "${datasource}" });
  });

  // A rescheduled exporter has another instance: with an exact match the graph ended there.
  test("variables match by regular expression, and all of them means anything but internal topics", () => {
    const names = json.templating.list.map(({ name }) => name);
    for (const { expr } of json.panels.flatMap(({ targets }) => targets))
      for (const [, operator, name] of expr.matchAll(/(=~|=|!=|!~)\s*["']\$(\w+)["']/g)) {
        expect(operator).toBe("=~");
        expect(names).toContain(name);
      }
    for (const { name, allValue } of json.templating.list.slice(1))
      expect(allValue).toBe(name === "topic" ? "[^_].*" : ".*");
  });

  // Offsets of a consumer group exist only after its first commit: variables made from them left every panel empty.
  test("no variable is read from committed offsets", () => {
    expect(JSON.stringify(json.templating)).not.toMatch(/current_offset|consumergroup_lag/);
  });
});

describe("dashboardQueries", () => {
  test("names every panel and leaves no template variable", () => {
    const queries = dashboardQueries();
    for (const { name, json } of dashboards)
      for (const { title, targets } of json.panels)
        expect(queries.filter(({ dashboard, panel }) => dashboard === name && panel === title)).toHaveLength(
          targets.length,
        );
    for (const { expr } of queries) expect(expr).not.toContain("$");
  });

  test("takes values for variables", () => {
    const [first] = dashboardQueries({ topic: "raw-events", consumergroup: "event-stream-prc" });
    expect(first?.expr).toBe('sum(acm:consumergroup_lag:sum{consumergroup=~"event-stream-prc", topic=~"raw-events"})');
  });
});
