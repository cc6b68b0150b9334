import type { EngineEvent } from "@pulumi/pulumi/automation";
import { silentProgress } from "../../local/progress";
import { nameOf, PulumiProgress, withoutColours } from "../../scenarios/pulumi-progress";

const error = (message: string, urn?: string): EngineEvent => ({
  sequence: 1,
  timestamp: 1,
  diagnosticEvent: { message, color: "never", severity: "error", ...(urn === undefined ? {} : { urn }) },
});

test("errors are kept once, without colours and without the engine's closing lines", () => {
  const progress = new PulumiProgress(silentProgress);
  const statefulSet = "urn:pulumi:local::acm::acm:kafka:Kafka$kubernetes:apps/v1:StatefulSet::kafka";
  const program = "urn:pulumi:local::acm::pulumi:pulumi:Stack::acm-local";
  for (const event of [
    error("<{%reset%}>timed out waiting<{%reset%}>\n", statefulSet),
    error("<{%reset%}>timed out waiting<{%reset%}>\n", statefulSet),
    error('Topic "raw-events" has 5 partitions', program),
    error("update failed"),
    error("", program),
  ]) {
    progress.onEvent(event);
  }
  expect(progress.errors).toEqual(["kafka (StatefulSet): timed out waiting", 'Topic "raw-events" has 5 partitions']);
});

test("warnings and what is waited for become notes, at most one in ten seconds", () => {
  const notes: string[] = [];
  jest.useFakeTimers({ now: 0 });
  try {
    const progress = new PulumiProgress({ ...silentProgress, note: (text) => notes.push(text) });
    const pre = (name: string, op: string) =>
      ({
        resourcePreEvent: { metadata: { op, urn: `urn:pulumi:local::acm::kubernetes:core/v1:Service::${name}` } },
      }) as unknown as EngineEvent;
    progress.onEvent(pre("a", "create"));
    jest.setSystemTime(11_000);
    progress.onEvent(pre("b", "same"));
    progress.onEvent(pre("c", "create"));
    progress.onEvent({
      sequence: 1,
      timestamp: 1,
      diagnosticEvent: { message: "careful", color: "", severity: "warning" },
    });
    expect(notes).toEqual(["0 resources done; waiting for a (Service)", "warning: careful"]);
  } finally {
    jest.useRealTimers();
  }
});

test("the program, components and what stays are not waited for", () => {
  const notes: string[] = [];
  jest.useFakeTimers({ now: 0 });
  try {
    const progress = new PulumiProgress({ ...silentProgress, note: (text) => notes.push(text) });
    const urns = [
      "urn:pulumi:local::acm::pulumi:pulumi:Stack::acm-local",
      "urn:pulumi:local::acm::acm:index:AcmStack::acm",
      "urn:pulumi:local::acm::acm:index:AcmStack$acm:kafka:Kafka::kafka",
      "urn:pulumi:local::acm::acm:index:AcmStack$acm:kafka:Kafka$kubernetes:apps/v1:StatefulSet::kafka",
    ];
    jest.setSystemTime(11_000);
    for (const urn of urns) {
      progress.onEvent({ resourcePreEvent: { metadata: { op: "create", urn } } } as unknown as EngineEvent);
    }
    expect(notes).toEqual(["0 resources done; waiting for kafka (StatefulSet)"]);
  } finally {
    jest.useRealTimers();
  }
});

test("names and colours", () => {
  expect(nameOf("urn:pulumi:local::acm::acm:a:B$kubernetes:core/v1:Service::my::name")).toBe("my::name (Service)");
  expect(withoutColours("\x1b[31mred\x1b[0m <{%fg 13%}>x<{%reset%}>")).toBe("red x");
});
