/** Apart from connection.ts, so that a thread which only connects need not load the schema library (12 MB). */
import type { KafkaConfig } from "kafkajs";
import type { KafkaConnection } from "./connection";

/** The kafkajs options for a connection. Callers add their own logger and retry policy. */
export function kafkaClientOptions(connection: KafkaConnection, clientId: string): KafkaConfig {
  switch (connection.security.kind) {
    case "plaintext":
      return { clientId, brokers: connection.bootstrapServers };
  }
}
