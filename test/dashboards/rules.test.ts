import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { alertRules, rulesTestPath } from "../../dashboards";

interface Alert {
  readonly alert?: string;
  readonly for?: string;
  readonly labels?: { readonly severity?: string };
  readonly annotations?: { readonly summary?: string; readonly description?: string };
}
const alerts = (parse(alertRules()) as { groups: { rules: Alert[] }[] }).groups
  .flatMap(({ rules }) => rules)
  .filter(({ alert }) => alert !== undefined);

test("the situations that need somebody are covered", () => {
  expect(alerts.map(({ alert }) => alert)).toEqual(
    expect.arrayContaining([
      "ConsumerLagGrowing",
      "ConsumerStalled",
      "UnderReplicatedPartitions",
      "TargetDown",
      "TargetMissing",
    ]),
  );
});

test.each(alerts)("$alert says what is wrong, how bad it is and what to look at", (alert) => {
  expect(alert.for).toMatch(/^\d+m$/);
  expect(alert.labels?.severity).toMatch(/^(warning|critical)$/);
  expect(alert.annotations?.summary?.length).toBeGreaterThan(10);
  expect(alert.annotations?.description?.length).toBeGreaterThan(40);
});

test.each(alerts)("$alert has a unit test for promtool", ({ alert }) => {
  const tests = (parse(readFileSync(rulesTestPath, "utf8")) as { tests: { alert_rule_test?: AlertTest[] }[] }).tests;
  const ofAlert = tests
    .flatMap(({ alert_rule_test: cases }) => cases ?? [])
    .filter(({ alertname }) => alertname === alert);
  expect(ofAlert.some(({ exp_alerts: expected }) => expected.length > 0)).toBe(true);
  expect(ofAlert.some(({ exp_alerts: expected }) => expected.length === 0)).toBe(true);
});

interface AlertTest {
  readonly alertname: string;
  readonly exp_alerts: readonly unknown[];
}
