import type * as pulumi from "@pulumi/pulumi";
import type { KafkaCredentials } from "../targets/target";

/** Where clients find the files; the connection says the same (kafka-client/connection.ts). */
export const credentialsDirectory = "/etc/kafka-credentials";

const argumentsFile = "kafka-exporter.args";

/** Who a client is, in the clear. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
  /** PEM of the authority that signed the brokers' certificates. @default a public one */
  readonly certificateAuthority?: string | undefined;
}

/**
 * The files of the Secret. The exporter has no other way to take a password than its command line; it reads these
 * lines from a file (kingpin's `@file`), so that no list of processes shows them.
 */
export function credentialFiles({ username, password, certificateAuthority }: Credentials): Record<string, string> {
  const authority = certificateAuthority === undefined ? [] : [`--tls.ca-file=${credentialsDirectory}/ca.crt`];
  const lines = [`--sasl.username=${username}`, `--sasl.password=${password}`, ...authority];
  return {
    username,
    password,
    ...(certificateAuthority === undefined ? {} : { "ca.crt": certificateAuthority }),
    [argumentsFile]: `${lines.join("\n")}\n`,
  };
}

/** The exporter's arguments that are in the Secret. */
export const exporterCredentials = `@${credentialsDirectory}/${argumentsFile}`;

/** Parts of a pod that reads the credentials; empty where none are needed. */
export function credentialsMount(credentials: KafkaCredentials | undefined): {
  readonly volumes: { name: string; secret: { secretName: pulumi.Input<string> } }[];
  readonly volumeMounts: { name: string; mountPath: string; readOnly: boolean }[];
  /** Of the pod template: pods restart with other credentials. */
  readonly annotations: Record<string, pulumi.Input<string>>;
} {
  if (credentials === undefined) return { volumes: [], volumeMounts: [], annotations: {} };
  const name = "kafka-credentials";
  return {
    volumes: [{ name, secret: { secretName: credentials.secretName } }],
    volumeMounts: [{ name, mountPath: credentialsDirectory, readOnly: true }],
    annotations: { "checksum/kafka-credentials": credentials.checksum },
  };
}
