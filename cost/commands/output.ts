import { renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { UserError } from "../../local/user-error";

/**
 * Writes a whole file or nothing: readers never see a part of it.
 * @throws UserError when the folder cannot be written
 */
export function writeWhole(file: string, content: string | Uint8Array): void {
  const partial = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}`);
  try {
    writeFileSync(partial, content);
    renameSync(partial, file);
  } catch (error) {
    rmSync(partial, { force: true });
    throw new UserError(
      `${file} cannot be written: ${(error as Error).message}.`,
      "Name a file in a folder that exists.",
    );
  }
}

/** A report to a file, or to standard output. @throws UserError for a binary format to a terminal */
export async function writeReport(
  content: string | Uint8Array,
  file: string | undefined,
  format: string,
): Promise<void> {
  if (file !== undefined) {
    writeWhole(file, content);
    return;
  }
  if (typeof content !== "string" && process.stdout.isTTY) {
    throw new UserError(`A report of format ${format} is not for a terminal.`, "Add --output FILE.");
  }
  await new Promise<void>((resolve, reject) => {
    process.stdout.write(content, (error) => {
      // A reader such as `head` that has seen enough is no error.
      if (error && (error as NodeJS.ErrnoException).code !== "EPIPE") reject(error);
      else resolve();
    });
  });
}
