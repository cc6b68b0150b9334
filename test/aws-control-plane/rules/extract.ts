/**
 * Extracts the rules of the stand-in's resource types from what AWS and Pulumi publish, into the JSON files beside
 * this one. Run it again for newer versions:
 *
 *     pip download --no-deps -d DIR cfn-lint==VERSION botocore==VERSION
 *     node bin/run.mjs test/aws-control-plane/rules/extract.ts DIR
 *
 * Needs `unzip`, and @pulumi/aws in node_modules.
 */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { sources } from "./sources";

type Json = Record<string, unknown>;
const modules = path.join(__dirname, "..", "..", "..", "node_modules", "@pulumi", "aws");

/** Reads files of a wheel in a folder. */
function wheel(folder: string, name: string) {
  const file = readdirSync(folder).find((one) => one.startsWith(`${name}-`) && one.endsWith(".whl"));
  if (file === undefined) throw new Error(`${folder} holds no wheel of ${name}: see the head of this script`);
  const archive = path.join(folder, file);
  const unzip = (...args: string[]) => execFileSync("unzip", args, { maxBuffer: 1 << 30 });
  return {
    version: file.split("-")[1] ?? "",
    names: unzip("-Z1", archive).toString("utf8").split("\n"),
    read: (member: string) => unzip("-p", archive, member),
  };
}

/** Words of JSON schema that state a rule; descriptions and the like are left out. */
const kept = new Set(
  (
    "type properties definitions items required enum pattern minLength maxLength minimum maximum minItems maxItems " +
    "additionalProperties patternProperties oneOf anyOf allOf not const if then else dependentRequired dependentExcluded requiredXor requiredOr $ref"
  ).split(" "),
);

/** Python's end of the text, and Java's class of printable characters, in JavaScript. */
const javaScriptPattern = (pattern: string) => pattern.replaceAll("\\Z", "$").replaceAll("\\p{Print}", "[ -~]");

/** A schema without what is no rule. @param names true where keys are names of properties */
function pruned(value: unknown, names = false): unknown {
  if (Array.isArray(value)) return value.map((one) => pruned(one));
  if (typeof value === "string") return javaScriptPattern(value);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => names || kept.has(key))
      .map(([key, inner]) => [
        key,
        ["properties", "definitions", "patternProperties"].includes(key) && !names
          ? pruned(inner, true)
          : pruned(inner),
      ]),
  );
}

const pointers = (value: unknown) => ((value ?? []) as string[]).map((one) => one.replace("/properties/", ""));

function cloudFormation(folder: string): Json {
  const lint = wheel(folder, "cfn_lint");
  const data = "cfnlint/data/schemas";
  const read = (file: string) => JSON.parse(lint.read(`${data}/${file}`).toString("utf8")) as Json;
  const index = read("providers/us-east-1.json") as Record<string, string>;
  const types = Object.values(sources).flatMap(({ schema }) => schema ?? []);
  return {
    source: `AWS CloudFormation resource provider schemas of us-east-1, of ${String(read("version.json")["schema_date"])}, in the PyPI package cfn-lint ${lint.version} (MIT-0)`,
    types: Object.fromEntries(
      types.map((type) => {
        const schema = read(`resources/${index[type] ?? ""}.json`);
        return [
          type,
          {
            createOnly: pointers(schema["createOnlyProperties"]),
            readOnly: pointers(schema["readOnlyProperties"]),
            schema: pruned(schema),
          },
        ];
      }),
    ),
  };
}

interface Shape {
  readonly type: string;
  readonly members?: Record<string, { shape: string }>;
  readonly member?: { shape: string };
  readonly enum?: string[];
  readonly pattern?: string;
  readonly min?: number;
  readonly max?: number;
}

