import { readFileSync } from "node:fs";
import { generatedFiles } from "../../../cost/generate";

test("the schema and the example in docs/ are what the program makes; npm run cost:example writes them", async () => {
  const old: string[] = [];
  for (const [file, content] of Object.entries(await generatedFiles())) {
    if (!Buffer.from(content).equals(readFileSync(file))) old.push(file);
  }
  expect(old).toEqual([]);
});
