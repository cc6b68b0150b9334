import { copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { repository, type Paths } from "./paths";
import { run } from "./shell";
import { digest, type Step, type StepContext } from "./steps";

/** The release that the public base images (node:22-bookworm-slim) are made of. */
const suite = "bookworm";
/** Node's program, from the npm package of that name. */
export const nodeVersion = "22.23.3";

/** Parts of a Debian system that a container never reads. */
const unneeded = [
  "var/cache/apt",
  "var/lib/apt/lists",
  "var/log",
  "usr/share/doc",
  "usr/share/man",
  "usr/share/locale",
  "usr/share/info",
];

/** The mirror that this machine's apt already uses for the suite; undefined leaves the choice to debootstrap. */
export function mirrorOf(indexTargets: string, release: string): string | undefined {
  return indexTargets
    .split("\n")
    .map((line) => line.split("|"))
    .find(([codename, component]) => codename === release && component === "main")?.[2]
    ?.trim();
}

async function debootstrap(paths: Paths, packages: readonly string[], { output, log }: StepContext): Promise<void> {
  const targets = await run("apt-get", [
    "indextargets",
    "--format",
    "$(CODENAME)|$(COMPONENT)|$(REPO_URI)",
    "Created-By: Packages",
  ]);
  const mirror = mirrorOf(targets, suite);
  const root = path.join(output, "root");
  const downloads = path.join(paths.cache, "debian-packages");
  mkdirSync(downloads, { recursive: true });
  await run(
    "debootstrap",
    [
      "--variant=minbase",
      `--cache-dir=${downloads}`,
      ...(packages.length === 0 ? [] : [`--include=${packages.join(",")}`]),
      suite,
      root,
      ...(mirror === undefined ? [] : [mirror]),
    ],
    { log },
  );
  for (const folder of unneeded) rmSync(path.join(root, folder), { recursive: true, force: true });
  for (const folder of ["var/log", "var/lib/apt/lists"]) mkdirSync(path.join(root, folder), { recursive: true });
  await run("tar", ["--create", "--file", path.join(output, "root.tar"), "--directory", root, "--numeric-owner", "."], {
    log,
  });
  rmSync(root, { recursive: true, force: true });
}

/** A Debian base system; its output is root.tar. */
function debianStep(
  paths: Paths,
  name: string,
  title: string,
  estimateSeconds: number,
  packages: readonly string[],
): Step {
  return {
    name,
    title,
    estimateSeconds,
    hash: digest([suite, ...packages, ...unneeded, process.arch]),
    build: (context) => debootstrap(paths, packages, context),
  };
}

/** Debian with Java: the base of the Kafka images. */
export function javaBase(paths: Paths): Step {
  // tzdata and certificates come with the runtime; Kafka needs no graphics.
  return debianStep(paths, "base-java", "Debian with Java 17", 75, ["openjdk-17-jre-headless"]);
}

/** Debian alone: the base of Prometheus, and of Node's base. */
export function debianBase(paths: Paths): Step {
  return debianStep(paths, "base-debian", "Debian", 40, ["ca-certificates", "libstdc++6"]);
}

/** Node's program from npm; its output is a folder with bin/node. */
export function nodeProgram(): Step {
  const name = `node-linux-${process.arch}`;
  return {
    name: "node",
    title: `Node ${nodeVersion}`,
    estimateSeconds: 10,
    hash: digest([name, nodeVersion]),
    build: async ({ output, log }) => {
      // Prefixes keep npm from writing into the repository's own package.json.
      await run("npm", ["pack", `${name}@${nodeVersion}`, "--pack-destination", output], { cwd: repository, log });
      await run("tar", ["--extract", "--gzip", "--file", `${name}-${nodeVersion}.tgz`, "package/bin/node"], {
        cwd: output,
        log,
      });
      mkdirSync(path.join(output, "bin"));
      copyFileSync(path.join(output, "package/bin/node"), path.join(output, "bin/node"));
      rmSync(path.join(output, "package"), { recursive: true });
      rmSync(path.join(output, `${name}-${nodeVersion}.tgz`));
    },
  };
}

/** Debian's package `prometheus` with its web page's libraries, unpacked; nothing is installed on this machine. */
export function prometheusPackage(): Step {
  const packages = [
    "prometheus",
    "fonts-glyphicons-halflings",
    "libjs-bootstrap4",
    "libjs-d3",
    "libjs-eonasdan-bootstrap-datetimepicker",
    "libjs-jquery",
    "libjs-jquery-hotkeys",
    "libjs-moment",
    "libjs-moment-timezone",
    "libjs-mustache",
    "libjs-popper.js",
    "libjs-rickshaw",
  ];
  return {
    name: "prometheus",
    title: "Prometheus (Debian package)",
    estimateSeconds: 15,
    hash: digest(packages),
    build: async ({ output, log }) => {
      const downloads = path.join(output, "packages");
      mkdirSync(downloads);
      // apt would download as another user, who cannot write into root's cache folder.
      const download = ["-o", "APT::Sandbox::User=root", "download", ...packages];
      await run("apt-get", download, { cwd: downloads, log });
      await run("sh", ["-c", `for file in packages/*.deb; do dpkg-deb --extract "$file" root || exit 1; done`], {
        cwd: output,
        log,
      });
      rmSync(downloads, { recursive: true });
      rmSync(path.join(output, "root/usr/share/doc"), { recursive: true, force: true });
    },
  };
}

/** Kafka's jar files by Maven, into the folder that images/kafka/Dockerfile copies. */
export function kafkaLibraries(version: string): Step {
  const pom = path.join(repository, "images/kafka/pom.xml");
  return {
    name: `kafka-libraries-${version}`,
    title: `Kafka ${version}`,
    estimateSeconds: 15,
    hash: digest([{ file: pom }, version]),
    build: async ({ output, log }) => {
      const goals = [
        "dependency:copy-dependencies",
        "-DincludeScope=runtime",
        `-DoutputDirectory=${path.join(output, "libs")}`,
      ];
      await run("mvn", ["--quiet", "--batch-mode", "--file", pom, `-Dkafka.version=${version}`, ...goals], { log });
    },
  };
}

/** Certificates of public authorities, for programs that run without a base system. */
export function copyCertificates(folder: string): void {
  const file = "/etc/ssl/certs/ca-certificates.crt";
  if (existsSync(file)) copyFileSync(file, path.join(folder, "ca-certificates.crt"));
}