/** The rules of the scalar members of an operation's input. */
function apiModels(folder: string): Json {
  const botocore = wheel(folder, "botocore");
  const model = (service: string) => {
    const files = botocore.names.filter((name) =>
      new RegExp(`^botocore/data/${service}/[^/]+/service-2\\.json\\.gz$`).test(name),
    );
    const newest = files.sort().at(-1) ?? "";
    return JSON.parse(gunzipSync(botocore.read(newest)).toString("utf8")) as {
      operations: Record<string, { input: { shape: string } }>;
      shapes: Record<string, Shape>;
    };
  };
  const cache = new Map<string, ReturnType<typeof model>>();
  const types = Object.entries(sources).flatMap(([token, { operation }]) => {
    if (operation === undefined) return [];
    const [service, name] = operation;
    const { operations, shapes } = cache.get(service) ?? model(service);
    cache.set(service, { operations, shapes });
    const input = shapes[operations[name]?.input.shape ?? ""];
    const rules = Object.entries(input?.members ?? {}).flatMap(([member, { shape }]) => {
      const { type, enum: values, pattern, min, max } = shapes[shape] ?? { type: "" };
      const rule = { enum: values, pattern: pattern === undefined ? undefined : javaScriptPattern(pattern), min, max };
      const says = Object.values(rule).some((one) => one !== undefined);
      return type === "structure" || !says ? [] : [[member, { type, ...rule }]];
    });
    return [[token, Object.fromEntries(rules) as Json]];
  });
  return {
    source: `AWS API models in the PyPI package botocore ${botocore.version} (Apache-2.0)`,
    types: Object.fromEntries(types) as Json,
  };
}

/** Names and kinds of the properties in a class declaration of @pulumi/aws. */
function declared(token: string): Json {
  const [, file = "", name = ""] = token.split(":");
  const text = readFileSync(path.join(modules, `${file}.d.ts`), "utf8").replace(/\/\*\*[\s\S]*?\*\//g, "");
  const [cls = ""] = text.split("export interface");
  const args = text.split(`export interface ${name}Args`)[1] ?? "";
  const outputs = [...cls.matchAll(/readonly (\w+): pulumi\.Output<([\s\S]*?)>;\n/g)].map(([, key, type = ""]) => [
    key,
    kindOf(type),
    /\| undefined$/.test(type.trim()),
  ]);
  const inputs = [...args.matchAll(/^ {4}(\w+)(\??): pulumi\.Input<([\s\S]*?)>;\n/gm)].map(
    ([, key, optional, type = ""]) => [key, kindOf(type), optional === "?"],
  );
  const entries = (list: unknown[][]) =>
    Object.fromEntries(list.map(([key, kind, optional]) => [key, `${String(kind)}${optional === true ? "?" : ""}`]));
  return { inputs: entries(inputs), outputs: entries(outputs) };
}

function kindOf(type: string): string {
  const bare = type.replace(/\s*\| undefined/g, "").trim();
  if (bare.endsWith("[]") || bare.endsWith(">[]")) return "array";
  if (/^(string|enums\.[\w.]+|pulumi\.ARN|aws\.ARN)$/.test(bare) || /^"/.test(bare)) return "string";
  if (bare === "number" || bare === "boolean") return bare;
  return bare.startsWith("string |") || bare.includes("enums.") || /ARN$/.test(bare) ? "string" : "object";
}

function pulumiAws(): Json {
  const { version } = JSON.parse(readFileSync(path.join(modules, "package.json"), "utf8")) as { version: string };
  return {
    source: `Type declarations of the npm package @pulumi/aws ${version} (Apache-2.0)`,
    types: Object.fromEntries(Object.keys(sources).map((token) => [token, declared(token)])),
  };
}

/** One type a line: small, and a difference between two versions can be read. */
function write(file: string, { source, types }: Json): void {
  const lines = Object.entries(types as Json).map(([type, rules]) => `    "${type}": ${JSON.stringify(rules)}`);
  const text = `{\n  "source": ${JSON.stringify(source)},\n  "types": {\n${lines.join(",\n")}\n  }\n}\n`;
  writeFileSync(path.join(__dirname, file), text);
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("usage: extract.ts FOLDER-WITH-WHEELS");
write("cloudformation.json", cloudFormation(folder));
write("api-models.json", apiModels(folder));
write("pulumi-aws.json", pulumiAws());
