import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { buildBundles } from "../build";

/** A mistake or a lack that the person at the keyboard can mend; shown without a stack trace. */
export class BenchError extends Error {}

/** Where downloaded jars are kept, outside of the repository. */
export function cacheDirectory(): string {
  return path.join(process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), ".cache"), "acm-infrastructure");
}

export const kafkaArtifacts = [
  "org.apache.kafka:kafka_2.13:2.8.1",
  "org.apache.kafka:kafka-tools:2.8.1",
  "org.slf4j:slf4j-log4j12:1.7.30",
];
export const streamsArtifacts = ["org.apache.kafka:kafka-streams:3.9.1", "org.slf4j:slf4j-nop:1.7.36"];

/**
 * The class path of Maven artifacts (group:name:version) with what they depend on, downloaded once.
 * @throws BenchError when Maven is missing or fails
 */
export function mavenClassPath(name: string, artifacts: readonly string[]): string {
  const directory = path.join(cacheDirectory(), "jars", name);
  if (!existsSync(directory)) {
    requireCommand("mvn", "maven");
    const partial = `${directory}.part`;
    rmSync(partial, { recursive: true, force: true });
    mkdirSync(partial, { recursive: true });
    const dependencies = artifacts.map((artifact) => {
      const [group, id, version] = artifact.split(":");
      return `<dependency><groupId>${group}</groupId><artifactId>${id}</artifactId><version>${version}</version></dependency>`;
    });
    writeFileSync(
      path.join(partial, "pom.xml"),
      `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>local</groupId><artifactId>${name}</artifactId><version>1</version><packaging>pom</packaging><dependencies>${dependencies.join("")}</dependencies></project>`,
    );
    const result = spawnSync("mvn", ["-q", "-B", "dependency:copy-dependencies", `-DoutputDirectory=${partial}`], {
      cwd: partial,
      encoding: "utf8",
    });
    if (result.status !== 0)
      throw new BenchError(`Maven could not download ${artifacts.join(", ")}:\n${result.stdout.slice(-2000)}`);
    renameSync(partial, directory);
  }
  return path.join(directory, "*");
}

/** @throws BenchError naming the Debian package when a command is missing */
export function requireCommand(command: string, debianPackage: string): void {
  if (spawnSync(command, ["-version"]).error !== undefined)
    throw new BenchError(`${command} is missing. Install it, for example: apt-get install ${debianPackage}`);
}

/** Bundles the processor as its image has it, below a directory of its own. Returns the path of main.js. */
export async function bundleProcessor(directory: string): Promise<string> {
  await buildBundles(directory);
  return path.join(directory, "event-stream-processor", "main.js");
}

/** Median of the values; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}
