import { createHash, randomBytes } from "node:crypto";
import { SingleScramSecretAssociation } from "@pulumi/aws/msk";
import { Secret, SecretPolicy, SecretVersion } from "@pulumi/aws/secretsmanager";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { credentialFiles } from "../../components/kafka-credentials";
import { labels } from "../../components/workload";
import type { KafkaCredentials } from "../target";
import { policyDocument, tags, type AwsContext } from "./context";
import type { MskCluster } from "./msk-cluster";

/** Bytes of a password: as hard to guess as a key of 192 bits. */
const passwordBytes = 24;
const secretName = "kafka-credentials";

export interface ScramUserArgs {
  readonly context: AwsContext;
  readonly cluster: MskCluster;
  readonly namespace: pulumi.Input<string>;
  /** A new number is a new user; the old one goes at the end of the update, when no client has it any more. */
  readonly generation: number;
  /** PEM of the authority that signed the brokers' certificates. @default a public one */
  readonly certificateAuthority?: string | undefined;
}

/** The user that all clients come as: known to MSK through Secrets Manager, to the pods through a Kubernetes Secret. */
export class ScramUser extends pulumi.ComponentResource {
  readonly credentials: KafkaCredentials;
  /** What must exist before a client can log in. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: ScramUserArgs, options?: pulumi.ComponentResourceOptions) {
    super("acm:aws:ScramUser", name, {}, options);
    const parent = { parent: this };
    const { context, cluster, generation } = args;
    const username = `acm-${generation}`;
    const numbered = `${name}-${generation}`;
    const secret = new Secret(
      `${numbered}-secret`,
      {
        // MSK takes secrets of this prefix only, and only with a customer's key.
        name: `AmazonMSK_${context.settings.name}_${username}`,
        description: "User of the Kafka clients",
        kmsKeyId: cluster.key.arn,
        // Of no use without its cluster; and the name is free at once for the next one.
        recoveryWindowInDays: 0,
        tags: tags(context, "kafka-user"),
      },
      parent,
    );
    const version = new SecretVersion(
      `${numbered}-secret-value`,
      {
        secretId: secret.id,
        secretString: pulumi.secret(
          JSON.stringify({ username, password: randomBytes(passwordBytes).toString("base64url") }),
        ),
      },
      // Made up anew at every run; the first one stays, and is what the state gives back.
      { ...parent, ignoreChanges: ["secretString"] },
    );
    const policy = new SecretPolicy(
      `${numbered}-secret-policy`,
      {
        secretArn: secret.arn,
        // MSK adds this by itself as well; stated here, it is no difference at the next update.
        policy: secret.arn.apply((arn) =>
          policyDocument([
            {
              Sid: "AWSKafkaResourcePolicy",
              Effect: "Allow",
              Principal: { Service: "kafka.amazonaws.com" },
              Action: "secretsmanager:getSecretValue",
              Resource: arn,
            },
          ]),
        ),
      },
      parent,
    );
    const association = new SingleScramSecretAssociation(
      `${numbered}-association`,
      { clusterArn: cluster.arn, secretArn: secret.arn },
      { ...parent, dependsOn: [version, policy] },
    );
    const values = version.secretString.apply((text) => JSON.parse(text ?? "{}") as Record<string, string>);
    const files = values.apply(({ username = "", password = "" }) =>
      credentialFiles({ username, password, certificateAuthority: args.certificateAuthority }),
    );
    const kubernetesSecret = new kubernetes.core.v1.Secret(
      `${name}-for-pods`,
      {
        metadata: { name: secretName, namespace: args.namespace, labels: labels("kafka") },
        stringData: pulumi.secret(files),
      },
      // Clients that read it can log in.
      { ...parent, dependsOn: association },
    );
    this.credentials = {
      secretName: kubernetesSecret.metadata.name,
      // A hash of a password that long tells nothing about it.
      checksum: pulumi.unsecret(files.apply(checksum)),
      privateAuthority: args.certificateAuthority !== undefined,
    };
    this.ready = [association, kubernetesSecret];
    this.registerOutputs({});
  }
}

function checksum(files: Readonly<Record<string, string>>): string {
  return createHash("sha256").update(JSON.stringify(files)).digest("hex").slice(0, 16);
}
