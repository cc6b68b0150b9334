import { existsSync } from "node:fs";
import path from "node:path";

/** Root of the repository: where Pulumi.yaml is, from the sources as well as from the bundle in build/cost. */
export const repository = rootAbove(__dirname);

function rootAbove(folder: string): string {
  if (existsSync(path.join(folder, "Pulumi.yaml"))) return folder;
  const parent = path.dirname(folder);
  if (parent === folder) throw new Error("The cost module does not lie in its repository: no Pulumi.yaml above it.");
  return rootAbove(parent);
}

/** Folder of the dated price files, one folder for each region. */
export const priceDirectory = path.join(repository, "cost", "prices", "data");
