import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { exampleFiles, exampleFolder, exampleRecords, longestRecord } from "../../../scenarios/demo/example";

test("the kept pages are what the kept records give; npm run report:example writes them", () => {
  const old = Object.entries(exampleFiles()).filter(([file, content]) => readFileSync(file, "utf8") !== content);
  expect(old.map(([file]) => file)).toEqual([]);
});

test("the kept records are small", () => {
  for (const name of exampleRecords) {
    expect(statSync(path.join(exampleFolder, `${name}.json`)).size).toBeLessThan(longestRecord);
  }
});
