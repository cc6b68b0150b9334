import Ajv, { type ErrorObject, type ValidateFunction } from "ajv";
import { at, hasUnknown, isObject, unknownValue, type Properties } from "../values";
import apiModels from "./api-models.json";
import cloudFormation from "./cloudformation.json";
import { matching, namesOf } from "./names";
import pulumiAws from "./pulumi-aws.json";
import { schemaPath, toSchemaShape, type SchemaNode } from "./schema-shape";
import { sources } from "./sources";

/** An input that AWS would refuse. */
export interface Problem {
  readonly property: string;
  readonly reason: string;
}

interface Declared {
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
}
interface ResourceSchema {
  readonly createOnly: readonly string[];
  readonly schema: SchemaNode;
}
interface ApiRule {
  readonly type: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly min?: number;
  readonly max?: number;
}

const declarations = pulumiAws.types as unknown as Record<string, Declared>;
const schemas = cloudFormation.types as unknown as Record<string, ResourceSchema>;
const apiRules = apiModels.types as unknown as Record<string, Record<string, ApiRule>>;

export function declaredOf(token: string): Declared {
  const declared = declarations[token];
  if (declared === undefined) throw new Error(`the stand-in for AWS does not know the resource type ${token}`);
  return declared;
}

const schemaOf = (token: string): ResourceSchema | undefined => schemas[sources[token]?.schema ?? ""];

/** cfn-lint's own keywords for "exactly one of" and the like. */
function newAjv(): Ajv {
  const ajv = new Ajv({ allErrors: true, strict: false, validateFormats: false, unicodeRegExp: false, verbose: true });
  const given = (data: object, keys: readonly string[]) => keys.filter((key) => key in data);
  ajv.addKeyword({
    keyword: "requiredXor",
    validate: (keys: readonly string[], data: object) => given(data, keys).length === 1,
  });
  ajv.addKeyword({
    keyword: "requiredOr",
    validate: (keys: readonly string[], data: object) => given(data, keys).length > 0,
  });
  ajv.addKeyword({
    keyword: "dependentExcluded",
    validate: (excluded: Record<string, readonly string[]>, data: object) =>
      Object.entries(excluded).every(([key, others]) => !(key in data) || given(data, others).length === 0),
  });
  return ajv;
}

const validators = new Map<string, ValidateFunction>();

function validatorOf(token: string, schema: SchemaNode): ValidateFunction {
  const known = validators.get(token);
  if (known !== undefined) return known;
  const made = newAjv().compile(schema);
  validators.set(token, made);
  return made;
}

/** What AWS's published rules say against the inputs. Values that are not known yet are passed over. */
export function inputProblems(token: string, inputs: Properties): Problem[] {
  const all = [...declarationProblems(token, inputs), ...schemaProblems(token, inputs), ...apiProblems(token, inputs)];
  // Two sources often state the same rule.
  return all.filter(({ property }, index) => all.findIndex((other) => other.property === property) === index);
}

function declarationProblems(token: string, inputs: Properties): Problem[] {
  const { inputs: known } = declaredOf(token);
  const given = Object.keys(inputs).filter((name) => !name.startsWith("__"));
  return [
    ...given.filter((name) => known[name] === undefined).map((property) => ({ property, reason: "is not a property" })),
    ...Object.entries(known)
      .filter(([name, kind]) => !kind.endsWith("?") && (inputs[name] ?? null) === null)
      .map(([property]) => ({ property, reason: "is required" })),
  ];
}

function schemaProblems(token: string, inputs: Properties): Problem[] {
  const schema = schemaOf(token)?.schema;
  if (schema === undefined) return [];
  const validate = validatorOf(token, schema);
  const shape = toSchemaShape(token, schema, inputs);
  if (validate(shape)) return [];
  return (validate.errors ?? [])
    .filter((error) => !concernsUnknown(shape, error))
    .map((error) => ({ property: propertyOf(token, schema, inputs, error), reason: reasonOf(error, shape) }));
}

function concernsUnknown(shape: unknown, { instancePath, keyword }: ErrorObject): boolean {
  const value = valueAt(shape, instancePath);
  // Of a list or an object whose content is unknown, sizes and alternatives say nothing.
  return value === unknownValue || (["oneOf", "anyOf", "if", "not"].includes(keyword) && hasUnknown(value));
}

