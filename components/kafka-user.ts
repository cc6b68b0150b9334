import { createHash, randomBytes } from "node:crypto";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { KafkaCredentials } from "../targets/target";
import { javaCommand } from "./java";
import { writeTrustFile, type KafkaAuthority } from "./kafka-authority";
import { credentialFiles } from "./kafka-credentials";
import { internalPort, tlsSettings } from "./kafka-listeners";
import { brokerNames } from "./kafka-properties";
import { oneTimeJob, oneTimeJobTimeouts } from "./one-time-job";
import { labels } from "./workload";

const part = "kafka-users";
const passwordFile = "/etc/kafka-user/password";
/** Bytes of a password: as hard to guess as a key of 192 bits. */
const passwordBytes = 24;
const namePrefix = "acm-";

export interface KafkaUserArgs {
  readonly namespace: pulumi.Input<string>;
  /** Image with Java, bash and Kafka's jars under /opt/kafka/libs. */
  readonly image: string;
  /** @default "IfNotPresent" */
  readonly imagePullPolicy?: string;
  readonly brokers: number;
  readonly authority: KafkaAuthority;
  /** The certificates in use. */
  readonly authorityGeneration: number;
  /** A new number is a new user with a new password. */
  readonly generation: number;
}

/** The user that all clients come as: known to the brokers by a Job, to the clients by a Secret. */
export class KafkaUser extends pulumi.ComponentResource {
  readonly credentials: KafkaCredentials;
  /** What must exist before a client can log in. */
  readonly ready: readonly pulumi.Resource[];

  private readonly username: string;

  constructor(
    private readonly name: string,
    private readonly args: KafkaUserArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("acm:kafka:KafkaUser", name, {}, options);
    const { namespace, generation, authority } = args;
    this.username = `${namePrefix}${generation}`;
    const encode = (text: string) => Buffer.from(text).toString("base64");
    const user = new kubernetes.core.v1.Secret(
      `${name}-${generation}`,
      {
        metadata: { name: `kafka-user-${generation}`, namespace, labels: labels("kafka") },
        data: pulumi.secret({
          username: encode(this.username),
          password: encode(randomBytes(passwordBytes).toString("base64url")),
        }),
      },
      // Made up anew at every run; the first one stays, and is what the state gives back.
      { parent: this, ignoreChanges: ["data"] },
    );
    const job = this.job("user", user.metadata.name, addUser(this.username), []);
    const files = pulumi.all([user.data, authority.trusted]).apply(([data, certificateAuthority]) =>
      credentialFiles({
        username: this.username,
        password: Buffer.from(data["password"] ?? "", "base64").toString("utf8"),
        certificateAuthority,
      }),
    );
    const secret = new kubernetes.core.v1.Secret(
      `${name}-for-pods`,
      {
        metadata: { name: "kafka-credentials", namespace, labels: labels("kafka") },
        stringData: pulumi.secret(files),
      },
      // Clients that read it can log in.
      { parent: this, dependsOn: job },
    );
    this.credentials = {
      secretName: secret.metadata.name,
      // A hash of a password that long tells nothing about it.
      checksum: pulumi.unsecret(files.apply((content) => hashOf(JSON.stringify(content)))),
      privateAuthority: true,
    };
    this.ready = [job, secret];
    this.registerOutputs({});
  }

  /**
   * Removes all earlier users.
   * @param clients what logged in as one of them until this update; they have changed when it runs
   */
  retireOthers(clients: readonly pulumi.Resource[]): void {
    // The first user has no predecessor.
    if (this.args.generation > 1) this.job("retire", undefined, removeOthers(this.username), clients);
  }

  /** A Job with a broker's certificate. Its name carries a hash of what it does, so that a change is a new Job. */
  private job(
    action: string,
    userSecret: pulumi.Output<string> | undefined,
    commands: string,
    dependsOn: readonly pulumi.Resource[],
  ) {
    const { namespace, image, imagePullPolicy, brokers, authority, authorityGeneration } = this.args;
    const script = pulumi
      .output(namespace)
      .apply((known) => [prologue(brokerNames(known, brokers), authorityGeneration), commands].join("\n"));
    const user = { name: "user", mountPath: "/etc/kafka-user", readOnly: true };
    return new kubernetes.batch.v1.Job(
      `${this.name}-${action}-job`,
      oneTimeJob({
        part,
        name: script.apply((text) => `${part}-${action}-${hashOf(`${image}\0${text}`)}`),
        namespace,
        image,
        imagePullPolicy,
        run: { command: ["bash", "-c", script] },
        resources: { cpu: "100m", memory: "256Mi", cpuLimit: "1" },
        volumeMounts: [
          authority.volumeMount,
          { name: "tmp", mountPath: "/tmp" },
          ...(userSecret === undefined ? [] : [user]),
        ],
        volumes: [
          authority.volume,
          // The password is written there for a moment, and never to a disk.
          { name: "tmp", emptyDir: { medium: "Memory" } },
          ...(userSecret === undefined ? [] : [{ name: user.name, secret: { secretName: userSecret } }]),
        ],
      }),
      { parent: this, dependsOn: [...dependsOn], customTimeouts: oneTimeJobTimeouts },
    );
  }
}

/** The shell function `users`: Kafka's own tool, that shows a broker's certificate. */
function prologue(brokerHosts: readonly string[], authorityGeneration: number): string {
  const settings = { "security.protocol": "SSL", ...tlsSettings(authorityGeneration) };
  const lines = Object.entries(settings).map(([key, value]) => `${key}=${value}`);
  const servers = brokerHosts.map((host) => `${host}:${internalPort}`).join(",");
  return [
    "set -euo pipefail",
    writeTrustFile,
    `printf '%s\\n' ${lines.map((line) => `'${line}'`).join(" ")} > /tmp/admin.properties`,
    `users() { ${javaCommand("96Mi")} kafka.admin.ConfigCommand --bootstrap-server ${servers} ` +
      '--command-config /tmp/admin.properties --entity-type users "$@"; }',
  ].join("\n");
}

/** printf is part of the shell, so the password is never among the arguments of a process. */
function addUser(username: string): string {
  return [
    `printf 'SCRAM-SHA-512=iterations=4096,password=%s\\n' "$(< ${passwordFile})" > /tmp/user.properties`,
    // Brokers may still be starting.
    `until users --entity-name ${username} --alter --add-config-file /tmp/user.properties; do sleep 2; done`,
  ].join("\n");
}

function removeOthers(username: string): string {
  return [
    "known=$(users --describe)",
    `for user in $(grep -o "'${namePrefix}[0-9]*'" <<< "$known" | tr -d "'" | sort -u); do`,
    `  if [ "$user" != ${username} ]; then users --entity-name "$user" --alter --delete-config SCRAM-SHA-512; fi`,
    "done",
  ].join("\n");
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
