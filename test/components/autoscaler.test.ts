import { KedaAutoscaler, scaledObjectSpec } from "../../components/autoscaler";
import type { KedaConfiguration } from "../../config/schema";
import { parseStackConfiguration } from "../../config/load";
import { recordProgram, resource } from "../support/recording";

const autoscaler = parseStackConfiguration({ target: "onprem" }).autoscaler as KedaConfiguration;
const connection = {
  bootstrapServers: ["kafka-cluster.acm.svc.cluster.local:9092"],
  security: { kind: "plaintext" as const },
  clientVersion: "2.8.1",
};
const input = {
  statefulSetName: "event-stream-processor",
  connection,
  topic: "raw-events",
  consumerGroup: "event-stream-prc",
  autoscaler,
};

describe("the ScaledObject", () => {
  const spec = scaledObjectSpec(input);
  const metadata = spec.triggers[0]?.metadata;

  test("has the thesis' values (figure 6.4)", () => {
    expect(spec).toMatchObject({ pollingInterval: 30, cooldownPeriod: 300, minReplicaCount: 1, maxReplicaCount: 3 });
    expect(metadata).toMatchObject({ topic: "raw-events", consumerGroup: "event-stream-prc", lagThreshold: "100" });
  });
  test("without the thesis' errors: names for addresses, Kubernetes' spelling, the backlog of a new group", () => {
    expect(spec.scaleTargetRef).toEqual({ apiVersion: "apps/v1", kind: "StatefulSet", name: "event-stream-processor" });
    expect(metadata?.bootstrapServers).not.toMatch(/\d+\.\d+\.\d+\.\d+/);
    expect(metadata).toMatchObject({ offsetResetPolicy: "earliest" });
  });
  test("resolves the brokers from KEDA's own namespace and speaks their version", () => {
    expect(metadata?.bootstrapServers).toContain(".acm.svc.cluster.local:");
    expect(metadata).toMatchObject({ version: "2.8.1" });
  });
  test("keeps serving while the lag cannot be read", () => {
    expect(spec.fallback).toEqual({ behavior: "static", failureThreshold: 3, replicas: 1 });
    // A fallback works with average values only.
    expect(spec.triggers[0]?.metricType).toBe("AverageValue");
  });
  test("metadata are strings, as KEDA demands", () => {
    for (const value of Object.values(metadata ?? {})) expect(typeof value).toBe("string");
  });
});

test.each([false, true])("is a custom resource (preview: %s)", async (preview) => {
  const resources = await recordProgram(() => new KedaAutoscaler("autoscaler", { namespace: "acm", ...input }), {
    preview,
  });
  const scaledObject = resource(resources, "kubernetes:keda.sh/v1alpha1:ScaledObject", "autoscaler-scaled-object");
  expect(scaledObject.parent).toBe("autoscaler");
});
