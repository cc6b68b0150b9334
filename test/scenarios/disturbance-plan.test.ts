import fc from "fast-check";
import { chosen, planDisturbances } from "../../scenarios/disturbance-plan";

test("one seed is one plan, another seed another", () => {
  expect(planDisturbances(7, 60)).toEqual(planDisturbances(7, 60));
  expect(planDisturbances(7, 60)).not.toEqual(planDisturbances(8, 60));
});

test("every plan kills processors all the time, and one broker well before the leader", () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 20, max: 600 }), (seed, duration) => {
      const plan = planDisturbances(seed, duration);
      const of = (kind: string) => plan.filter((one) => one.kind === kind).map(({ after }) => after);
      const [broker = 0] = of("delete broker");
      const [leader = 0] = of("delete coordinator");
      expect(of("delete broker")).toHaveLength(1);
      expect(of("delete coordinator")).toHaveLength(1);
      expect(leader - broker).toBeGreaterThanOrEqual(0.4 * duration);
      const kills = of("kill processor");
      expect(kills.length).toBeGreaterThanOrEqual(Math.floor(duration / 9) - 1);
      const gaps = kills.slice(1).map((after, index) => after - (kills[index] ?? 0));
      for (const gap of gaps) expect(gap).toBeLessThanOrEqual(9);
      expect(plan.map(({ after }) => after)).toEqual(plan.map(({ after }) => after).sort((a, b) => a - b));
      expect(Math.max(...plan.map(({ after }) => after))).toBeLessThanOrEqual(duration);
    }),
  );
});

test("a choice is always one of the list", () => {
  expect(chosen(["a", "b"], 0)).toBe("a");
  expect(chosen(["a", "b"], 0.5)).toBe("b");
  expect(chosen(["a", "b"], 1)).toBe("b");
  expect(chosen([], 0.5)).toBeUndefined();
});
