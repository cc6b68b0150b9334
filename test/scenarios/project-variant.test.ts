import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { parseStackConfiguration } from "../../config/load";
import { requireLocalNamespace, writeVariant } from "../../scenarios/project-variant";
import { repositoryRoot } from "../../scenarios/repository";

test("a variant runs this program with a changed copy, and the tracked file stays", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "acm-variant-"));
  const tracked = path.join(repositoryRoot, "Pulumi.local.yaml");
  const before = readFileSync(tracked, "utf8");
  try {
    writeVariant(folder, "kraft", "/some/kubeconfig", (settings) => {
      settings.namespace = "acm-kraft";
      settings["kafka"] = { ...(settings["kafka"] as object), mode: "kraft" };
    });
    const stack = parse(readFileSync(path.join(folder, "Pulumi.kraft.yaml"), "utf8")) as { config: object };
    const configuration = parseStackConfiguration((stack.config as Record<string, unknown>)["acm:stack"]);
    expect(configuration).toMatchObject({
      namespace: "acm-kraft",
      kafka: { mode: "kraft", brokers: 3 },
      cluster: { kubeconfig: "/some/kubeconfig" },
      grafana: { enabled: false },
    });
    const project = parse(readFileSync(path.join(folder, "Pulumi.yaml"), "utf8")) as { main: string };
    expect(project.main).toBe(path.join(repositoryRoot, "index.ts"));
    expect(readFileSync(tracked, "utf8")).toBe(before);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("npm start refuses a namespace that its ports do not lead to", () => {
  expect(() => requireLocalNamespace("acm")).not.toThrow();
  expect(() => requireLocalNamespace("acm", { namespace: "campaigns" })).toThrow(
    /has acm:stack\.namespace "campaigns"/,
  );
});
