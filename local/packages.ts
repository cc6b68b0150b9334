import type { Progress } from "./progress";
import { run, tryRun } from "./shell";
import { UserError } from "./user-error";

/** Debian packages of the local cluster, and what each is for. */
export const debianPackages: Readonly<Record<string, string>> = {
  containerd: "runs the containers",
  runc: "starts the containers",
  "containernetworking-plugins": "connects the pods",
  iptables: "services (kube-proxy)",
  conntrack: "services (kube-proxy)",
  iproute2: "the cluster's network",
  "util-linux": "namespaces (unshare, nsenter)",
  openssl: "the cluster's certificates",
  debootstrap: "base images",
  buildah: "builds the images",
  maven: "downloads Kafka",
};

/** Which of the packages `dpkg-query` does not report as installed. */
export function missingPackages(dpkgOutput: string, wanted: readonly string[]): string[] {
  const installed = new Set(
    dpkgOutput
      .split("\n")
      .filter((line) => line.endsWith(" install ok installed"))
      // A package of a foreign architecture is reported as "name:arch".
      .map((line) => (line.split(" ")[0] ?? "").replace(/:.*$/, "")),
  );
  return wanted.filter((name) => !installed.has(name));
}

/** What to tell somebody who may not install packages. */
export function installCommand(missing: readonly string[]): string {
  return `sudo apt-get update && sudo apt-get install --no-install-recommends ${missing.join(" ")}`;
}

/**
 * Installs the Debian packages that are missing.
 * @param packages what is wanted, and what each is for; those of the local cluster by default
 * @throws UserError with the command when this user may not install them, or when the machine has no apt
 */
export async function ensurePackages(
  progress: Progress,
  packages: Readonly<Record<string, string>> = debianPackages,
): Promise<void> {
  const wanted = Object.keys(packages);
  // Exit code 1 only says that some are unknown; the output counts.
  const query = await tryRun("dpkg-query", ["--show", "--showformat=${Package} ${Status}\n", ...wanted]);
  if (query.code === 127) {
    throw new UserError(
      `This needs Debian packages (${wanted.join(", ")}), and this machine does not have Debian's package tools.`,
      "Use Debian 12, or give a cluster of your own: npm start -- --kubeconfig FILE",
    );
  }
  const missing = missingPackages(query.stdout, wanted);
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0) {
    throw new UserError(
      `Debian packages are missing: ${missing.join(", ")}.`,
      `Install them: ${installCommand(missing)}`,
    );
  }
  progress.step(`Debian packages: ${missing.join(" ")}`, 15 * missing.length);
  const install = ["install", "--yes", "--no-install-recommends", ...missing];
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  // Package lists may be missing or old: fetched only when the first attempt fails.
  if ((await tryRun("apt-get", install, { env })).code === 0) return;
  await run("apt-get", ["update"], { env });
  await run("apt-get", install, { env });
}
