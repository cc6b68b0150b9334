/** Parameters of the comparison: checked, complete, each with its origin. */
import { z } from "zod";
import type { Input, Origin, ParameterSet } from "./model";
import { parameterTable, type ParameterDefinition, type ParameterValue } from "./parameter-table";

/** Raised when an older reader would misunderstand a file of parameters. */
export const parametersVersion = 1;

/** Every problem of parameters, each a sentence with path, value and what would be right. */
export class ParameterError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "ParameterError";
  }
}

/** Parameters from one source, by path: `{"workload.eventsPerDay": 2e8}`. */
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

export interface ParameterLayer {
  readonly values: ParameterValues;
  readonly origin: Origin;
  /** Where a value is not the layer's own: `{"workload.meanMs": {kind: "measured", detail: "…"}}`. */
  readonly origins?: Readonly<Record<string, Origin>>;
}

const definitions = new Map(parameterTable.map((definition) => [definition.path, definition]));

/**
 * The nested form of parameters, as a file has them: `{version: 1, workload: {eventsPerDay: 2e8}}`. Every value is
 * optional: what a file does not say comes from another source or is the default.
 */
export const parametersSchema: z.ZodType<Record<string, unknown>> = nested(
  parameterTable.map(({ path, label, unit, schema }) => ({
    keys: path.split("."),
    schema: schema.optional().describe(unit === "" ? label : `${label} (${unit})`),
  })),
  { version: z.literal(parametersVersion).describe("version of this form") },
);

interface NestedLeaf {
  readonly keys: readonly string[];
  readonly schema: z.ZodType;
}

function nested(leaves: readonly NestedLeaf[], first: Record<string, z.ZodType> = {}) {
  const shape: Record<string, z.ZodType> = { ...first };
  for (const key of new Set(leaves.map(({ keys }) => keys[0] ?? ""))) {
    const below = leaves.filter(({ keys }) => keys[0] === key);
    const [only] = below;
    shape[key] =
      only !== undefined && only.keys.length === 1
        ? only.schema
        : nested(below.map(({ keys, schema }) => ({ keys: keys.slice(1), schema }))).optional();
  }
  return z.strictObject(shape);
}

/** Values by path of the nested form. @throws {ParameterError} for an unknown key or another version */
export function flatten(file: unknown): Record<string, ParameterValue> {
  if (typeof file !== "object" || file === null || Array.isArray(file)) {
    throw new ParameterError([
      `The parameters must be an object such as {"version": ${parametersVersion}, "workload": {"eventsPerDay": 2e8}}.`,
    ]);
  }
  const { version, ...rest } = file as Record<string, unknown>;
  if (version !== parametersVersion) {
    throw new ParameterError([
      `The parameters have version ${JSON.stringify(version)}; this program reads version ${parametersVersion}. Write "version": ${parametersVersion} and correct what has changed.`,
    ]);
  }
  const values: Record<string, ParameterValue> = {};
  const visit = (value: unknown, path: string): void => {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) visit(inner, path === "" ? key : `${path}.${key}`);
    } else {
      values[path] = value as ParameterValue;
    }
  };
  visit(rest, "");
  return values;
}

/**
 * Lays sources over the defaults, later ones over earlier ones.
 * @throws {ParameterError} with every unknown path and every value that cannot be
 */
export function parameterSet(layers: readonly ParameterLayer[]): ParameterSet & { readonly all: readonly Input[] } {
  const problems: string[] = [];
  const known = new Map<string, { value: ParameterValue; origin: Origin }>();
  for (const { path, fallback, thesis } of parameterTable) {
    if (fallback === undefined) continue;
    known.set(path, {
      value: fallback,
      origin: thesis === undefined ? { kind: "default" } : { kind: "thesis", detail: thesis },
    });
  }
  for (const { values, origin, origins } of layers) {
    for (const [path, value] of Object.entries(values)) {
      const definition = definitions.get(path);
      const problem = definition === undefined ? unknownPath(path) : valueProblem(definition, value);
      if (problem !== undefined) problems.push(problem);
      else known.set(path, { value, origin: origins?.[path] ?? origin });
    }
  }
  if (problems.length === 0) problems.push(...between((path) => Number(known.get(path)?.value)));
  if (problems.length > 0) throw new ParameterError(problems);

  const inputs = new Map<string, Input>();
  const optional = (path: string): Input | undefined => {
    const made = inputs.get(path);
    if (made !== undefined) return made;
    const definition = definitions.get(path);
    if (definition === undefined) throw new RangeError(`There is no parameter ${path}.`);
    const found = known.get(path);
    if (found === undefined) return undefined;
    const input = asInput(definition, found.value, found.origin);
    inputs.set(path, input);
    return input;
  };
  const input = (path: string): Input => {
    const found = optional(path);
    if (found === undefined) throw new RangeError(`The parameter ${path} has no value.`);
    return found;
  };
  return {
    optional,
    input,
    text: (path) => input(path).value,
    flag: (path) => input(path).value === "true",
    all: parameterTable.flatMap(({ path }) => optional(path) ?? []),
  };
}

function asInput({ path, label, unit }: ParameterDefinition, value: ParameterValue, origin: Origin): Input {
  return { path, label, unit, origin, value: typeof value === "object" ? JSON.stringify(value) : String(value) };
}

function valueProblem({ path, schema, unit }: ParameterDefinition, value: unknown): string | undefined {
  const result = schema.safeParse(value);
  if (result.success) return undefined;
  const [issue] = result.error.issues;
  return `${path}: ${issue === undefined ? "is wrong" : issueText(issue)}${unit === "" ? "" : ` (${unit})`} (now ${JSON.stringify(value)})`;
}

/** What would be right, to continue a path: "must be at most 1". */
export function issueText(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${issue.expected === "int" ? "a whole number" : `a ${issue.expected}`}`;
    case "too_small":
      return `must be ${issue.inclusive === false ? "more than" : "at least"} ${String(issue.minimum)}`;
    case "too_big":
      return `must be ${issue.inclusive === false ? "less than" : "at most"} ${String(issue.maximum)}`;
    case "invalid_value":
      return `must be one of ${issue.values.map((value) => JSON.stringify(value)).join(", ")}`;
    default:
      return /^must/.test(issue.message) ? issue.message : `is wrong: ${issue.message}`;
  }
}

/** Names the siblings: a misspelt key is nearly always one of them. */
function unknownPath(path: string): string {
  const parent = path.split(".").slice(0, -1).join(".");
  const siblings = parameterTable.map((each) => each.path).filter((each) => each.startsWith(`${parent}.`));
  const groups = [...new Set(parameterTable.map((each) => each.path.split(".")[0]))];
  return `${path}: is not a known parameter; known ${siblings.length > 0 ? `there: ${siblings.join(", ")}` : `groups: ${groups.join(", ")}`}`;
}

/** Rules between values; each value alone has already been accepted. */
function* between(value: (path: string) => number): Generator<string> {
  for (const [smaller, larger, why] of [
    ["kafka.replicationFactor", "kafka.brokers", "two copies on one broker protect nothing"],
    ["processor.replicasMin", "processor.replicasMax", "there cannot be more at least than at most"],
  ] as const) {
    if (value(smaller) > value(larger)) {
      yield `${smaller}: must be at most ${larger} (${value(larger)}): ${why} (now ${value(smaller)})`;
    }
  }
}
