import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

/**
 * Data flows one way: configuration → target's contract → components → target → index, and what runs in containers
 * knows no Pulumi. For each folder, what it may import from.
 */
const allowed: Record<string, readonly string[]> = {
  "kafka-client": [],
  config: [],
  dashboards: [],
  processor: ["kafka-client"],
  "kafka-jobs": ["cli", "kafka-client", "processor"],
  // The contract and what it is made of; the implementations below may use components.
  "targets/target.ts": ["config", "kafka-client"],
  components: ["config", "kafka-client", "dashboards", "outputs", "targets/target.ts", "processor", "kafka-jobs"],
  targets: ["config", "kafka-client", "components", "targets", "targets/target.ts"],
  outputs: [],
  cli: [],
  report: [],
  local: ["cli", "build", "config"],
  "scenarios/run-record.ts": ["outputs", "scenarios"],
  // A plan is a stack without a cluster, a recorded run what one did: sources of parameters.
  cost: ["cli", "local", "outputs", "plan", "report", "scenarios/run-record.ts"],
  plan: ["cli", "cost", "local", "outputs", "report"],
};
/** Imported for their types and schemas alone. */
const typesOnly: Record<string, readonly string[]> = { components: ["processor", "kafka-jobs"] };
const knowsNoPulumi = [
  "kafka-client",
  "config",
  "dashboards",
  "processor",
  "kafka-jobs",
  "local",
  "cli",
  "report",
  "cost",
];

function sources(folder: string): string[] {
  if (!statSync(folder).isDirectory()) return [folder];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    return entry.isDirectory() ? sources(file) : file.endsWith(".ts") ? [file] : [];
  });
}

function imports(file: string): { target: string; typeOnly: boolean }[] {
  const text = readFileSync(file, "utf8");
  const found = [...text.matchAll(/(?:import|export)\s+(type\s)?[^;]*?from\s+"([^"]+)"|import\("([^"]+)"\)/g)];
  return found.map(([, typeOnly, from, dynamic]) => ({
    target: from ?? dynamic ?? "",
    typeOnly: typeOnly !== undefined,
  }));
}

/** The layer of a file: itself when it is listed, else its top folder, or its name for a file at the top. */
function layer(file: string): string {
  if (allowed[file] !== undefined) return file;
  const [top = ""] = file.split(path.sep);
  return top.replace(/\.ts$/, "");
}

const existing = Object.keys(allowed).filter((name) => {
  try {
    return (
      statSync(name === "outputs" ? "outputs.ts" : name).isDirectory() || name.endsWith(".ts") || name === "outputs"
    );
  } catch {
    return false;
  }
});

test.each(existing)("%s imports only what stands to its left", (name) => {
  const backEdges: string[] = [];
  for (const file of sources(name === "outputs" ? "outputs.ts" : name)) {
    if (layer(file) !== name) continue;
    for (const { target, typeOnly } of imports(file)) {
      if (!target.startsWith(".")) continue;
      const resolved = path.join(path.dirname(file), target);
      const to = layer(`${resolved}.ts`.replace(/\.(json|ts)\.ts$/, ".$1"));
      if (to === name) continue;
      if (!(allowed[name] ?? []).includes(to)) backEdges.push(`${file} → ${target}`);
      else if ((typesOnly[name] ?? []).includes(to) && !typeOnly) backEdges.push(`${file} → ${target} (types only)`);
    }
  }
  expect(backEdges).toEqual([]);
});

test.each(knowsNoPulumi.filter((name) => existing.includes(name)))("%s knows no Pulumi", (name) => {
  const users = sources(name).filter((file) => imports(file).some(({ target }) => target.startsWith("@pulumi/")));
  expect(users).toEqual([]);
});

test("index.ts stays a composition root", () => {
  const text = readFileSync("index.ts", "utf8");
  expect(text.split("\n").length).toBeLessThanOrEqual(60);
  expect(text).not.toMatch(/@pulumi\/(aws|kubernetes)/);
});

test("a component reads neither environment nor Pulumi configuration", () => {
  const offenders = sources("components").filter((file) =>
    /process\.env|new pulumi\.Config/.test(readFileSync(file, "utf8")),
  );
  expect(offenders).toEqual([]);
});
