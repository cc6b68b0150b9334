import { parseArgs, type ParseArgsConfig } from "node:util";

/** A command line that cannot be used: one sentence what is wrong, one what would be right. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** One `--option` of a command. */
export interface Option<T> {
  /** What stands after the option in the help; absent for a switch. */
  readonly placeholder?: string;
  readonly description: string;
  /** Value when the option is not given. Without it the option must be given. */
  readonly fallback?: { readonly value: T; readonly shown: string };
  /** The option may be given several times; `read` gets all of them, one a line. */
  readonly multiple?: true;
  /** @throws RangeError whose message continues "must be " */
  readonly read: (text: string) => T;
}
export type Options = Readonly<Record<string, Option<unknown>>>;
export type Values<O extends Options> = { [K in keyof O]: O[K] extends Option<infer T> ? T : never };

/** A text, for example a path or a name; `pattern` is explained by `rule`, which continues "must be ". */
export function text(
  placeholder: string,
  description: string,
  settings: { fallback?: string; pattern?: RegExp; rule?: string } = {},
): Option<string> {
  const { fallback, pattern, rule } = settings;
  return {
    placeholder,
    description,
    ...(fallback === undefined ? {} : { fallback: { value: fallback, shown: fallback } }),
    read: (value) => {
      if (value === "" || (pattern !== undefined && !pattern.test(value))) throw new RangeError(rule ?? "not empty");
      return value;
    },
  };
}

/** A text that may be left out. */
export function optionalText(placeholder: string, description: string): Option<string | undefined> {
  return { ...text(placeholder, description), fallback: { value: undefined, shown: "" } };
}

/** A text that may be given several times, or not at all. */
export function texts(placeholder: string, description: string): Option<readonly string[]> {
  return {
    placeholder,
    description,
    fallback: { value: [], shown: "" },
    multiple: true,
    read: (lines) => lines.split("\n"),
  };
}

/** One of some words. */
export function oneOf<T extends string>(choices: readonly T[], description: string, fallback: T): Option<T> {
  return {
    placeholder: choices.join("|"),
    description,
    fallback: { value: fallback, shown: fallback },
    read: (value) => {
      const found = choices.find((choice) => choice === value);
      if (found === undefined) throw new RangeError(`one of ${choices.join(", ")}`);
      return found;
    },
  };
}

/** A number between two bounds, both included. */
export function number(
  placeholder: string,
  description: string,
  settings: { fallback?: number; minimum: number; maximum: number; whole?: boolean },
): Option<number> {
  const { fallback, minimum, maximum, whole = false } = settings;
  return {
    placeholder,
    description,
    ...(fallback === undefined ? {} : { fallback: { value: fallback, shown: String(fallback) } }),
    read: (value) => {
      const parsed = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value) ? Number(value) : Number.NaN;
      if (!(parsed >= minimum && parsed <= maximum) || (whole && !Number.isInteger(parsed))) {
        throw new RangeError(`a ${whole ? "whole " : ""}number from ${minimum} to ${maximum}`);
      }
      return parsed;
    },
  };
}

/** A number that may be left out. @param shown what the help says of leaving it out */
export function optionalNumber(
  placeholder: string,
  description: string,
  settings: { minimum: number; maximum: number; whole?: boolean; shown?: string },
): Option<number | undefined> {
  const { shown: instead = "", ...limits } = settings;
  return { ...number(placeholder, description, limits), fallback: { value: undefined, shown: instead } };
}

/** A switch: given or not. */
export function flag(description: string): Option<boolean> {
  return { description, fallback: { value: false, shown: "" }, read: () => true };
}

/**
 * Reads the arguments of a command.
 * @returns the values, or "help" when --help stands among the arguments
 * @throws UsageError for an unknown option, a missing one, a value that is not allowed or a stray argument
 */
export function readOptions<O extends Options>(options: O, argv: readonly string[]): Values<O> | "help" {
  const specification: NonNullable<ParseArgsConfig["options"]> = { help: { type: "boolean", short: "h" } };
  for (const [name, { placeholder, multiple = false }] of Object.entries(options)) {
    specification[name] = {
      type: placeholder === undefined ? "boolean" : "string",
      multiple,
    };
  }
  const given = argumentsOf(argv, specification, Object.keys(options));
  if (given.help === true) return "help";
  const values: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(options)) {
    const value = given[name];
    if (value === undefined) {
      if (option.fallback === undefined) {
        throw new UsageError(
          `--${name} is missing. Give --${name} ${option.placeholder ?? ""}: ${option.description}.`,
        );
      }
      values[name] = option.fallback.value;
      continue;
    }
    values[name] = readValue(name, option, shown(value));
  }
  return values as Values<O>;
}

function readValue<T>(name: string, option: Option<T>, value: string): T {
  try {
    return option.read(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(`--${name} ${value} cannot be used. It must be ${error.message}.`);
  }
}

/** A switch has no text, an option that was given several times has lines of it. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return value.join("\n");
  return typeof value === "string" ? value : "";
}

function argumentsOf(
  argv: readonly string[],
  options: NonNullable<ParseArgsConfig["options"]>,
  known: readonly string[],
): Record<string, unknown> {
  try {
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    const [, name] = /'(?:-\w, )?(?:--)?([^' ]+)/.exec(message) ?? [];
    const remedy = `Known are: ${known.map((option) => `--${option}`).join(", ")}.`;
    if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") {
      throw new UsageError(`--${name?.replace(/^-+/, "")} is not an option. ${remedy}`);
    }
    if (code === "ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL") {
      throw new UsageError(`"${name}" does not belong here. Options begin with two hyphens. ${remedy}`);
    }
    throw new UsageError(`--${name}: its value cannot be read. Write --${name}=VALUE, or see --help.`);
  }
}

/** The text that --help prints: what the command does, how it is called, and each option with its default. */
export function helpText(usage: string, summary: string, options: Options, notes = ""): string {
  const rows = Object.entries(options).map(([name, { placeholder, description, fallback }]) => ({
    left: `  --${name}${placeholder === undefined ? "" : ` ${placeholder}`}`,
    right: `${description}${fallback === undefined ? " (required)" : fallback.shown === "" ? "" : ` (default ${fallback.shown})`}`,
  }));
  rows.push({ left: "  --help", right: "prints this" });
  const width = Math.max(...rows.map(({ left }) => left.length)) + 2;
  const lines = rows.flatMap(({ left, right }) => {
    const [first = "", ...rest] = wrapped(right, 110 - width);
    return [left.padEnd(width) + first, ...rest.map((line) => " ".repeat(width) + line)];
  });
  return [`${summary}\n`, `usage: ${usage}\n`, ...lines, ...(notes === "" ? [] : ["", notes])].join("\n");
}

function wrapped(sentence: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of sentence.split(" ")) {
    if (line !== "" && line.length + word.length >= width) {
      lines.push(line);
      line = "";
    }
    line += (line === "" ? "" : " ") + word;
  }
  return [...lines, line];
}
