/**
 * `npm run demo:aws-stand-in -- [options of npm run demo]`: deploys the aws stack with the stand-in for AWS's control plane, runs the
 * demonstration on it, and removes everything. Kubernetes, Kafka and what is deployed are real.
 */
import { spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { stopLocalCluster } from "../../local/cluster";
import type { Progress } from "../../local/progress";
import { localClusterStatus } from "../../local/status";
import { runCommand } from "../../scenarios/command";
import { demonstration } from "../../scenarios/demo/options";
import { destroy, up } from "../../scenarios/pulumi-stack";
import { repositoryRoot } from "../../scenarios/repository";
import { outputFolder, prepare } from "../cluster/context";
import { AwsTestStack } from "./aws-stack";
import { standInNotice } from "./stand-in";

/** The demonstration itself, exactly as a user runs it on a stack of another backend. @returns its exit code */
async function demonstrate(stack: AwsTestStack, args: readonly string[]): Promise<number> {
  const fixed = ["--stack", stack.name, "--kubeconfig", stack.kubeconfig, "--stand-in", standInNotice];
  const again = ["--repeat-with", ["npm run demo:aws-stand-in", ...(args.length > 0 ? ["--", ...args] : [])].join(" ")];
  const child = spawn(process.execPath, ["bin/run.mjs", "scenarios/demo.ts", ...fixed, ...again, ...args], {
    cwd: repositoryRoot,
    env: { ...process.env, ...stack.tools.environment },
    stdio: "inherit",
  });
  // Ctrl-C reaches the child as well; this process waits for it and then clears away.
  const [code] = await new Promise<[number | null]>((resolve) => child.once("close", (ended) => resolve([ended])));
  return code ?? 1;
}

async function main(args: readonly string[], progress: Progress): Promise<number> {
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => undefined);
  const ranBefore = localClusterStatus().components.length > 0;
  rmSync(outputFolder, { recursive: true, force: true });
  mkdirSync(outputFolder, { recursive: true });
  const stack = new AwsTestStack();
  try {
    await prepare(progress);
    await stack.start();
    stack.configureVersions("1.35", "3.9");
    try {
      await up({ stack: await stack.open(), progress });
      progress.done();
      return await demonstrate(stack, args);
    } finally {
      await destroy({ stack: await stack.open(), progress });
    }
  } finally {
    try {
      await stack.stop();
    } finally {
      if (!ranBefore) await stopLocalCluster({ purge: false }, progress);
      progress.done();
    }
  }
}

const args = process.argv.slice(2);
runCommand(
  {
    name: "demo:aws-stand-in",
    summary:
      "Deploys the aws stack with a stand-in for AWS's control plane, runs the demonstration on it, and removes everything.",
    options: demonstration,
    notes: "Kubernetes, Kafka and what is deployed are real: docs/aws-stand-in.md. Exit codes as of npm run demo.",
    run: async (_values, progress) => main(args, progress),
  },
  args,
);
