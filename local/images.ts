import { cpSync, existsSync, linkSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { ownImages, publicImages, versions } from "../config/versions";
import { copyCertificates, debianBase, javaBase, kafkaLibraries, nodeProgram, prometheusPackage } from "./base-images";
import { goStep } from "./go-tools";
import { repository, type Paths } from "./paths";
import { run } from "./shell";
import { digest, stepOutput, type Input, type Step, type StepContext } from "./steps";

/** An image of the local cluster: a step whose output is image.tar (a Docker archive). */
export interface ImageStep extends Step {
  /** The name and tag that manifests use. */
  readonly reference: string;
}

interface ImageDefinition {
  readonly reference: string;
  readonly dockerfile: string;
  readonly estimateSeconds: number;
  /** The base's archive, or "scratch". */
  readonly base: ImageStep | "scratch";
  readonly arguments?: Readonly<Record<string, string>>;
  /** Everything else that the image depends on. */
  readonly inputs: readonly Input[];
  /** Fills the build context, an empty folder. */
  readonly context: (folder: string) => void;
}

export const pauseImage = "registry.k8s.io/pause:3.10";
export const metricsServerImage = `registry.k8s.io/metrics-server/metrics-server:v${versions.metricsServer}`;
export const corednsImage = "registry.k8s.io/coredns/coredns:v1.13.1";

/** "acm/kafka:2.8.1" → "image-acm-kafka-2.8.1" */
export function imageStepName(reference: string): string {
  return `image-${reference.replace(/[^a-zA-Z0-9.]+/g, "-")}`;
}

function image(paths: Paths, definition: ImageDefinition): ImageStep {
  const { reference, base } = definition;
  const dockerfile = path.join(repository, "images", definition.dockerfile);
  return {
    name: imageStepName(reference),
    title: `Image ${reference}`,
    estimateSeconds: definition.estimateSeconds,
    reference,
    hash: digest([
      { file: dockerfile },
      base === "scratch" ? base : base.hash,
      JSON.stringify(definition.arguments ?? {}),
      ...definition.inputs,
    ]),
    build: (context) => buildImage(paths, dockerfile, definition, context),
  };
}

/** Builds with buildah: no daemon, and no network is used by any of the Dockerfiles. */
async function buildImage(
  paths: Paths,
  dockerfile: string,
  definition: ImageDefinition,
  { output, log }: StepContext,
): Promise<void> {
  const { base, reference } = definition;
  const context = path.join(output, "context");
  mkdirSync(context);
  definition.context(context);
  const baseImage = base === "scratch" ? base : `docker-archive:${path.join(stepOutput(paths, base), "image.tar")}`;
  const buildArguments = Object.entries({ BASE_IMAGE: baseImage, ...definition.arguments });
  // Storage of its own: nothing is left in /var/lib/containers, and the step's output is all that remains.
  const storage = [
    "--root",
    path.join(output, "storage"),
    "--runroot",
    path.join(output, "run"),
    "--storage-driver",
    "overlay",
  ];
  await run(
    "buildah",
    [
      ...storage,
      "build",
      "--isolation=chroot",
      "--layers=false",
      "--quiet",
      ...buildArguments.flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]),
      "--file",
      dockerfile,
      "--tag",
      reference,
      context,
    ],
    { log },
  );
  await run(
    "buildah",
    [...storage, "push", "--quiet", reference, `docker-archive:${path.join(output, "image.tar")}:${reference}`],
    { log },
  );
  for (const folder of ["context", "storage", "run"])
    rmSync(path.join(output, folder), { recursive: true, force: true });
}

/** Hard links where the file system allows it: a root file system of 300 MB need not be copied to be read. */
function place(source: string, target: string): void {
  mkdirSync(path.dirname(target), { recursive: true });
  try {
    linkSync(source, target);
  } catch {
    cpSync(source, target, { recursive: true });
  }
}

/** Base images of the local cluster; not imported into it. */
function baseImages(paths: Paths): Record<"java" | "debian" | "node", ImageStep> {
  const fromRootFileSystem = (name: string, step: Step) =>
    image(paths, {
      reference: `localhost/acm-base-${name}:${step.hash}`,
      dockerfile: "third-party/base/Dockerfile",
      estimateSeconds: 10,
      base: "scratch",
      inputs: [step.hash],
      context: (folder) => place(path.join(stepOutput(paths, step), "root.tar"), path.join(folder, "root.tar")),
    });
  const debian = fromRootFileSystem("debian", debianBase(paths));
  const node = nodeProgram();
  return {
    java: fromRootFileSystem("java", javaBase(paths)),
    debian,
    node: image(paths, {
      reference: `localhost/acm-base-node:${node.hash}`,
      dockerfile: "third-party/node/Dockerfile",
      estimateSeconds: 10,
      base: debian,
      inputs: [node.hash],
      context: (folder) => place(path.join(stepOutput(paths, node), "bin/node"), path.join(folder, "node")),
    }),
  };
}

