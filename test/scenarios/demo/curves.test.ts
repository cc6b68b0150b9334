import { held, interpolated, scenarioCurves } from "../../../scenarios/demo/curves";
import { freeNodes, room } from "../../../scenarios/session/preconditions";
import { demo } from "./fixture";

test("values between two points lie on their line; replicas hold until they change", () => {
  const points = [
    [0, 0],
    [10, 100],
  ] as const;
  expect([-5, 0, 5, 10, 20].map((time) => interpolated(points, time))).toEqual([0, 0, 50, 100, 100]);
  expect([-5, 0, 5, 10, 20].map((time) => held(points, time))).toEqual([0, 0, 0, 100, 100]);
  expect(interpolated([], 1)).toBeUndefined();
});

test("scenarios follow one another on one axis, with the range of their repeats", () => {
  const curves = scenarioCurves(demo.runs);
  expect(curves.map(({ scenario, repeats }) => [scenario, repeats])).toEqual([
    [1, 2],
    [2, 1],
    [3, 1],
  ]);
  const [first, second] = curves;
  expect(second?.from).toBeGreaterThan(first?.to ?? Infinity);
  for (const [x, low, high] of first?.lag.range ?? []) {
    expect(x).toBeLessThanOrEqual(first?.to ?? 0);
    expect(low).toBeLessThanOrEqual(high);
  }
  expect(scenarioCurves([])).toEqual([]);
});

test("room is what the nodes can give, less what their pods ask for", () => {
  const node = (name: string, cpu: string, memory: string) => ({
    metadata: { name },
    status: { allocatable: { cpu, memory } },
  });
  const pod = (nodeName: string, cpu: string, phase = "Running") => ({
    spec: { nodeName, containers: [{ name: "c", resources: { requests: { cpu, memory: "1Gi" } } }] },
    status: { phase },
  });
  const free = freeNodes(
    [node("a", "2", "8388608Ki"), node("b", "500m", "4Gi")],
    [pod("a", "1500m"), pod("b", "250m", "Succeeded")],
  );
  expect(free).toEqual([
    { cpu: 0.5, memory: 7 * 2 ** 30 },
    { cpu: 0.5, memory: 4 * 2 ** 30 },
  ]);
  expect(room(free, { cpu: 0.25, memory: 2 ** 30 })).toBe(4);
  expect(room(free, { cpu: 0.25, memory: 5 * 2 ** 30 })).toBe(1);
});
