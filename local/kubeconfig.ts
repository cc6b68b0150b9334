import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";

/** Name of the context, cluster and user in the kubeconfig of the host. */
export const contextName = "acm-local";

/** A kubeconfig that holds its certificates, so that it works from any folder. */
export function renderKubeconfig(args: {
  readonly server: string;
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}): string {
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": contextName,
    clusters: [
      { name: contextName, cluster: { server: args.server, "certificate-authority-data": base64(args.authority) } },
    ],
    contexts: [{ name: contextName, context: { cluster: contextName, user: contextName } }],
    users: [
      {
        name: contextName,
        user: { "client-certificate-data": base64(args.certificate), "client-key-data": base64(args.key) },
      },
    ],
  });
}

/** Writes the kubeconfig of one of the certificates in `pki`, readable by its owner alone. */
export function writeKubeconfig(pki: string, name: string, server: string, file: string): void {
  const read = (part: string) => readFileSync(path.join(pki, part), "utf8");
  const text = renderKubeconfig({
    server,
    authority: read("ca.crt"),
    certificate: read(`${name}.crt`),
    key: read(`${name}.key`),
  });
  writeFileSync(file, text, { mode: 0o600 });
}