/** An image around one program built from Go. */
function programImage(paths: Paths, reference: string, folder: string, step: Step, program: string): ImageStep {
  return image(paths, {
    reference,
    dockerfile: `third-party/${folder}/Dockerfile`,
    estimateSeconds: 5,
    base: "scratch",
    arguments: { PROGRAM: program },
    inputs: [step.hash],
    context: (context) => {
      copyCertificates(context);
      place(path.join(stepOutput(paths, step), program), path.join(context, program));
    },
  });
}

/** An image around a bundle of this repository (build/NAME, written by build.ts). */
function bundleImage(paths: Paths, reference: string, name: string, base: ImageStep): ImageStep {
  const bundle = path.join(repository, "build", name);
  return image(paths, {
    reference,
    dockerfile: `${name}/Dockerfile`,
    estimateSeconds: 8,
    base,
    inputs: [{ file: bundle }],
    context: (folder) => cpSync(bundle, path.join(folder, "build", name), { recursive: true }),
  });
}

function kafkaImage(paths: Paths, version: string, base: ImageStep): ImageStep {
  const libraries = kafkaLibraries(version);
  const configuration = path.join(repository, "images/kafka/config");
  return image(paths, {
    reference: ownImages.kafka(version),
    dockerfile: "kafka/Dockerfile",
    estimateSeconds: 15,
    base,
    arguments: { KAFKA_VERSION: version },
    inputs: [libraries.hash, { file: configuration }],
    context: (folder) => {
      const libs = path.join(stepOutput(paths, libraries), "libs");
      cpSync(libs, path.join(folder, `build/kafka-${version}/libs`), { recursive: true });
      cpSync(configuration, path.join(folder, "images/kafka/config"), { recursive: true });
    },
  });
}

/** The images that autoscalers of kind "hpa" need, see metrics.ts. */
export function metricsImages(paths: Paths): readonly ImageStep[] {
  const tools = goStep(paths, "metrics");
  return [
    programImage(paths, metricsServerImage, "metrics-server", tools, "metrics-server"),
    programImage(paths, publicImages.prometheusAdapter, "prometheus-adapter", tools, "adapter"),
  ];
}

/** The images that pods run, and the steps that build what they are made of. */
export interface ImagePlan {
  readonly prerequisites: readonly Step[];
  readonly images: readonly ImageStep[];
}

/** Call it after the bundles are written: their content is part of the images' hashes. */
export function imagePlan(paths: Paths): ImagePlan {
  const bases = baseImages(paths);
  const keda = goStep(paths, "keda");
  const prometheus = prometheusPackage();
  const kafkaVersions = [versions.kafkaWithZookeeper, versions.kafkaKraft];
  const bundles = [
    { reference: ownImages.eventStreamProcessor, name: "event-stream-processor" },
    { reference: ownImages.kafkaJobs, name: "kafka-jobs" },
  ].filter(({ name }) => existsSync(path.join(repository, "build", name, "main.js")));
  return {
    prerequisites: [
      javaBase(paths),
      debianBase(paths),
      nodeProgram(),
      prometheus,
      ...kafkaVersions.map((version) => kafkaLibraries(version)),
      bases.java,
      bases.debian,
      bases.node,
    ],
    images: [
      programImage(paths, pauseImage, "pause", goStep(paths, "init"), "init"),
      programImage(paths, corednsImage, "coredns", goStep(paths, "coredns"), "coredns"),
      programImage(paths, `ghcr.io/kedacore/keda:${versions.keda}`, "keda", keda, "keda"),
      programImage(paths, `ghcr.io/kedacore/keda-metrics-apiserver:${versions.keda}`, "keda", keda, "keda-adapter"),
      programImage(
        paths,
        `ghcr.io/kedacore/keda-admission-webhooks:${versions.keda}`,
        "keda",
        keda,
        "keda-admission-webhooks",
      ),
      programImage(
        paths,
        publicImages.kafkaExporter,
        "kafka-exporter",
        goStep(paths, "kafkaExporter"),
        "kafka_exporter",
      ),
      image(paths, {
        reference: publicImages.prometheus,
        dockerfile: "third-party/prometheus/Dockerfile",
        estimateSeconds: 12,
        base: bases.debian,
        inputs: [prometheus.hash],
        context: (folder) => {
          cpSync(path.join(stepOutput(paths, prometheus), "root"), folder, { recursive: true, verbatimSymlinks: true });
        },
      }),
      ...kafkaVersions.map((version) => kafkaImage(paths, version, bases.java)),
      ...bundles.map(({ reference, name }) => bundleImage(paths, reference, name, bases.node)),
    ],
  };
}
