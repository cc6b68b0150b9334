import { isObject, unknownValue } from "../values";
import { matching, namesOf, type Names } from "./names";

/** A JSON schema, as far as properties are looked up in it. */
export interface SchemaNode {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly $ref?: string;
  readonly definitions?: Readonly<Record<string, SchemaNode>>;
  readonly [keyword: string]: unknown;
}

export function resolve(root: SchemaNode, node: SchemaNode | undefined): SchemaNode {
  if (node?.$ref === undefined) return node ?? {};
  return resolve(root, root.definitions?.[node.$ref.replace("#/definitions/", "")]);
}

const hasType = (node: SchemaNode, type: string) => [node.type].flat().includes(type);

/** The object below a node, through a list: Terraform's blocks are lists where AWS has one object, and vice versa. */
function objectBelow(root: SchemaNode, node: SchemaNode): SchemaNode {
  return node.items === undefined ? node : resolve(root, node.items);
}

/** "brokerNodeGroupInfo.azDistribution" → "BrokerNodeGroupInfo/BrokerAZDistribution"; undefined without a counterpart. */
export function schemaPath(token: string, root: SchemaNode, path: string): string | undefined {
  const names = namesOf(token);
  let node = root;
  const found: string[] = [];
  const walked: string[] = [];
  for (const part of path.split(".")) {
    walked.push(part);
    const named = names[walked.join(".")];
    if (named === null) return undefined;
    if (named !== undefined) {
      found.splice(0, found.length, ...named.split("/"));
      node = found.reduce((inner, key) => objectBelow(root, resolve(root, inner.properties?.[key])), root);
      continue;
    }
    const key = matching(part, Object.keys(node.properties ?? {}));
    // A map with free keys, or a list: what holds it decides.
    if (key === undefined) return walked.length > 1 && node.properties === undefined ? found.join("/") : undefined;
    found.push(key);
    node = objectBelow(root, resolve(root, node.properties?.[key]));
  }
  return found.join("/");
}

/** Puts a value where the schema wants it, making the objects on the way. */
function put(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [key = "", ...rest] = path;
  if (rest.length === 0) target[key] = value;
  else put((target[key] ??= {}) as Record<string, unknown>, rest, value);
}

/** Inputs of a Pulumi resource in the form of its CloudFormation schema, as far as it has counterparts. */
export function toSchemaShape(token: string, root: SchemaNode, inputs: unknown): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const names = namesOf(token);
  const walk = (value: unknown, node: SchemaNode, prefix: string, put: (key: string, value: unknown) => void) => {
    if (!isObject(value)) return;
    for (const [name, inner] of Object.entries(value)) {
      const path = prefix === "" ? name : `${prefix}.${name}`;
      const named = names[path];
      if (name.startsWith("__") || named === null || inner === undefined || inner === null) continue;
      if (named !== undefined) {
        const target = named.split("/").reduce((below, key) => resolve(root, below.properties?.[key]), root);
        put(`/${named}`, convert(inner, target, path));
        continue;
      }
      const key = matching(name, Object.keys(node.properties ?? {}));
      if (key !== undefined) put(key, convert(inner, resolve(root, node.properties?.[key]), path));
    }
  };
  const place = (target: Record<string, unknown>) => (key: string, value: unknown) =>
    key.startsWith("/") ? put(result, key.slice(1).split("/"), value) : (target[key] = value);
  const convert = (value: unknown, node: SchemaNode, path: string): unknown => {
    if (value === unknownValue) return value;
    if (hasType(node, "array")) {
      const list: unknown[] = Array.isArray(value) ? value : [value];
      return list.map((one) => convert(one, resolve(root, node.items), path));
    }
    if (Array.isArray(value)) return value.length === 1 ? convert(value[0], node, path) : value;
    if (isObject(value) && node.properties !== undefined) {
      const object: Record<string, unknown> = {};
      walk(value, node, path, place(object));
      return object;
    }
    return scalar(value, node);
  };
  walk(inputs, root, "", place(result));
  return result;
}

/** Terraform carries numbers and policy documents as text. */
function scalar(value: unknown, node: SchemaNode): unknown {
  if (typeof value !== "string") return value;
  if ((hasType(node, "integer") || hasType(node, "number")) && /^-?\d+(\.\d+)?$/.test(value)) return Number(value);
  if (hasType(node, "boolean") && /^(true|false)$/.test(value)) return value === "true";
  if (hasType(node, "object") && !hasType(node, "string")) {
    try {
      return JSON.parse(value) as unknown;
    } catch {
      return value;
    }
  }
  return value;
}

export type { Names };
