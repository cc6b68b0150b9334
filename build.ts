/** Bundles the programs that run in containers: one file each, so that an image is a base and a copy. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";

const root = __dirname;

const programs = [
  { name: "event-stream-processor", folder: "processor" },
  { name: "kafka-jobs", folder: "kafka-jobs" },
] as const;

/**
 * Writes build/<program>/main.js (and worker.js where the program has threads). The output depends on the sources
 * alone, so that an unchanged program gives an unchanged image.
 */
export async function buildBundles(): Promise<void> {
  for (const { name, folder } of programs) {
    const outdir = path.join(root, "build", name);
    mkdirSync(outdir, { recursive: true });
    const entryPoints = ["main.ts", "worker.ts"]
      .map((file) => path.join(root, folder, file))
      .filter((file) => existsSync(file));
    await build({
      entryPoints,
      outdir,
      absWorkingDir: root,
      bundle: true,
      platform: "node",
      target: "node20",
      sourcemap: "inline",
      sourcesContent: false,
      legalComments: "eof",
      loader: { ".json": "json" },
      logLevel: "warning",
    });
    writeFileSync(path.join(outdir, "package.json"), `${JSON.stringify({ name, private: true, type: "commonjs" })}\n`);
  }
}

if (require.main === module) {
  buildBundles().catch((error: unknown) => {
    console.error(`The bundles could not be built: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  });
}
