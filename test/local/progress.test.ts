import { duration, formatStep } from "../../local/progress";

test.each([
  [0, "0s"],
  [59.4, "59s"],
  [59.6, "1m00s"],
  [185, "3m05s"],
  [3599, "59m59s"],
  [3725, "1h02m"],
])("%p seconds are written %p", (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

const line = { name: "Kubernetes", total: 185, elapsed: 0, estimate: 330, left: 1040 };

test("a step's line has the time passed, its estimate and what is left in all", () => {
  expect(formatStep(line)).toBe("[ 3m05s] Kubernetes (about 5m30s, 17m20s left in all)");
});

test("what is left shrinks while the step goes on as expected", () => {
  expect(formatStep({ ...line, elapsed: 60 })).toContain("16m20s left in all");
});

test("a step that takes longer than expected does not shorten the rest", () => {
  // 1040 s planned from this step on, 330 s of them its own: 710 s follow, however long it takes.
  expect(formatStep({ ...line, elapsed: 600 })).toContain("11m50s left in all");
});

test("a step without estimate and plan shows neither", () => {
  expect(formatStep({ ...line, estimate: undefined, left: undefined })).toBe("[ 3m05s] Kubernetes");
});
