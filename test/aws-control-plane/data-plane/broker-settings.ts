/** How the brokers behind an MSK cluster are set up; see kafka.ts. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { run } from "../../../local/shell";

export const brokerAddresses = ["10.200.0.11", "10.200.0.12", "10.200.0.13"] as const;
export const numbers = brokerAddresses.map((_, index) => index + 1);

/** All names that the brokers can look up, by address. */
export const hosts = [
  "127.0.0.1 localhost",
  ...brokerAddresses.map((address, index) => `${address} broker-${index + 1}`),
]
  .map((line) => `${line}\n`)
  .join("");

/** The ports of MSK (port-info.html), and two of our own on the loopback for the brokers themselves. */
export const saslPort = 9096;
export const internalPort = (id: number) => 19090 + id;
const controllerPort = (id: number) => 19190 + id;
const keystorePassword = "stand-in";

/**
 * What a configuration cannot set.
 * @param seen the path of a file as the broker sees it
 */
export function fixedProperties(id: number, seen: (file: string) => string): Record<string, string | number> {
  const address = brokerAddresses[id - 1] ?? "";
  return {
    "process.roles": "broker,controller",
    "node.id": id,
    "broker.rack": `zone-${id}`,
    "controller.quorum.voters": numbers.map((one) => `${one}@127.0.0.1:${controllerPort(one)}`).join(","),
    listeners: `CLIENT_SASL_SCRAM://${address}:${saslPort},REPLICATION://127.0.0.1:${internalPort(id)},CONTROLLER://127.0.0.1:${controllerPort(id)}`,
    "advertised.listeners": `CLIENT_SASL_SCRAM://${address}:${saslPort},REPLICATION://127.0.0.1:${internalPort(id)}`,
    "listener.security.protocol.map": "CLIENT_SASL_SCRAM:SASL_SSL,REPLICATION:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "inter.broker.listener.name": "REPLICATION",
    "controller.listener.names": "CONTROLLER",
    "sasl.enabled.mechanisms": "SCRAM-SHA-512",
    "listener.name.client_sasl_scram.scram-sha-512.sasl.jaas.config":
      "org.apache.kafka.common.security.scram.ScramLoginModule required;",
    "ssl.keystore.type": "PKCS12",
    "ssl.keystore.location": seen(`broker-${id}.p12`),
    "ssl.keystore.password": keystorePassword,
    "ssl.key.password": keystorePassword,
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "super.users": "User:ANONYMOUS",
    "log.dirs": seen(`data-${id}`),
  };
}

/** Defaults of MSK for three zones (msk-default-configuration.html), where they differ from Kafka's. */
export const mskDefaults: Readonly<Record<string, string>> = {
  "allow.everyone.if.no.acl.found": "true",
  "auto.create.topics.enable": "false",
  "default.replication.factor": "3",
  "min.insync.replicas": "2",
  "num.io.threads": "8",
  "num.network.threads": "5",
  "num.partitions": "1",
  "num.replica.fetchers": "2",
  "unclean.leader.election.enable": "false",
  "offsets.topic.replication.factor": "3",
  "transaction.state.log.replication.factor": "3",
  "transaction.state.log.min.isr": "2",
  // Internal topics of three brokers on one machine; MSK has 50 partitions each.
  "offsets.topic.num.partitions": "10",
  "transaction.state.log.num.partitions": "10",
};

export const logging = `log4j.rootLogger=WARN,out
log4j.appender.out=org.apache.log4j.ConsoleAppender
log4j.appender.out.layout=org.apache.log4j.PatternLayout
log4j.appender.out.layout.ConversionPattern=%d %p %c %m%n
`;

/** An authority of our own and a certificate for each broker's address, as PKCS#12, which Java reads. */
export async function makeCertificates(folder: string): Promise<void> {
  const openssl = (...args: string[]) => run("openssl", args, { cwd: folder });
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  const subject = ["-days", "30", "-subj", "/CN=stand-in for Amazon Trust Services"];
  await openssl("req", "-x509", ...newKey, "-keyout", "ca.key", "-out", "ca.crt", ...subject);
  for (const [index, address] of brokerAddresses.entries()) {
    const name = `broker-${index + 1}`;
    writeFileSync(path.join(folder, `${name}.ext`), `subjectAltName=IP:${address}\nextendedKeyUsage=serverAuth\n`);
    await openssl("req", ...newKey, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", `/CN=${name}`);
    const signed = ["-CA", "ca.crt", "-CAkey", "ca.key", "-set_serial", String(index + 1), "-days", "30"];
    await openssl("x509", "-req", "-in", `${name}.csr`, "-out", `${name}.crt`, ...signed, "-extfile", `${name}.ext`);
    const store = ["-in", `${name}.crt`, "-inkey", `${name}.key`, "-certfile", "ca.crt", "-out", `${name}.p12`];
    await openssl("pkcs12", "-export", ...store, "-passout", `pass:${keystorePassword}`);
  }
}
