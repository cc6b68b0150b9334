/** Bundles the programs that run in containers: one file each, so that an image is a base and a copy. */
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";

const root = __dirname;

interface Program {
  readonly name: string;
  readonly folder: string;
  /** Packages with native code, which a bundle cannot hold: copied beside it, with what npm installed for this platform. */
  readonly nativePackages: readonly { readonly scope: string; readonly prefix: string }[];
}

const programs: readonly Program[] = [
  {
    name: "event-stream-processor",
    folder: "processor",
    nativePackages: [{ scope: "@node-rs", prefix: "crc32" }],
  },
  { name: "kafka-jobs", folder: "kafka-jobs", nativePackages: [] },
];

/**
 * Writes <directory>/<program>/main.js (and worker.js where the program has threads). The output depends on the sources
 * alone, so that an unchanged program gives an unchanged image.
 * @param directory build/ by default; benchmarks bundle elsewhere
 */
export async function buildBundles(directory = path.join(root, "build")): Promise<void> {
  for (const { name, folder, nativePackages } of programs) {
    const outdir = path.join(directory, name);
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
    rmSync(path.join(outdir, "node_modules"), { recursive: true, force: true });
    for (const { scope, prefix } of nativePackages) copyPackages(scope, prefix, outdir);
    writeFileSync(path.join(outdir, "package.json"), `${JSON.stringify({ name, private: true, type: "commonjs" })}\n`);
  }
}

function copyPackages(scope: string, prefix: string, outdir: string): void {
  const source = path.join(root, "node_modules", scope);
  for (const entry of readdirSync(source).filter((candidate) => candidate.startsWith(prefix))) {
    cpSync(path.join(source, entry), path.join(outdir, "node_modules", scope, entry), { recursive: true });
  }
}

if (require.main === module) {
  buildBundles().catch((error: unknown) => {
    console.error(`The bundles could not be built: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  });
}
