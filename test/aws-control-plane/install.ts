import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { version } from "@pulumi/aws/package.json";

/** The plugin that the program asks for. */
export const pluginVersion = version;

const modules = path.join(__dirname, "..", "..", "node_modules");

/**
 * Makes a PULUMI_HOME in which the aws plugin is the stand-in.
 * @param otherHome a home whose other plugins are to be found as well; ~/.pulumi when there is none
 */
export function installPlugin(home: string, otherHome?: string): void {
  const plugins = path.join(home, "plugins");
  mkdirSync(plugins, { recursive: true });
  const others = path.join(otherHome ?? os.homedir(), otherHome === undefined ? ".pulumi/plugins" : "plugins");
  for (const name of existsSync(others) ? readdirSync(others) : []) {
    if (!/^resource-(?!aws-)/.test(name) || !statSync(path.join(others, name)).isDirectory()) continue;
    // Folders of its own with links in them: the engine passes over a folder that is a link.
    mkdirSync(path.join(plugins, name), { recursive: true });
    for (const file of readdirSync(path.join(others, name))) {
      rmSync(path.join(plugins, name, file), { force: true });
      symlinkSync(path.join(others, name, file), path.join(plugins, name, file));
    }
  }
  const folder = path.join(plugins, `resource-aws-v${pluginVersion}`);
  mkdirSync(folder, { recursive: true });
  const loader = path.join(modules, "tsx", "dist", "loader.mjs");
  const program = path.join(folder, "pulumi-resource-aws");
  writeFileSync(
    program,
    `#!/bin/sh\nexec "${process.execPath}" --import "file://${loader}" "${path.join(__dirname, "plugin.ts")}" "$@"\n`,
  );
  chmodSync(program, 0o755);
}
