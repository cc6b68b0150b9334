/** `npm run schema`: writes what is generated from config/schema.ts. `--check` only says whether it is up to date. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { format } from "prettier";
import { configurationReference, stackFileSchema } from "./reference";

const root = path.dirname(__dirname);

/** Generated files by their path in the project. */
export async function generatedFiles(): Promise<Record<string, string>> {
  return {
    "config/stack-file.schema.json": await format(JSON.stringify(stackFileSchema()), {
      parser: "json",
      printWidth: 120,
    }),
    "docs/configuration.md": await format(configurationReference(), { parser: "markdown", printWidth: 120 }),
  };
}

async function main(): Promise<void> {
  const check = process.argv.includes("--check");
  for (const [file, content] of Object.entries(await generatedFiles())) {
    const target = path.join(root, file);
    if (!check) writeFileSync(target, content);
    else if (readFileSync(target, "utf8") !== content) {
      console.error(`${file} is out of date. Run npm run schema.`);
      process.exitCode = 1;
    }
  }
}

if (require.main === module) void main();
