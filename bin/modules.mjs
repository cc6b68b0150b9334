// Installs node_modules when they are missing or older than the lock file. Plain JavaScript with no dependency, because
// nothing is installed yet.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Ends the process with a message when Node is too old or the packages cannot be installed. */
export function requireModules() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`Node ${process.versions.node} is too old. Install Node 20.19 or newer.`);
    process.exit(1);
  }
  const stamp = path.join(root, "node_modules", ".lock-sha256");
  const wanted = createHash("sha256")
    .update(readFileSync(path.join(root, "package-lock.json")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  console.error("Installing node_modules (npm ci) …");
  const install = spawnSync("npm", ["ci", "--no-fund", "--no-audit", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
  });
  if (install.status !== 0) {
    console.error(
      "npm ci failed: see the lines above; check that the npm registry can be reached, then run the command again.",
    );
    process.exit(install.status ?? 1);
  }
  writeFileSync(stamp, wanted);
}
