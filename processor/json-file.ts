import { readFileSync } from "node:fs";
import type { z } from "zod";

/** A mistake of whoever started the program: shown as it is, without a stack trace, exit code 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UsageError";
  }
}

/**
 * Reads a JSON file and checks it.
 * @param what what the file is, for messages ("settings")
 * @throws UsageError one message that lists every path and what would be right
 */
export function readJsonFile<T extends z.ZodType>(file: string, schema: T, what: string): z.output<T> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new UsageError(
      `The ${what} file ${file} cannot be read (${code === "ENOENT" ? "it does not exist" : String(code)}). Give the path of an existing file.`,
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`The ${what} file ${file} is not JSON: ${(error as Error).message}. Correct it.`);
  }
  return parseJson(value, schema, `${what} file ${file}`);
}

/** Checks a value that was read from JSON. @throws UsageError see {@link readJsonFile} */
export function parseJson<T extends z.ZodType>(value: unknown, schema: T, where: string): z.output<T> {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const problems = [...new Set(result.error.issues.flatMap((issue) => describe(issue)))];
  throw new UsageError(`The ${where} cannot be used:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
}

type Issue = z.core.$ZodIssue;

function describe(issue: Issue): string[] {
  const path = issue.path.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`)).join("");
  const where = path === "" ? "(whole file)" : path.replace(/^\./, "");
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => `${path === "" ? key : `${where}.${key}`}: is not a known key; remove it`);
    case "invalid_type":
      return [`${where}: must be ${article(issue.expected)}, but ${shown(issue.input)}`];
    case "invalid_value":
      return [
        `${where}: must be ${issue.values.map((value) => JSON.stringify(value)).join(" or ")}, but ${shown(issue.input)}`,
      ];
    case "too_small":
      return [
        `${where}: must be ${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}${unit(issue.origin)}, but ${shown(issue.input)}`,
      ];
    case "too_big":
      return [
        `${where}: must be ${issue.inclusive === false ? "less than" : "at most"} ${issue.maximum}${unit(issue.origin)}, but ${shown(issue.input)}`,
      ];
    case "invalid_union":
      return issue.discriminator === undefined
        ? [`${where}: must have another shape, but ${shown(issue.input)}`]
        : [`${where}: names an unknown kind; see docs/components for the kinds there are`];
    case "custom":
    case "invalid_format":
    case "invalid_key":
    case "invalid_element":
    case "not_multiple_of":
      return [`${where}: ${issue.message}, but ${shown(issue.input)}`];
  }
}

function article(expected: string): string {
  if (expected === "int") return "a whole number";
  return `${/^[aeio]/.test(expected) ? "an" : "a"} ${expected}`;
}

function unit(origin: string): string {
  return origin === "string" ? " characters" : origin === "array" ? " entries" : "";
}

function shown(input: unknown): string {
  if (input === undefined) return "is missing";
  const text = JSON.stringify(input);
  return `is ${text.length > 80 ? `${text.slice(0, 77)}...` : text}`;
}
