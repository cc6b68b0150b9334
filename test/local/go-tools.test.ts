import { patchText } from "../../local/go-tools";

describe("a correction of a dependency's source", () => {
  test("replaces its text", () => {
    expect(patchText("a b c", [["b", "$& x"]], "main.go")).toBe("a $& x c");
  });
  test.each([
    ["is gone", "a c"],
    ["stands there twice", "b b"],
  ])("refuses when the text %s, because the dependency has changed", (_, text) => {
    expect(() => patchText(text, [["b", "x"]], "main.go")).toThrow("main.go is not as expected");
  });
});
