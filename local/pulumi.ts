import { existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { kubePath } from "./control-plane";
import { goStep, kubernetesProviderVersion, pulumiToolNames, removeGoCaches, type GoTool } from "./go-tools";
import { withLock } from "./lock";
import { localPaths, type Paths } from "./paths";
import { requireDisk, requireGo } from "./preflight";
import type { Progress } from "./progress";
import { tryRun } from "./shell";
import { lockFile } from "./stop";
import { buildSteps, isBuilt, remainingSeconds, stepOutput, type Step } from "./steps";

/** A Pulumi command that can deploy the local stack. */
export interface PulumiTools {
  readonly cliPath: string;
  /** Laid over the process environment. */
  readonly environment: Record<string, string>;
}

/** Lowest command version that runs programs of @pulumi/pulumi 3.248 (package.json); below 4. */
const minimum: readonly [number, number] = [3, 248];

/** "v3.259.0" (also with a suffix) → whether it will do. */
export function pulumiIsSuitable(version: string): boolean {
  const found = /^v?(\d+)\.(\d+)\.\d+/.exec(version.trim());
  if (found === null) return false;
  return Number(found[1]) === minimum[0] && Number(found[2]) >= minimum[1];
}

/** A local stack protects nothing: its state is a folder of this user, and its one secret a password for Grafana. */
const passphrase = "local";

function environmentOf(paths: Paths, additions: Record<string, string>): Record<string, string> {
  // Pulumi does not make the folder of a file backend itself.
  mkdirSync(paths.pulumiState, { recursive: true });
  return {
    PULUMI_BACKEND_URL: `file://${paths.pulumiState}`,
    PULUMI_CONFIG_PASSPHRASE: passphrase,
    PULUMI_SKIP_UPDATE_CHECK: "1",
    ...additions,
  };
}

/** The installed `pulumi`, when its version will do and it has (or can fetch) the Kubernetes provider. */
async function installed(): Promise<string | undefined> {
  const which = await tryRun("sh", ["-c", "command -v pulumi"]);
  const cliPath = which.stdout.trim();
  if (which.code !== 0 || cliPath === "") return undefined;
  const version = await tryRun(cliPath, ["version"], { timeout: 20_000 });
  if (version.code !== 0 || !pulumiIsSuitable(version.stdout)) return undefined;
  const plugins = await tryRun(cliPath, ["plugin", "ls", "--json"], { timeout: 20_000 });
  if (plugins.code === 0 && hasKubernetesProvider(plugins.stdout)) return cliPath;
  const install = ["plugin", "install", "resource", "kubernetes", kubernetesProviderVersion];
  return (await tryRun(cliPath, install, { timeout: 60_000 })).code === 0 ? cliPath : undefined;
}

/** @param json output of `pulumi plugin ls --json` */
export function hasKubernetesProvider(json: string): boolean {
  try {
    const plugins = JSON.parse(json) as { name?: string; kind?: string; version?: string }[];
    return plugins.some(
      ({ name, kind, version }) =>
        name === "kubernetes" && kind === "resource" && version === kubernetesProviderVersion,
    );
  } catch {
    return false;
  }
}

const programs: readonly { tool: GoTool; program: string }[] = [
  { tool: "pulumi", program: "pulumi" },
  { tool: "pulumiLanguageNodejs", program: "pulumi-language-nodejs" },
];

/** A link that can be made again. */
function link(target: string, name: string): void {
  mkdirSync(path.dirname(name), { recursive: true });
  rmSync(name, { force: true });
  symlinkSync(target, name);
}

/** PULUMI_HOME with the provider where Pulumi looks for plug-ins, and a folder of programs for PATH. */
function layOut(paths: Paths): { home: string; bin: string } {
  const home = path.join(paths.cache, "pulumi-home");
  const bin = path.join(paths.cache, "bin");
  for (const { tool, program } of programs)
    link(path.join(stepOutput(paths, goStep(paths, tool)), program), path.join(bin, program));
  const plugin = "pulumi-resource-kubernetes";
  link(
    path.join(stepOutput(paths, goStep(paths, "pulumiKubernetes")), plugin),
    path.join(home, "plugins", `resource-kubernetes-v${kubernetesProviderVersion}`, plugin),
  );
  if (existsSync(kubePath(paths))) link(kubePath(paths), path.join(bin, "kube"));
  return { home, bin };
}

/** The steps that build Pulumi here; none when an installed one will do. */
export async function pulumiSteps(paths: Paths): Promise<Step[]> {
  return (await installed()) === undefined ? pulumiToolNames.map((tool) => goStep(paths, tool)) : [];
}

/**
 * The Pulumi command to deploy with: an installed one when it will do, else the one that is built here (once).
 * Needs no root.
 * @throws UserError when it has to be built and Go is missing or the disk is too small
 */
export async function pulumiTools(progress: Progress): Promise<PulumiTools> {
  const paths = localPaths();
  const { cliPath, environment } = await pulumiCommand(progress);
  return { cliPath, environment: environmentOf(paths, environment) };
}

/**
 * The Pulumi command for a stack that has been deployed: what `npm start` made is in a folder of this user, every
 * other one where `pulumi login` or PULUMI_BACKEND_URL says, with its own passphrase.
 * @throws UserError as pulumiTools
 */
export async function pulumiToolsFor(stack: string, progress: Progress): Promise<PulumiTools> {
  return isLocalStack(stack) ? await pulumiTools(progress) : await pulumiCommand(progress);
}

/** Whether a stack is one that `npm start` has made. */
export function isLocalStack(stack: string): boolean {
  return existsSync(path.join(localPaths().pulumiState, ".pulumi", "stacks", "acm", `${stack}.json`));
}

/** The command alone, with the user's own backend. */
async function pulumiCommand(progress: Progress): Promise<PulumiTools> {
  const paths = localPaths();
  const own = await installed();
  if (own !== undefined) return { cliPath: own, environment: {} };

  const steps = pulumiToolNames.map((tool) => goStep(paths, tool));
  if (steps.some((step) => !isBuilt(paths, step))) {
    await withLock(lockFile(paths), "build of Pulumi", async () => {
      await requireGo();
      requireDisk(paths.cache, true);
      progress.plan(remainingSeconds(paths, steps));
      await buildSteps(paths, steps, progress);
      removeGoCaches(paths);
      progress.done();
    });
  }
  const { home, bin } = layOut(paths);
  return {
    cliPath: path.join(bin, "pulumi"),
    environment: { PULUMI_HOME: home, PATH: `${bin}:${process.env["PATH"] ?? ""}` },
  };
}
