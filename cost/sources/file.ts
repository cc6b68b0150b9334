import { readFileSync } from "node:fs";
import { UserError } from "../../local/user-error";
import { flatten } from "../parameters";
import type { Source } from "./source";

/**
 * Parameters from a file of JSON or YAML, `-` for standard input.
 * @throws UserError when it cannot be read; ParameterError when it is not of this version
 */
export async function fileSource(file: string): Promise<Source> {
  const content = await readStructured(file, "parameters");
  return {
    layer: {
      values: flatten(content),
      origin: { kind: "file", detail: file === "-" ? "standard input" : file },
    },
  };
}

/**
 * A file of JSON, or of YAML by its name; `-` is JSON from standard input.
 * @param what "parameters", for messages
 */
export async function readStructured(file: string, what: string): Promise<unknown> {
  const name = file === "-" ? "standard input" : file;
  let text: string;
  try {
    text = readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    throw new UserError(
      `The ${what} cannot be read from ${name}: ${(error as Error).message}.`,
      "Give a file that exists.",
    );
  }
  try {
    if (!/\.ya?ml$/.test(file)) return JSON.parse(text) as unknown;
    const { parse } = await import("yaml");
    return parse(text) as unknown;
  } catch (error) {
    throw new UserError(
      `The ${what} of ${name} cannot be read: ${(error as Error).message.split("\n")[0] ?? ""}.`,
      "It must be JSON, or YAML when its name ends in .yaml.",
    );
  }
}
