import type { KafkaConfiguration } from "../config/schema";
import { identityFile, trustFile } from "./kafka-authority";

/** The thesis' port (6.2.2). */
export const clientPort = 9092;
export const controllerPort = 9093;
/** Between brokers, and for whoever has a broker's certificate; there with `scram` only. */
export const internalPort = 9094;

type Settings = Readonly<Record<string, string>>;
type ListenerConfiguration = Pick<KafkaConfiguration, "mode" | "security" | "authorityGeneration">;

interface Listener {
  readonly name: string;
  readonly port: number;
  readonly protocol: "PLAINTEXT" | "SSL" | "SASL_SSL";
  /** Whether clients are told of it; the controllers' is known from the list of voters. */
  readonly advertised: boolean;
}

/**
 * The doors of a broker. With `scram` brokers know each other by their certificates and not by passwords, so that they
 * can start before there is any user.
 */
function listeners({ mode, security }: ListenerConfiguration): Listener[] {
  const controller = { name: "CONTROLLER", port: controllerPort, advertised: false };
  const own: Listener[] =
    security === "scram"
      ? [
          { name: "CLIENT", port: clientPort, protocol: "SASL_SSL", advertised: true },
          { name: "INTERNAL", port: internalPort, protocol: "SSL", advertised: true },
        ]
      : [{ name: "PLAINTEXT", port: clientPort, protocol: "PLAINTEXT", advertised: true }];
  return mode === "kraft" ? [...own, { ...controller, protocol: security === "scram" ? "SSL" : "PLAINTEXT" }] : own;
}

/** Ports of a broker's pod, by name. */
export function brokerPorts(kafka: ListenerConfiguration): { readonly name: string; readonly port: number }[] {
  const names: Readonly<Record<number, string>> = {
    [clientPort]: "kafka",
    [internalPort]: "internal",
    [controllerPort]: "controller",
  };
  return listeners(kafka).map(({ port }) => ({ name: names[port] ?? "", port }));
}

/** `advertised.listeners` of a broker that is reached at a host, which may be an expression of the shell. */
export function advertisedListeners(kafka: ListenerConfiguration, host: string): string {
  return listeners(kafka)
    .filter(({ advertised }) => advertised)
    .map(({ name, port }) => `${name}://${host}:${port}`)
    .join(",");
}

/** What server.properties says about listeners. */
export function listenerSettings(kafka: ListenerConfiguration): Settings {
  const all = listeners(kafka);
  return {
    listeners: all.map(({ name, port }) => `${name}://0.0.0.0:${port}`).join(","),
    "listener.security.protocol.map": all.map(({ name, protocol }) => `${name}:${protocol}`).join(","),
    "inter.broker.listener.name": kafka.security === "scram" ? "INTERNAL" : "PLAINTEXT",
    ...(kafka.mode === "kraft" ? { "controller.listener.names": "CONTROLLER" } : {}),
    ...(kafka.security === "scram" ? scramSettings(kafka, all) : {}),
  };
}

function scramSettings({ authorityGeneration }: ListenerConfiguration, all: readonly Listener[]): Settings {
  const certified = all.filter(({ protocol }) => protocol === "SSL");
  return {
    "sasl.enabled.mechanisms": "SCRAM-SHA-512",
    "listener.name.client.scram-sha-512.sasl.jaas.config":
      "org.apache.kafka.common.security.scram.ScramLoginModule required;",
    ...tlsSettings(authorityGeneration),
    ...Object.fromEntries(
      certified.map(({ name }) => [`listener.name.${name.toLowerCase()}.ssl.client.auth`, "required"]),
    ),
  };
}

/**
 * Which key and which authorities Java uses, for a broker and for a client with a broker's certificate alike. Key and
 * certificate are values that Kafka reads from a file: of a file that is itself the key store, Kafka before 3.3 demands
 * that the key is encrypted (KAFKA-12703).
 */
export function tlsSettings(authorityGeneration: number): Settings {
  const { directory, file } = identityFile(authorityGeneration);
  const identity = `\${directory:${directory}:${file}}`;
  return {
    "config.providers": "directory",
    "config.providers.directory.class": "org.apache.kafka.common.config.provider.DirectoryConfigProvider",
    "ssl.keystore.type": "PEM",
    "ssl.keystore.key": identity,
    "ssl.keystore.certificate.chain": identity,
    "ssl.truststore.type": "PEM",
    "ssl.truststore.location": trustFile,
  };
}

/** Of the running stack: what a server.properties of {@link listenerSettings} was made for. */
export function deployedSecurity(
  serverProperties: string,
): Pick<KafkaConfiguration, "security"> & { readonly authorityGeneration: number } {
  const [, generation] = /^ssl\.keystore\.(?:key|location)=.*\/(\d+)[:/][^/]+$/m.exec(serverProperties) ?? [];
  return generation === undefined
    ? { security: "plaintext", authorityGeneration: 1 }
    : { security: "scram", authorityGeneration: Number(generation) };
}
