import { z } from "zod";

/**
 * How a client proves who it is to the brokers. A discriminated union, so that a further mechanism
 * (SCRAM, IAM) is one more member here and a compile error wherever it is not handled.
 */
export const kafkaSecurity = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("plaintext") }),
  /** A name and a password over TLS. The folder holds the files `username`, `password` and, for a private authority, `ca.crt`. */
  z.strictObject({
    kind: z.literal("scram"),
    mechanism: z.literal("scram-sha-512"),
    credentialsDirectory: z.string(),
  }),
  /** The pod's IAM role over TLS. */
  z.strictObject({ kind: z.literal("iam"), region: z.string() }),
]);
export type KafkaSecurity = z.infer<typeof kafkaSecurity>;

/**
 * What every Kafka client of the stack needs to connect: the processor, the exporter, KEDA, the topics Job and the
 * load generator all read this one shape, so that they behave the same whatever the target is.
 */
export const kafkaConnection = z.strictObject({
  /** Bootstrap addresses, each `host:port`; fully qualified, since KEDA resolves them from another namespace. */
  bootstrapServers: z.array(z.string().regex(/^[^\s:]+:\d{1,5}$/, "must be host:port")).min(1),
  security: kafkaSecurity,
  /** Version of the broker protocol to speak, for clients that do not negotiate it (KEDA, Kafka exporter). */
  clientVersion: z.string().regex(/^\d+\.\d+\.\d+$/, 'must be a version such as "2.8.1"'),
});
export type KafkaConnection = z.infer<typeof kafkaConnection>;

export { kafkaClientOptions } from "./client-options";
