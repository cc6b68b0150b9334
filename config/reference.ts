import { z } from "zod";
import { stackConfiguration } from "./schema";

/** The part of a JSON schema that the reference reads. */
interface Node {
  type?: string;
  description?: string;
  default?: unknown;
  enum?: unknown[];
  const?: unknown;
  minimum?: number;
  maximum?: number;
  properties?: Record<string, Node>;
  required?: string[];
  items?: Node;
  anyOf?: Node[];
  oneOf?: Node[];
}

/** JSON schema of a whole stack file, for completion and checks in editors. */
export function stackFileSchema(): object {
  const stack = z.toJSONSchema(stackConfiguration, { io: "input", unrepresentable: "any" }) as Node & {
    $schema?: string;
  };
  const { $schema, ...inner } = stack;
  return {
    $schema,
    title: "Pulumi stack file of the ACM infrastructure",
    type: "object",
    properties: {
      config: {
        type: "object",
        properties: {
          "acm:stack": inner,
          "acm:grafanaAdminPassword": {
            description: "password of Grafana's user admin; set it with pulumi config set --secret",
          },
        },
      },
      encryptionsalt: { type: "string" },
      secretsprovider: { type: "string" },
    },
  };
}

/** Tables of every key, as Markdown: those that every target has, then those of each. */
export function configurationReference(): string {
  const root = z.toJSONSchema(stackConfiguration, { io: "input", unrepresentable: "any" }) as Node;
  const targets = (root.oneOf ?? []).map((node) => ({
    name: String(node.properties?.target?.const),
    meaning: node.properties?.target?.description ?? "",
    rows: [...keys(node, "")].filter(({ path }) => path !== "target").map(row),
  }));
  const shared = (text: string) => targets.every(({ rows }) => rows.includes(text));
  return [
    "# Configuration",
    "",
    "Every key under `acm:stack` in a stack file (`Pulumi.<stack>.yaml`). Generated from config/schema.ts by `npm run schema`;",
    "the same schema, as config/stack-file.schema.json, gives editors completion.",
    "",
    `The key \`target\` is required and decides which others there are: ${targets.map(({ name, meaning }) => `\`${name}\` (${meaning})`).join(", ")}.`,
    "",
    "## Whatever the target",
    "",
    ...table(targets[0]?.rows.filter(shared) ?? []),
    ...targets.flatMap(({ name, rows }) => [
      "",
      `## With \`target: ${name}\``,
      "",
      ...table(rows.filter((text) => !shared(text))),
    ]),
    "",
    "## Secrets",
    "",
    "Beside it: `acm:grafanaAdminPassword`, needed while `grafana.enabled` is true:",
    "`pulumi config set --secret acm:grafanaAdminPassword`.",
    "",
  ].join("\n");
}

function row({ path, node, required }: { path: string; node: Node; required: boolean }): string {
  return `| \`${path}\` | ${kind(node)} | ${defaultOf(node, required)} | ${node.description ?? ""} |`;
}

function table(rows: readonly string[]): string[] {
  return ["| key | value | default | meaning |", "| --- | --- | --- | --- |", ...rows];
}

function* keys(node: Node, prefix: string): Generator<{ path: string; node: Node; required: boolean }> {
  for (const branch of [node, ...(node.anyOf ?? []), ...(node.oneOf ?? [])]) {
    const variant = branch.properties?.kind?.const;
    for (const [key, child] of Object.entries(branch.properties ?? {})) {
      if (key === "kind" && variant !== undefined) continue;
      const path = `${prefix}${key}${variant === undefined ? "" : ` (kind ${JSON.stringify(variant)})`}`;
      if (child.properties === undefined && child.oneOf === undefined && child.items?.properties === undefined) {
        yield { path, node: child, required: branch.required?.includes(key) ?? false };
      }
      if (child.oneOf !== undefined) {
        const kinds = child.oneOf.map(({ properties }) => properties?.kind?.const);
        yield {
          path: `${path}.kind`,
          node: { enum: kinds, default: (child.default as { kind?: unknown } | undefined)?.kind },
          required: false,
        };
      }
      yield* keys(child, `${path}.`);
      if (child.items !== undefined) yield* keys(child.items, `${path}[].`);
    }
  }
}

function kind(node: Node): string {
  const alternatives = node.enum ?? node.anyOf?.map((branch) => branch.const);
  if (alternatives?.every((value) => value !== undefined))
    return alternatives.map((value) => `\`${JSON.stringify(value)}\``).join(", ");
  if (node.type === "integer" || node.type === "number") {
    const limit = node.maximum !== undefined && node.maximum < Number.MAX_SAFE_INTEGER ? ` to ${node.maximum}` : "";
    const noun = node.type === "integer" ? "whole number" : "number";
    return node.minimum === undefined || node.minimum < 0 ? noun : `${noun}, ${node.minimum}${limit}`;
  }
  return node.type ?? "text";
}

function defaultOf(node: Node, required: boolean): string {
  if (node.default !== undefined) return `\`${JSON.stringify(node.default)}\``;
  return required ? "required" : "";
}
