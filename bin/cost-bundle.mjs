// The cost command as one folder of JavaScript, build/cost: main.js, and a chunk for each part that is loaded when it is
// asked for. A comparison then takes a fraction of a second.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "./modules.mjs";

const folder = path.join(root, "build", "cost");
export const bundle = path.join(folder, "main.js");
// What went into it, one path a line: every source, and the lock file for all packages.
const inputs = path.join(folder, "inputs.txt");

/** Whether the bundle is there and newer than everything that went into it. */
export function isFresh() {
  if (!existsSync(bundle) || !existsSync(inputs)) return false;
  const made = statSync(bundle).mtimeMs;
  return readFileSync(inputs, "utf8")
    .split("\n")
    .every((file) => (statSync(path.join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? Infinity) <= made);
}

// Modules of the CommonJS kind, which some packages are, need these; names that a minifier does not choose.
const commonJs = [
  'import { createRequire as acmCreateRequire } from "node:module";',
  'import { fileURLToPath as acmFilePath } from "node:url";',
  "const require = acmCreateRequire(import.meta.url), __filename = acmFilePath(import.meta.url);",
  'const __dirname = acmFilePath(new URL(".", import.meta.url));',
].join("");

/** Makes the bundle; main.js comes last, so that an interrupted one is made again. */
export async function makeBundle() {
  const { build } = await import("esbuild");
  const begun = new Date();
  const { outputFiles, metafile } = await build({
    entryPoints: [path.join(root, "cost", "main.ts")],
    outdir: folder,
    absWorkingDir: root,
    bundle: true,
    // Modules, because what is not used of a package can be left out of them alone.
    format: "esm",
    splitting: true,
    chunkNames: "[name]-[hash]",
    platform: "node",
    target: "node20",
    banner: { js: commonJs },
    minify: true,
    // Names of classes stand in messages.
    keepNames: true,
    legalComments: "none",
    metafile: true,
    write: false,
    logLevel: "error",
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "package.json"), '{ "type": "module" }\n');
  const sources = Object.keys(metafile.inputs).filter((file) => !/node_modules\/|^</.test(file));
  writeFileSync(inputs, [...sources, "package-lock.json", "bin/cost-bundle.mjs"].join("\n"));
  const [main, ...chunks] = outputFiles.sort((a, b) => Number(b.path === bundle) - Number(a.path === bundle));
  for (const { path: file, contents } of chunks) writeFileSync(file, contents);
  const partial = `${bundle}.${process.pid}`;
  writeFileSync(partial, main.contents);
  renameSync(partial, bundle);
  const kept = new Set([...outputFiles.map(({ path: file }) => path.basename(file)), "package.json", "inputs.txt"]);
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    if (!kept.has(name) && (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) < begun.getTime()) {
      rmSync(file, { force: true });
    }
  }
}
