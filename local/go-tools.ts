import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, cpSync, writeFileSync } from "node:fs";
import path from "node:path";
import { modules, type GoModule, type SourcePatch } from "./go-modules";
import { repository, type Paths } from "./paths";
import { run } from "./shell";
import { digest, type Step, type StepContext } from "./steps";

export { kubernetesProviderVersion, kubernetesVersion, pulumiVersion } from "./go-modules";

export type GoTool = keyof typeof modules;

// -modcacherw: Go makes its module cache read-only, which only root could remove.
const flags = ["-trimpath", "-buildvcs=false", "-modcacherw"];

/**
 * Environment of every Go command: caches of its own (removed after the build), the installed Go and no other,
 * and no cgo, so that the programs run in images without a C library.
 */
export function goEnvironment(paths: Paths): NodeJS.ProcessEnv {
  return {
    ...process.env,
    GOMODCACHE: path.join(paths.go, "mod"),
    GOCACHE: path.join(paths.go, "build"),
    GOTOOLCHAIN: "local",
    GOWORK: "off",
    GOFLAGS: flags.join(" "),
    CGO_ENABLED: "0",
  };
}

async function build(paths: Paths, module: GoModule, context: StepContext): Promise<void> {
  const env = goEnvironment(paths);
  const options = { cwd: path.join(paths.go, "source", module.name), env, log: context.log };
  // Compiled from a copy: embedded files are added to it, and the repository stays as it is.
  rmSync(options.cwd, { recursive: true, force: true });
  cpSync(moduleFolder(module), options.cwd, { recursive: true });
  if (module.embeds !== undefined) {
    const folder = await moduleCacheFolder(module.embeds.module, options);
    for (const file of module.embeds.files) {
      copyFileSync(path.join(folder, file), path.join(options.cwd, path.basename(file)));
    }
  }
  const { patch } = module;
  if (patch?.library === true) await replaceModule(patch, options);
  const corrected = patch === undefined || patch.library === true ? undefined : await correctedPackage(patch, options);
  const linker = ["-s", "-w", ...(module.linkerValues ?? []).map((value) => `-X ${value}`)].join(" ");
  for (const [program, original] of Object.entries(module.programs)) {
    const isCorrected = (patch?.program ?? program) === program;
    const source = (isCorrected ? corrected : undefined) ?? original;
    await run("go", ["build", `-ldflags=${linker}`, "-o", path.join(context.output, program), source], options);
  }
}

/**
 * Copies the package with the correction into the module that is compiled: Go lets nothing be laid over a file of its
 * module cache.
 * @returns the package to build in place of the original
 */
async function correctedPackage(
  { module, folder, file, replacements }: SourcePatch,
  options: { cwd: string; env: NodeJS.ProcessEnv; log: string },
): Promise<string> {
  const original = path.join(await moduleCacheFolder(module, options), folder);
  const copy = path.join(options.cwd, "corrected");
  mkdirSync(copy);
  for (const name of readdirSync(original).filter((each) => each.endsWith(".go") && !each.endsWith("_test.go"))) {
    const text = readFileSync(path.join(original, name), "utf8");
    writeFileSync(path.join(copy, name), name === file ? patchText(text, replacements, name) : text);
  }
  return "./corrected";
}

/** Compiles against a corrected copy of a dependency: what imports one of its packages cannot be given another one. */
async function replaceModule(
  { module, folder, file, replacements }: SourcePatch,
  options: { cwd: string; env: NodeJS.ProcessEnv; log: string },
): Promise<void> {
  const copy = path.join(options.cwd, "corrected");
  cpSync(await moduleCacheFolder(module, options), copy, { recursive: true });
  const corrected = path.join(copy, folder, file);
  writeFileSync(corrected, patchText(readFileSync(corrected, "utf8"), replacements, file));
  await run("go", ["mod", "edit", `-replace=${module}=./corrected`], options);
}

/** @throws Error when a text to replace does not stand there exactly once: the dependency has changed */
export function patchText(text: string, replacements: SourcePatch["replacements"], file: string): string {
  return replacements.reduce((patched, [from, to]) => {
    if (patched.split(from).length !== 2)
      throw new Error(`${file} is not as expected: its correction in go-tools.ts no longer fits.`);
    return patched.replace(from, () => to);
  }, text);
}

/** Folder of a dependency in Go's module cache, downloaded when it is not there. */
export async function moduleCacheFolder(
  module: string,
  options: { cwd: string; env: NodeJS.ProcessEnv; log: string },
): Promise<string> {
  await run("go", ["mod", "download", module], options);
  return (await run("go", ["list", "-m", "-f", "{{.Dir}}", module], options)).trim();
}

export function moduleFolder(module: { readonly name: string }): string {
  return path.join(repository, "local/modules", module.name);
}

/** The step that builds a Go module's programs; its output folder holds them by name. */
export function goStep(paths: Paths, tool: GoTool): Step {
  const module: GoModule = modules[tool];
  return {
    name: module.name,
    title: module.title,
    estimateSeconds: module.estimateSeconds,
    hash: digest([
      { file: moduleFolder(module) },
      JSON.stringify([
        module.programs,
        module.linkerValues,
        module.embeds,
        ...(module.patch === undefined ? [] : [module.patch]),
      ]),
      flags.join(" "),
      process.arch,
    ]),
    build: (context) => build(paths, module, context),
  };
}

/** What the cluster itself needs, in the order in which it is needed. */
export const clusterTools: readonly GoTool[] = ["init", "kubernetes", "keda", "coredns", "kafkaExporter"];
/** What deploys to it, unless a suitable Pulumi is installed. */
export const pulumiToolNames: readonly GoTool[] = ["pulumi", "pulumiLanguageNodejs", "pulumiKubernetes"];

/** The version that a go.mod file requires of a module. */
export function requiredVersion(goMod: string, module: string): string | undefined {
  const line = goMod.split("\n").find((text) =>
    text
      .replace(/^require\s+/, "")
      .trim()
      .startsWith(`${module} `),
  );
  return line
    ?.replace(/^require\s+/, "")
    .trim()
    .split(" ")[1];
}

/** @returns the text of a module's go.mod */
export function goModOf(tool: GoTool): string {
  return readFileSync(path.join(moduleFolder(modules[tool]), "go.mod"), "utf8");
}

/** Removes Go's caches: 6 GB that only a changed version would use again. */
export function removeGoCaches(paths: Paths): void {
  mkdirSync(paths.go, { recursive: true });
  rmSync(paths.go, { recursive: true, force: true });
}
