import { readFileSync } from "node:fs";
import path from "node:path";
import { repository } from "../../local/paths";

/** Modules that a file loads as it starts: `import … from`, not `import(…)` and not types. */
function staticImports(file: string): string[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/^(?:import|export) (?!type)[^;]*?from "([^"]+)";/gms)].map((match) => match[1] ?? "");
}

/** Every module outside the repository that a file loads, directly or through others. */
function packagesOf(file: string, seen = new Set<string>()): Set<string> {
  const packages = new Set<string>();
  if (seen.has(file)) return packages;
  seen.add(file);
  for (const name of staticImports(file)) {
    if (!name.startsWith(".")) packages.add(name);
    else for (const other of packagesOf(`${path.resolve(path.dirname(file), name)}.ts`, seen)) packages.add(other);
  }
  return packages;
}

test("npm stop works when packages in node_modules are missing or broken: it loads none", () => {
  const packages = ["cli.ts", "stop.ts"].flatMap((file) => [...packagesOf(path.join(repository, "local", file))]);
  expect(packages.length).toBeGreaterThan(0);
  expect(packages.filter((name) => !name.startsWith("node:"))).toEqual([]);
});

test("the search for imports sees packages where there are some", () => {
  expect([...packagesOf(path.join(repository, "local/node.ts"))]).toContain("yaml");
});
