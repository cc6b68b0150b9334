import { rescaleEvent } from "../../scenarios/replicas";

const event = (message: string) => ({
  metadata: {},
  involvedObject: {},
  lastTimestamp: new Date("2026-01-01T00:00:10Z"),
  message,
});

test("the autoscaler's words are kept, without the selector that says nothing", () => {
  expect(
    rescaleEvent(
      event(
        "New size: 3; reason: external metric s0-kafka-raw-events(&LabelSelector{MatchLabels:map[string]string{scaledobject.keda.sh/name: event-stream-processor,},MatchExpressions:[]LabelSelectorRequirement{},}) above target",
      ),
    ),
  ).toEqual([{ time: 1767225610, to: 3, reason: "external metric s0-kafka-raw-events above target" }]);
  expect(rescaleEvent(event("New size: 1; reason: All metrics below target"))).toEqual([
    { time: 1767225610, to: 1, reason: "All metrics below target" },
  ]);
});

test("other events are none", () => {
  expect(rescaleEvent(event("the HPA was unable to compute the replica count"))).toEqual([]);
});
