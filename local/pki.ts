import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { nodeAddress, nodeName } from "./anchor";
import { run } from "./shell";

/** Address of the service `kubernetes`: the first of the services' range. */
export const serviceRange = "10.201.0.0/16";
const kubernetesServiceAddress = "10.201.0.1";

/** A certificate of the cluster's own authority. */
export interface Certificate {
  readonly name: string;
  readonly subject: string;
  readonly extension: string;
}

const client = "extendedKeyUsage=clientAuth";

/** Who is who in the cluster: the names are those that Kubernetes' own roles are bound to. */
export const certificates: readonly Certificate[] = [
  {
    name: "apiserver",
    subject: "/CN=kube-apiserver",
    extension: `subjectAltName=${[
      `IP:127.0.0.1,IP:${nodeAddress},IP:${kubernetesServiceAddress}`,
      ...[
        "localhost",
        "kubernetes",
        "kubernetes.default",
        "kubernetes.default.svc",
        "kubernetes.default.svc.cluster.local",
      ].map((name) => `DNS:${name}`),
    ].join(",")}`,
  },
  { name: "admin", subject: "/O=system:masters/CN=admin", extension: client },
  { name: "front-proxy", subject: "/CN=front-proxy-client", extension: client },
  { name: "kubelet-client", subject: "/O=system:masters/CN=apiserver-kubelet-client", extension: client },
  {
    name: "kubelet",
    subject: `/O=system:nodes/CN=system:node:${nodeName}`,
    extension: `subjectAltName=IP:${nodeAddress},DNS:${nodeName}`,
  },
  { name: "controller-manager", subject: "/CN=system:kube-controller-manager", extension: client },
  { name: "scheduler", subject: "/CN=system:kube-scheduler", extension: client },
  { name: "proxy", subject: "/CN=system:kube-proxy", extension: client },
];

/** Days that certificates are valid: longer than a machine for trying things runs without a restart. */
const days = "365";

/** Makes a certificate authority and all certificates in a folder; each start of a cluster has its own. */
export async function makeCertificates(folder: string): Promise<void> {
  const openssl = (...args: string[]) => run("openssl", args, { cwd: folder });
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  if (existsSync(path.join(folder, "ca.crt"))) return;
  await openssl(
    "req",
    "-x509",
    ...newKey,
    "-days",
    days,
    "-keyout",
    "ca.key",
    "-out",
    "ca.crt",
    "-subj",
    "/CN=acm-local",
  );
  await Promise.all(
    certificates.map(async ({ name, subject, extension }) => {
      writeFileSync(path.join(folder, `${name}.ext`), `${extension}\n`);
      await openssl("req", ...newKey, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", subject);
      const signed = ["-CA", "ca.crt", "-CAkey", "ca.key", "-days", days, "-extfile", `${name}.ext`];
      await openssl("x509", "-req", "-in", `${name}.csr`, "-out", `${name}.crt`, "-set_serial", serial(), ...signed);
    }),
  );
  await openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "service-accounts.key");
  await openssl("ec", "-in", "service-accounts.key", "-pubout", "-out", "service-accounts.pub");
}

/** Random: certificates are signed at the same time, and a counter in a file would be shared. */
function serial(): string {
  return `0x${Buffer.from(crypto.getRandomValues(new Uint8Array(8))).toString("hex")}`;
}
