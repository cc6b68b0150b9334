import { existsSync } from "node:fs";
import path from "node:path";
import type { KubeConfig } from "@kubernetes/client-node";

/**
 * Loads what Pulumi and kubectl would use when no file is named. With several files in KUBECONFIG the first one that
 * says something wins and a missing one is passed over; the client's own loader takes the last current context, so that
 * another cluster would be checked than the one that is deployed to, and ends at a missing file or a repeated name.
 * @param files value of the environment variable KUBECONFIG
 */
export function loadDefault(config: KubeConfig, files: string | undefined, create: () => KubeConfig): void {
  const existing = (files ?? "").split(path.delimiter).filter((file) => file !== "" && existsSync(file));
  const [first, ...others] = existing;
  if (first === undefined) {
    config.loadFromDefault();
    return;
  }
  config.loadFromFile(first);
  for (const file of others) {
    const other = create();
    other.loadFromFile(file);
    const unknown = <T extends { name: string }>(known: readonly T[], more: readonly T[]) =>
      more.filter(({ name }) => !known.some((one) => one.name === name));
    config.loadFromOptions({
      clusters: [...config.clusters, ...unknown(config.clusters, other.clusters)],
      users: [...config.users, ...unknown(config.users, other.users)],
      contexts: [...config.contexts, ...unknown(config.contexts, other.contexts)],
      currentContext: [config, other].map((one) => one.currentContext).find(Boolean),
    });
  }
}
