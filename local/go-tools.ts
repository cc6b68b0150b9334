import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, cpSync, writeFileSync } from "node:fs";
import path from "node:path";
import { versions } from "../config/versions";
import { repository, type Paths } from "./paths";
import { run } from "./shell";
import { digest, type Step, type StepContext } from "./steps";

/** One Go module of local/modules and the programs that are built from it. */
interface GoModule {
  readonly name: string;
  readonly title: string;
  readonly estimateSeconds: number;
  /** Program name → package ("." is the module's own main.go). */
  readonly programs: Readonly<Record<string, string>>;
  /** Passed as -X: the only way these programs learn their version. */
  readonly linkerValues?: readonly string[];
  /** Files that main.go embeds, copied from the named module at build time. */
  readonly embeds?: { readonly module: string; readonly files: readonly string[] };
  /** A correction of the one program's package, which is compiled from a copy then. */
  readonly patch?: SourcePatch;
}

interface SourcePatch {
  readonly module: string;
  readonly folder: string;
  readonly file: string;
  /** Each text must stand in the file exactly once. */
  readonly replacements: readonly (readonly [from: string, to: string])[];
}

export const pulumiVersion = "3.259.0";
export const kubernetesProviderVersion = "4.34.2";
export const kubernetesVersion = "1.34.4";

const modules = {
  init: { name: "init", title: "Process 1", estimateSeconds: 5, programs: { init: "." } },
  kubernetes: {
    name: "kubernetes",
    title: `Kubernetes ${kubernetesVersion}`,
    estimateSeconds: 330,
    programs: { kube: "." },
    linkerValues: ["k8s.io/component-base/version", "k8s.io/client-go/pkg/version"].flatMap((name) => [
      `${name}.gitVersion=v${kubernetesVersion}`,
      `${name}.gitMajor=${kubernetesVersion.split(".")[0]}`,
      `${name}.gitMinor=${kubernetesVersion.split(".")[1]}`,
      `${name}.gitTreeState=clean`,
    ]),
  },
  pulumi: {
    name: "pulumi",
    title: `Pulumi ${pulumiVersion}`,
    estimateSeconds: 235,
    programs: { pulumi: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi" },
    linkerValues: [`github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${pulumiVersion}`],
  },
  pulumiLanguageNodejs: {
    name: "pulumi-language-nodejs",
    title: "Pulumi's language host for Node",
    estimateSeconds: 30,
    programs: { "pulumi-language-nodejs": "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs" },
    // A pipe that ends after the program has answered is reported to a channel that is closed by then: the host panics,
    // and an update that went well fails ("error reading from server: EOF"), about once in ten times.
    patch: {
      module: "github.com/pulumi/pulumi/sdk/v3",
      folder: "nodejs/cmd/pulumi-language-nodejs",
      file: "main.go",
      replacements: [
        [
          "responseChannel := make(chan *pulumirpc.RunResponse)\n\tdefer close(responseChannel)\n",
          "responseChannel := make(chan *pulumirpc.RunResponse, 3)\n",
        ],
      ],
    },
  },
  pulumiKubernetes: {
    name: "pulumi-kubernetes",
    title: `Pulumi's Kubernetes provider ${kubernetesProviderVersion}`,
    estimateSeconds: 300,
    programs: { "pulumi-resource-kubernetes": "." },
    embeds: {
      module: "github.com/pulumi/pulumi-kubernetes/provider/v4",
      files: ["cmd/pulumi-resource-kubernetes/schema.json"],
    },
    linkerValues: [`main.version=${kubernetesProviderVersion}`],
  },
  keda: {
    name: "keda",
    title: `KEDA ${versions.keda}`,
    estimateSeconds: 240,
    programs: {
      keda: "github.com/kedacore/keda/v2/cmd/operator",
      "keda-adapter": "github.com/kedacore/keda/v2/cmd/adapter",
      "keda-admission-webhooks": "github.com/kedacore/keda/v2/cmd/webhooks",
    },
    linkerValues: [`github.com/kedacore/keda/v2/version.Version=${versions.keda}`],
  },
  coredns: {
    name: "coredns",
    title: "CoreDNS 1.13.1",
    estimateSeconds: 90,
    programs: { coredns: "github.com/coredns/coredns" },
  },
  kafkaExporter: {
    name: "kafka-exporter",
    title: "Kafka exporter",
    estimateSeconds: 20,
    programs: { kafka_exporter: "github.com/grafana/kafka_exporter" },
  },
} satisfies Record<string, GoModule>;

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
  const corrected = module.patch === undefined ? undefined : await correctedPackage(module.patch, options);
  const linker = ["-s", "-w", ...(module.linkerValues ?? []).map((value) => `-X ${value}`)].join(" ");
  for (const [program, source] of Object.entries(module.programs)) {
    await run(
      "go",
      ["build", `-ldflags=${linker}`, "-o", path.join(context.output, program), corrected ?? source],
      options,
    );
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
