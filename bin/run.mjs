#!/usr/bin/env node
// Runs a TypeScript command of this repository on a fresh clone: installs node_modules first when they are
// missing or older than the lock file. Plain JavaScript with no dependency, because nothing is installed yet.
import { spawn } from "node:child_process";
import path from "node:path";
import { requireModules, root } from "./modules.mjs";

requireModules();

const [script, ...args] = process.argv.slice(2);
if (script === undefined) {
  console.error("usage: node bin/run.mjs FILE.ts [arguments]");
  process.exit(2);
}
const child = spawn(process.execPath, ["--import", "tsx", path.join(root, script), ...args], {
  cwd: root,
  stdio: "inherit",
});
// Ctrl-C reaches the child as well, which decides how to end; ending before it would leave it without a terminal.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
  });
}
child.on("error", (error) => {
  console.error(`The command could not be started: ${error.message}`);
  process.exit(1);
});
child.on("exit", (code, signal) => {
  if (signal === null) process.exit(code ?? 1);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
