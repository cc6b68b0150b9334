import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { parseStackConfiguration } from "../../config/load";
import {
  autoscalerKinds,
  requireLocalNamespace,
  setAutoscaler,
  writeVariant,
  type StackSettings,
} from "../../scenarios/project-variant";
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

test("another autoscaler keeps the window of the local stack and is a stack file that can be used", () => {
  for (const kind of autoscalerKinds) {
    const file = parse(readFileSync(path.join(repositoryRoot, "Pulumi.local.yaml"), "utf8")) as {
      config: { "acm:stack": StackSettings };
    };
    const settings = file.config["acm:stack"];
    setAutoscaler(settings, kind);
    const { autoscaler, processor } = parseStackConfiguration(settings);
    expect(autoscaler).toMatchObject(
      kind === "none" ? { kind, replicas: 1 } : { kind, maxReplicas: 3, scaleDownStabilizationSeconds: 60 },
    );
    expect(processor.serviceTimeMs).toBe(78.41);
  }
});

test("npm start refuses a namespace that its ports do not lead to", () => {
  expect(() => requireLocalNamespace("acm")).not.toThrow();
  expect(() => requireLocalNamespace("acm", { namespace: "campaigns" })).toThrow(
    /has acm:stack\.namespace "campaigns"/,
  );
});
