import { flatten, ParameterError, parametersSchema, parameterSet } from "../../cost/parameters";
import { parameterTable } from "../../cost/parameter-table";

const commandLine = { kind: "command line" } as const;
const withValues = (values: Record<string, unknown>) => () =>
  parameterSet([{ values: values as Record<string, number>, origin: commandLine }]);

test("every default is a value that its own schema accepts, and paths are unique", () => {
  for (const { path, schema, fallback } of parameterTable) {
    if (fallback !== undefined) expect([path, schema.safeParse(fallback).success]).toEqual([path, true]);
  }
  expect(new Set(parameterTable.map(({ path }) => path)).size).toBe(parameterTable.length);
});

test("a later source is laid over an earlier one, and every value knows where it comes from", () => {
  const parameters = parameterSet([
    { values: { "workload.eventsPerDay": 1e6, "kafka.brokers": 6 }, origin: { kind: "stack", detail: "onprem" } },
    { values: { "workload.eventsPerDay": 2e8 }, origin: commandLine },
  ]);
  expect(parameters.input("workload.eventsPerDay")).toMatchObject({ value: "200000000", origin: commandLine });
  expect(parameters.input("kafka.brokers")).toMatchObject({ value: "6", origin: { kind: "stack", detail: "onprem" } });
  expect(parameters.input("workload.meanMs")).toMatchObject({ value: "78.41", origin: { kind: "thesis" } });
  expect(parameters.input("eks.nodes")).toMatchObject({ origin: { kind: "default" } });
  expect(parameters.optional("onPremises.powerKw")).toBeUndefined();
});

test.each([
  [{ "workload.eventsPerDay": -1 }, "workload.eventsPerDay: must be more than 0 (events) (now -1)"],
  [{ "onPremises.warrantyFraction": 1.2 }, "onPremises.warrantyFraction: must be at most 1 (now 1.2)"],
  [{ hoursPerMonth: 750 }, "hoursPerMonth: must be at most 744 (h) (now 750)"],
  [{ "workload.dailyProfile": [1, 2] }, /^workload\.dailyProfile: must be at least 24/],
  [{ "kafka.brokers": 2.5 }, "kafka.brokers: must be a whole number (brokers) (now 2.5)"],
  [{ "messaging.kind": "x" }, /^messaging\.kind: must be one of "kinesis-provisioned"/],
  [{ "workload.events": 1 }, /^workload\.events: is not a known parameter; known there: workload\.eventsPerDay/],
  [{ nonsense: 1 }, /^nonsense: is not a known parameter; known groups: region/],
  [{ "workload.meanMs": "fast" }, 'workload.meanMs: must be a number (ms) (now "fast")'],
  [{ "kafka.brokers": 1 }, "kafka.replicationFactor: must be at most kafka.brokers (1): two copies on one broker"],
  [{ "processor.replicasMin": 9 }, "processor.replicasMin: must be at most processor.replicasMax (3)"],
])("%j is one message", (values, message) => {
  expect(withValues(values)).toThrow(ParameterError);
  expect(withValues(values)).toThrow(message);
});

test("all problems at once", () => {
  try {
    withValues({ "kafka.brokers": 0, "workload.meanMs": 0 })();
    throw new Error("accepted");
  } catch (error) {
    expect((error as ParameterError).problems).toHaveLength(2);
  }
});

test("a file is nested and has a version", () => {
  expect(flatten({ version: 1, workload: { eventsPerDay: 5, dailyProfile: [1] }, region: "eu-west-1" })).toEqual({
    "workload.eventsPerDay": 5,
    "workload.dailyProfile": [1],
    region: "eu-west-1",
  });
  expect(() => flatten({ version: 2 })).toThrow(/have version 2; this program reads version 1/);
  expect(() => flatten([])).toThrow(/must be an object such as/);
  expect(parametersSchema.safeParse({ version: 1, workload: { eventsPerDay: 5 } }).success).toBe(true);
  expect(parametersSchema.safeParse({ version: 1, workload: { x: 5 } }).success).toBe(false);
});
