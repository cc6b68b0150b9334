#!/usr/bin/env node
// `npm run cost`: one bundle in build/cost, made when it is missing or older than what went into it, and run in this
// process, so that a comparison takes a fraction of a second.
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { requireModules, root } from "./modules.mjs";

const folder = path.join(root, "build", "cost");
const bundle = path.join(folder, "main.js");
// Its sources, one path a line: all of a bundle's inputs but packages, for which the lock file stands.
const inputs = path.join(folder, "inputs.txt");

function isFresh() {
  if (!existsSync(bundle) || !existsSync(inputs)) return false;
  const made = statSync(bundle).mtimeMs;
  return readFileSync(inputs, "utf8")
    .trimEnd()
    .split("\n")
    .every((file) => (statSync(path.join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? Infinity) <= made);
}

export async function makeBundle() {
  const { build } = await import("esbuild");
  mkdirSync(folder, { recursive: true });
  const partial = path.join(folder, `.main.${process.pid}.js`);
  const { metafile } = await build({
    entryPoints: [path.join(root, "cost", "main.ts")],
    outfile: partial,
    absWorkingDir: root,
    bundle: true,
    platform: "node",
    target: "node20",
    minify: true,
    // Names of classes and functions stand in messages.
    keepNames: true,
    legalComments: "none",
    metafile: true,
    logLevel: "error",
  });
  const files = Object.keys(metafile.inputs).filter((file) => !file.includes("node_modules/"));
  writeFileSync(inputs, [...files, "package-lock.json", "bin/cost.mjs"].join("\n"));
  renameSync(partial, bundle);
}

requireModules();
if (!isFresh()) await makeBundle();
createRequire(import.meta.url)(bundle);
