import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { UserError } from "../local/user-error";

/**
 * Writes files into a folder, which is made where it does not exist.
 * @param output as given with --output, from the working directory
 * @returns the whole path of the folder
 * @throws UserError when that is not possible
 */
export function writeOutput(output: string, files: Readonly<Record<string, string>>): string {
  const folder = path.resolve(output);
  try {
    mkdirSync(folder, { recursive: true });
    for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    throw new UserError(
      `--output ${output} cannot be written (${reasons[code] ?? code}).`,
      "Name a folder that may be written.",
    );
  }
  return folder;
}

const reasons: Readonly<Record<string, string>> = {
  EEXIST: "it is a file",
  ENOTDIR: "a part of its path is a file",
  EACCES: "no permission",
  EPERM: "no permission",
  EROFS: "its disk is read-only",
  ENOSPC: "its disk is full",
};
