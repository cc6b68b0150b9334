import { execFileSync } from "node:child_process";
import path from "node:path";

test("the JSON schema and the configuration table are up to date with config/schema.ts", () => {
  const tsx = path.join("node_modules", ".bin", "tsx");
  expect(() => execFileSync(tsx, ["config/generate.ts", "--check"], { stdio: "pipe" })).not.toThrow();
});
