import { X509Certificate } from "node:crypto";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { createIdentity } from "./certificates";
import { labels } from "./workload";

const part = "kafka";
const identities = "/etc/kafka-tls";
const files = { authority: "ca.crt", identity: "broker.pem" } as const;

/** Where a broker writes the authorities that it trusts, together, at its start. */
export const trustFile = "/tmp/trust.pem";
/** The shell's command for that. */
export const writeTrustFile = `cat ${identities}/*/${files.authority} > ${trustFile}`;

const validYears = 10;
/** How long before the end `up` begins to warn. */
const warningDays = 180;
const dayMilliseconds = 24 * 3_600_000;

/** File with key and certificate of a generation, in a pod with {@link KafkaAuthority.volume}. */
export function identityFile(generation: number): { readonly directory: string; readonly file: string } {
  return { directory: `${identities}/${generation}`, file: files.identity };
}

/**
 * Whose certificates are trusted while a generation is in use: its own, and both neighbours'. So brokers and clients that
 * have changed to the next generation, and those that have not yet, understand each other.
 */
export function trustedGenerations(generation: number): number[] {
  return [generation - 1, generation, generation + 1].filter((each) => each >= 1);
}

export interface KafkaAuthorityArgs {
  readonly namespace: pulumi.Input<string>;
  /** Names by which brokers are reached. */
  readonly hosts: pulumi.Input<readonly string[]>;
  /** The certificates in use. The next ones are made already, so that they are trusted when their time comes. */
  readonly generation: number;
}

/**
 * Certificates of the brokers, signed by an authority of their own. They are made up by the program once and then kept
 * by Pulumi's state, as secrets; the brokers get them as Kubernetes Secrets.
 */
export class KafkaAuthority extends pulumi.ComponentResource {
  /** PEM of all trusted authorities. */
  readonly trusted: pulumi.Output<string>;
  /** Of a broker's pod: the files of all trusted generations. */
  readonly volume: { readonly name: string; readonly projected: kubernetes.types.input.core.v1.ProjectedVolumeSource };
  readonly volumeMount = { name: "tls", mountPath: identities, readOnly: true };

  constructor(name: string, args: KafkaAuthorityArgs, options?: pulumi.ComponentResourceOptions) {
    super("acm:kafka:KafkaAuthority", name, {}, options);
    const secrets = trustedGenerations(args.generation).map((generation) => ({
      generation,
      secret: this.identity(`${name}-${generation}`, args, generation),
    }));
    const authorities = secrets.map(({ secret }) =>
      secret.data.apply((data) => Buffer.from(data[files.authority] ?? "", "base64").toString("utf8")),
    );
    // Certificates are no secret.
    this.trusted = pulumi.unsecret(pulumi.all(authorities).apply((all) => all.join("")));
    this.trusted.apply((text) => {
      const warning = expiryWarning(text, Date.now());
      if (warning !== undefined) void pulumi.log.warn(warning, this);
    });
    this.volume = {
      name: this.volumeMount.name,
      projected: {
        sources: secrets.map(({ generation, secret }) => ({
          secret: {
            name: secret.metadata.name,
            items: Object.values(files).map((key) => ({ key, path: `${generation}/${key}` })),
          },
        })),
      },
    };
    this.registerOutputs({});
  }

  private identity(name: string, { namespace, hosts }: KafkaAuthorityArgs, generation: number) {
    const created = pulumi.output(hosts).apply(async (known) => {
      const { authority, keyAndCertificate } = await createIdentity({
        name: `kafka ${generation}`,
        hosts: known,
        // An hour for clocks that are behind.
        validFrom: new Date(Date.now() - 3_600_000),
        validYears,
      });
      const encode = (text: string) => Buffer.from(text).toString("base64");
      return { [files.authority]: encode(authority), [files.identity]: encode(keyAndCertificate) };
    });
    return new kubernetes.core.v1.Secret(
      name,
      {
        metadata: { name: `kafka-identity-${generation}`, namespace, labels: labels(part) },
        data: pulumi.secret(created),
      },
      // Made up anew at every run; the first one stays, and is what the state gives back.
      { parent: this, ignoreChanges: ["data"] },
    );
  }
}

/** What to say about authorities that end soon; the first is the one to leave. */
export function expiryWarning(authorities: string, now: number): string | undefined {
  const ends = [...authorities.matchAll(/-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----/gs)].map(
    ([pem]) => new Date(new X509Certificate(pem).validTo),
  );
  const first = ends.sort((one, other) => one.getTime() - other.getTime())[0];
  if (first === undefined || first.getTime() - now > warningDays * dayMilliseconds) return undefined;
  return (
    `A certificate of Kafka ends on ${first.toISOString().slice(0, 10)}; clients are refused from then on. ` +
    "Raise acm:stack.kafka.authorityGeneration by one and deploy, and once more where the old one must not be trusted any longer."
  );
}
