import { stringify } from "yaml";
import { unknownText, type Plan, type PlannedResource } from "./plan";

/** How many resources of a service a plan has. */
export interface ServiceCount {
  readonly service: string;
  readonly kind: string;
  readonly count: number;
}

/** One resource a line, sorted: `type name < parent`, with what keeps it from being deleted or changed. */
export function resourceList({ resources }: Plan): string {
  const lines = resources.map(({ type, name, parent, protect, ignoreChanges }) => {
    const notes = [...(protect ? ["protected"] : []), ...ignoreChanges.map((path) => `ignores ${path}`)];
    return `${type} ${name}${parent === "" ? "" : ` < ${parent}`}${notes.length > 0 ? ` [${notes.join(", ")}]` : ""}`;
  });
  return `${lines.sort().join("\n")}\n`;
}

/** An object of Kubernetes' API, which can be written as a manifest. */
export function isManifest({ type, inputs }: PlannedResource): boolean {
  return (
    type.startsWith("kubernetes:") && typeof inputs["apiVersion"] === "string" && typeof inputs["kind"] === "string"
  );
}

/** All Kubernetes objects as one YAML file, in the order of their kinds and names. */
export function manifests({ resources }: Plan): string {
  const objects = resources.filter(isManifest).sort((one, other) => order(one).localeCompare(order(other)));
  return objects.map(({ inputs }) => `---\n${stringify(inputs, { lineWidth: 0 })}`).join("");
}

function order({ type, name }: PlannedResource): string {
  // A namespace comes before what is in it.
  return `${type.endsWith(":Namespace") ? 0 : 1} ${type} ${name}`;
}

/** Components left out: they are groups, nothing that anybody runs. */
export function countByService({ resources }: Plan): ServiceCount[] {
  const counts = new Map<string, ServiceCount>();
  for (const { type, custom } of resources) {
    if (!custom || type.startsWith("pulumi:")) continue;
    const [service, kind] = serviceOf(type);
    const key = `${service} ${kind}`;
    counts.set(key, { service, kind, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].sort((one, other) =>
    `${one.service} ${one.kind}`.localeCompare(`${other.service} ${other.kind}`),
  );
}

/** `aws:msk/cluster:Cluster` is AWS msk, Cluster; `kubernetes:apps/v1:Deployment` is Kubernetes apps/v1, Deployment. */
function serviceOf(type: string): [string, string] {
  const [provider = "", module = "", kind = ""] = type.split(":");
  return provider === "aws" ? [`AWS ${module.split("/")[0] ?? ""}`, kind] : [`Kubernetes ${module}`, kind];
}

/** A table in Markdown, aligned so that it reads as text as well. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(header), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

/** Values of a plan that are known only after `up`: how many there are, for a word about it. */
export function unknownCount({ resources }: Plan): number {
  return JSON.stringify(resources).split(unknownText).length - 1;
}
