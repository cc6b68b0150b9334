import { z } from "zod";
import { invariantIssues } from "./invariants";
import {
  stackConfiguration,
  type AwsStackConfiguration,
  type OnPremisesConfiguration,
  type StackConfiguration,
} from "./schema";

/** Thrown for a stack file that cannot be used; the message lists every problem with path, value and remedy. */
export class ConfigurationError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(
      problems.length === 1
        ? `The stack configuration has a problem:\n  ${problems[0]}`
        : `The stack configuration has ${problems.length} problems:\n${problems.map((problem) => `  ${problem}`).join("\n")}`,
    );
    this.name = "ConfigurationError";
  }
}

const root = "acm:stack";

interface OfTarget<Target extends StackConfiguration["target"]> {
  readonly target: Target;
  readonly [key: string]: unknown;
}

/**
 * Checks the structured object of a stack file and fills in the defaults.
 * @throws ConfigurationError with all problems at once
 */
export function parseStackConfiguration(value: OfTarget<"onprem">): OnPremisesConfiguration;
export function parseStackConfiguration(value: OfTarget<"aws">): AwsStackConfiguration;
export function parseStackConfiguration(value: unknown): StackConfiguration;
export function parseStackConfiguration(value: unknown): StackConfiguration {
  if (value === undefined) {
    throw new ConfigurationError([
      `${root}: is missing; add it to the stack's file, for example ${root}: {target: onprem}`,
    ]);
  }
  const result = stackConfiguration.safeParse(value, { reportInput: true });
  // Rules between fields make sense only when each field does.
  const problems = result.success
    ? [...invariantIssues(result.data)].map(
        ({ path, message }) => `${dotted(path)}: ${message} (now ${shown(valueAt(result.data, path))})`,
      )
    : result.error.issues.flatMap((issue) => describe(issue, value));
  if (!result.success || problems.length > 0) throw new ConfigurationError([...new Set(problems)]);
  return result.data;
}

type Issue = z.core.$ZodIssue;

function dotted(path: readonly PropertyKey[]): string {
  return [root, ...path.map(String)].join(".");
}

function describe(issue: Issue, value: unknown): string[] {
  const where = dotted(issue.path);
  switch (issue.code) {
    case "unrecognized_keys": {
      const known = knownKeys(issue.path, value);
      return issue.keys.map((key) => `${where}.${key}: is not a known key; known here: ${known.join(", ") || "none"}`);
    }
    case "invalid_union":
      return [`${where}: ${unionMessage(issue, value)}`];
    default:
      return [
        `${where}: ${isMessageOfOurs(issue) ? issue.message : standardMessage(issue)} (now ${shown(valueAt(value, issue.path))})`,
      ];
  }
}

/** Messages written in the schema begin with "must" or "is"; zod's own begin with a capital letter. */
function isMessageOfOurs(issue: Issue): boolean {
  return /^[a-z]/.test(issue.message);
}

function standardMessage(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      if (issue.input === undefined) return `must be given: ${article(issue.expected)}`;
      if (issue.expected === "string") return "must be a string; put it in quotes";
      if (issue.expected === "int") return "must be a whole number";
      return `must be ${article(issue.expected)}${typeof issue.input === "string" ? ", without quotes" : ""}`;
    case "invalid_value":
      return `must be ${issue.values.length === 1 ? "" : "one of "}${issue.values.map((allowed) => JSON.stringify(allowed)).join(", ")}`;
    case "too_small":
      return `must be ${issue.inclusive === false ? "more than" : "at least"} ${String(issue.minimum)}${unitOf(issue.origin)}`;
    case "too_big":
      return `must be ${issue.inclusive === false ? "less than" : "at most"} ${String(issue.maximum)}${unitOf(issue.origin)}`;
    case "invalid_key":
      return "must have another name: one of 1 to 128 characters";
    case "invalid_format":
      return issue.format === "starts_with"
        ? `must start with "${String((issue as { prefix?: unknown }).prefix)}"`
        : "is malformed";
    default:
      return issue.message;
  }
}

function unitOf(origin: string): string {
  return origin === "string" ? " characters" : origin === "array" ? " entries" : "";
}

/** What zod's kinds are called in a stack file. */
const nouns: Readonly<Record<string, string>> = {
  object: "mapping of keys to values",
  record: "mapping of keys to values",
  array: "list",
  int: "whole number",
};

function article(expected: string): string {
  const noun = nouns[expected] ?? expected;
  return `${/^[aeio]/.test(noun) ? "an" : "a"} ${noun}`;
}

function unionMessage(issue: Extract<Issue, { code: "invalid_union" }>, value: unknown): string {
  const given = valueAt(value, issue.path);
  const literals = new Set<string>();
  for (const branch of issue.errors) {
    for (const inner of branch) {
      if (inner.code === "invalid_value") inner.values.forEach((allowed) => literals.add(JSON.stringify(allowed)));
    }
  }
  if (literals.size === 0 && issue.discriminator !== undefined) {
    const { discriminator } = issue;
    const nodes = nodesAt(issue.path.slice(0, -1), value);
    for (const node of nodes) literals.add(JSON.stringify(node.properties?.[discriminator]?.const));
  }
  const allowed = literals.size > 0 ? ` one of ${[...literals].join(", ")}` : " of another shape";
  return `must be${allowed} (now ${shown(given)})`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );
}

function shown(value: unknown): string {
  if (value === undefined) return "missing";
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** The relevant part of a JSON schema. */
interface SchemaNode {
  properties?: Record<string, SchemaNode>;
  items?: SchemaNode;
  anyOf?: SchemaNode[];
  oneOf?: SchemaNode[];
  const?: unknown;
}

/** The schema of what stands at a path, in the variants that the values on the way there leave possible. */
function nodesAt(path: readonly PropertyKey[], value: unknown): SchemaNode[] {
  let nodes = branches(
    z.toJSONSchema(stackConfiguration, { io: "input", unrepresentable: "any" }) as SchemaNode,
    value,
  );
  for (const [depth, key] of path.entries()) {
    const inner = valueAt(value, path.slice(0, depth + 1));
    nodes = nodes.flatMap((node) => {
      const next = typeof key === "number" ? node.items : node.properties?.[String(key)];
      return next === undefined ? [] : branches(next, inner);
    });
  }
  return nodes;
}

/** The variants of a node; only the one that the value says it is, when it says so. */
function branches(node: SchemaNode, value: unknown): SchemaNode[] {
  const alternatives = node.anyOf ?? node.oneOf;
  if (alternatives === undefined) return [node];
  const chosen = alternatives.filter(({ properties = {} }) =>
    ["target", "kind"].some(
      (key) => properties[key]?.const !== undefined && properties[key].const === valueAt(value, [key]),
    ),
  );
  return (chosen.length > 0 ? chosen : alternatives).flatMap((alternative) => branches(alternative, value));
}

function knownKeys(path: readonly PropertyKey[], value: unknown): string[] {
  return [...new Set(nodesAt(path, value).flatMap((node) => Object.keys(node.properties ?? {})))];
}
