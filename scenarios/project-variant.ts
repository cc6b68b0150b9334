import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse, stringify } from "yaml";
import { repositoryRoot } from "./repository";

/** The part of a stack file that variants change; its schema is config/schema.ts. */
export type StackSettings = Record<string, unknown> & { namespace?: string };

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
  const file = parse(readFileSync(path.join(repositoryRoot, "Pulumi.local.yaml"), "utf8")) as {
    config: { "acm:stack": StackSettings };
  };
  const settings = file.config["acm:stack"];
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
