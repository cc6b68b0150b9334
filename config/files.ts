import { readFileSync, readdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import type { z } from "zod";
import { ConfigurationError } from "./load";

/** A ConfigMap holds at most 1 MiB. */
const configMapLimit = 1_048_576;

/** A path of the stack file: `~` is the home, relative paths start at the project. */
export function resolvePath(projectDirectory: string, file: string): string {
  return path.resolve(projectDirectory, file.replace(/^~(?=$|\/)/, homedir()));
}

/**
 * The text of a file that the stack file names.
 * @throws ConfigurationError naming the key and the path
 */
export function readTextFile(projectDirectory: string, key: string, file: string): string {
  const resolved = resolvePath(projectDirectory, file);
  try {
    return readFileSync(resolved, "utf8");
  } catch (error) {
    throw new ConfigurationError([
      `acm:stack.${key}: ${resolved} cannot be read (${reason(error)}); name a file that exists`,
    ]);
  }
}

/**
 * The text of a JSON file that the stack file names, once it is what its reader expects: found wrong only when the pod
 * has started, it would be a pod that never becomes ready.
 * @throws ConfigurationError naming the file and every place in it
 */
export function readJsonText(projectDirectory: string, key: string, file: string, schema: z.ZodType): string {
  const text = readTextFile(projectDirectory, key, file);
  const where = `acm:stack.${key}: ${resolvePath(projectDirectory, file)}`;
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new ConfigurationError([`${where} is not JSON: ${(error as Error).message}`]);
  }
  const result = schema.safeParse(content);
  if (result.success) return text;
  throw new ConfigurationError(
    result.error.issues.map((issue) => `${where}: ${issue.path.map(String).join(".") || "the file"}: ${issue.message}`),
  );
}

/**
 * The files of a folder that the stack file names, by name, for a ConfigMap.
 * @throws ConfigurationError when the folder is missing, empty, too large, or holds a file that is not text
 */
export function readConfigurationDirectory(
  projectDirectory: string,
  key: string,
  directory: string,
): Record<string, string> {
  const resolved = resolvePath(projectDirectory, directory);
  const problem = (text: string) => new ConfigurationError([`acm:stack.${key}: ${text}`]);
  let names: string[];
  try {
    names = readdirSync(resolved).filter((name) => statSync(path.join(resolved, name)).isFile());
  } catch (error) {
    throw problem(`${resolved} cannot be read (${reason(error)}); name the folder with the configuration files`);
  }
  if (names.length === 0) throw problem(`${resolved} holds no file; put the processor's configuration files there`);
  const files: Record<string, string> = {};
  let total = 0;
  for (const name of names.sort()) {
    let content: Buffer;
    try {
      content = readFileSync(path.join(resolved, name));
    } catch (error) {
      throw problem(`${path.join(resolved, name)} cannot be read (${reason(error)}); make it readable`);
    }
    total += content.length;
    const text = content.toString("utf8");
    if (!Buffer.from(text, "utf8").equals(content))
      throw problem(`${name} is not UTF-8 text; a ConfigMap holds text only`);
    if (!/^[-._a-zA-Z0-9]+$/.test(name))
      throw problem(`the file name "${name}" must be letters, digits, dot, hyphen, underscore`);
    files[name] = text;
  }
  if (total > configMapLimit)
    throw problem(`the files have ${total} bytes together; a ConfigMap holds at most ${configMapLimit}`);
  return files;
}

function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  return code === "ENOENT" ? "it does not exist" : code === "ENOTDIR" ? "it is not a folder" : (code ?? String(error));
}