function valueAt(value: unknown, pointer: string): unknown {
  const keys = pointer.split("/").slice(1);
  return keys.reduce<unknown>(
    (inner, key) =>
      Array.isArray(inner) ? (inner as unknown[])[Number(key)] : isObject(inner) ? inner[key] : undefined,
    value,
  );
}

/** The input that an error of the schema is about. */
function propertyOf(token: string, schema: SchemaNode, inputs: Properties, { instancePath }: ErrorObject): string {
  const wanted = instancePath.split("/").filter((part) => part !== "" && !/^\d+$/.test(part));
  const leaves = paths(inputs).map((path) => ({ path, schema: schemaPath(token, schema, path) }));
  const exact = leaves.find((leaf) => leaf.schema === wanted.join("/"));
  const below = leaves.find((leaf) => wanted.length > 0 && leaf.schema?.startsWith(`${wanted.join("/")}/`));
  const found = exact?.path ?? below?.path.split(".").slice(0, wanted.length).join(".");
  return found ?? wanted.join(".");
}

function paths(value: unknown, prefix: readonly string[] = []): string[] {
  const one: unknown = Array.isArray(value) ? (value as unknown[])[0] : value;
  const own = prefix.length > 0 ? [prefix.join(".")] : [];
  return isObject(one)
    ? [...own, ...Object.entries(one).flatMap(([key, inner]) => paths(inner, [...prefix, key]))]
    : own;
}

function reasonOf({ keyword, params, message, instancePath, schema }: ErrorObject, shape: unknown): string {
  const value = valueAt(shape, instancePath);
  const shown = isObject(value) || Array.isArray(value) ? "" : ` (now ${JSON.stringify(value)})`;
  switch (keyword) {
    case "enum":
      return `must be one of ${(params["allowedValues"] as unknown[]).join(", ")}${shown}`;
    case "requiredXor":
      return `takes exactly one of ${(schema as string[]).join(", ")}`;
    case "requiredOr":
      return `needs one of ${(schema as string[]).join(", ")}`;
    case "dependentExcluded":
      return `takes only one of ${Object.keys(schema as object).join(", ")}`;
    default:
      return `${message ?? keyword}${shown}`;
  }
}

function apiProblems(token: string, inputs: Properties): Problem[] {
  const names = namesOf(token);
  return Object.entries(apiRules[token] ?? {}).flatMap(([member, rule]) => {
    const property = Object.keys(inputs).find(
      (name) => matching((names[name] ?? name).split("/").at(-1) ?? name, [member]) !== undefined,
    );
    const value = property === undefined ? undefined : at(inputs, property);
    if (property === undefined || value === undefined || value === null || hasUnknown(value)) return [];
    const reason = broken(rule, value);
    return reason === undefined ? [] : [{ property, reason }];
  });
}

/** @returns how a value breaks a rule of the API model; undefined when it does not */
function broken(rule: ApiRule, value: unknown): string | undefined {
  const size =
    typeof value === "number" ? value : typeof value === "string" || Array.isArray(value) ? value.length : undefined;
  const unit = typeof value === "string" ? " characters" : Array.isArray(value) ? " entries" : "";
  if (size !== undefined && rule.max !== undefined && size > rule.max)
    return `has at most ${rule.max}${unit}, not ${size}`;
  if (size !== undefined && rule.min !== undefined && size < rule.min)
    return `has at least ${rule.min}${unit}, not ${size}`;
  if (typeof value !== "string") return undefined;
  if (rule.enum !== undefined && !rule.enum.includes(value))
    return `must be one of ${rule.enum.join(", ")} (now "${value}")`;
  if (rule.pattern !== undefined && !new RegExp(javaScriptPattern(rule.pattern), "u").test(value)) {
    return `must match ${rule.pattern} (now "${value}")`;
  }
  return undefined;
}

/** AWS's patterns are Java's, and always about the whole text. */
function javaScriptPattern(pattern: string): string {
  return `^(?:${pattern.replace(/\\([_:#@!%&=~`'",<>;])/g, "$1")})$`;
}

/** Whether AWS makes a new resource when this input changes, by CloudFormation's createOnlyProperties. */
export function isCreateOnly(token: string, path: string): boolean {
  const found = schemaOf(token);
  if (found === undefined) return false;
  const changed = schemaPath(token, found.schema, path);
  if (changed === undefined) return false;
  return found.createOnly.some(
    (one) => one === changed || changed.startsWith(`${one}/`) || one.startsWith(`${changed}/`),
  );
}
