import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse, stringify } from "yaml";
import { UserError } from "../local/user-error";
import { repositoryRoot } from "./repository";

/** The part of a stack file that variants change; its schema is config/schema.ts. */
export type StackSettings = Record<string, unknown> & { namespace?: string };

/** The settings in Pulumi.local.yaml. */
function localSettings(): { file: object; settings: StackSettings } {
  const file = parse(readFileSync(path.join(repositoryRoot, "Pulumi.local.yaml"), "utf8")) as {
    config: { "acm:stack": StackSettings };
  };
  return { file, settings: file.config["acm:stack"] };
}

/**
 * The ports that the local cluster opens lead to the namespace "acm", and a stack that is not found there would be
 * taken for one that is gone.
 * @throws UserError when Pulumi.local.yaml names another namespace
 */
export function requireLocalNamespace(expected: string, { namespace = expected } = localSettings().settings): void {
  if (namespace === expected) return;
  throw new UserError(
    `Pulumi.local.yaml has acm:stack.namespace ${JSON.stringify(namespace)}; npm start and its ports know "${expected}" only.`,
    `Set it back to ${expected}, or deploy a stack of your own beside it: pulumi up with the kubeconfig out/local/kubeconfig.`,
  );
}

export const autoscalerKinds = ["keda", "hpa", "none"] as const;
export type AutoscalerKind = (typeof autoscalerKinds)[number];

/** The kind of autoscaler in Pulumi.local.yaml. */
export function localAutoscalerKind(): AutoscalerKind {
  return (localSettings().settings["autoscaler"] as { kind?: AutoscalerKind } | undefined)?.kind ?? "keda";
}

/** Another kind of autoscaler, with what goes with it on one small machine. */
export function setAutoscaler(settings: StackSettings, kind: AutoscalerKind): void {
  const { scaleDownStabilizationSeconds } = settings["autoscaler"] as { scaleDownStabilizationSeconds?: number };
  const window = scaleDownStabilizationSeconds === undefined ? {} : { scaleDownStabilizationSeconds };
  settings["autoscaler"] = { kind, ...(kind === "none" ? {} : window) };
  if (kind !== "hpa") return;
  // Emulated work uses little CPU, of which an idle replica has a third: at the default of 80 % it would bring replicas
  // of itself. So the lag decides, and CPU only when a replica works harder than emulated work makes it.
  settings["autoscaler"] = { kind, ...window, fallback: { cpuUtilization: 200 } };
  settings["processor"] = {
    ...(settings["processor"] as object),
    resources: { cpu: "100m", memory: "256Mi", cpuLimit: "1" },
  };
}

/**
 * Writes a Pulumi project that runs this repository's program with a changed copy of a tracked stack file, so that
 * the tracked one stays as it is.
 * @param folder where Pulumi.yaml and Pulumi.<name>.yaml are written
 * @param change what differs from Pulumi.local.yaml
 */
export function writeVariant(
  folder: string,
  name: string,
  kubeconfig: string,
  change: (settings: StackSettings) => void,
): void {
  const { file, settings } = localSettings();
  settings["cluster"] = { ...(settings["cluster"] as object), kubeconfig };
  change(settings);
  const project = parse(readFileSync(path.join(repositoryRoot, "Pulumi.yaml"), "utf8")) as Record<string, unknown>;
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path.join(folder, "Pulumi.yaml"),
    stringify({ ...project, main: path.join(repositoryRoot, "index.ts") }),
  );
  writeFileSync(path.join(folder, `Pulumi.${name}.yaml`), stringify(file));
}
