/** Apart from connection.ts, so that a thread which only connects need not load the schema library (12 MB). */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { KafkaConfig } from "kafkajs";
import type { KafkaConnection } from "./connection";

/** The kafkajs options for a connection. Callers add their own logger and retry policy. */
export function kafkaClientOptions(connection: KafkaConnection, clientId: string): KafkaConfig {
  switch (connection.security.kind) {
    case "plaintext":
      return { clientId, brokers: connection.bootstrapServers };
    case "scram": {
      const { mechanism, credentialsDirectory } = connection.security;
      const read = (file: string) => readFileSync(path.join(credentialsDirectory, file), "utf8").trim();
      const authority = existsSync(path.join(credentialsDirectory, "ca.crt")) ? { ca: [read("ca.crt")] } : true;
      return {
        clientId,
        brokers: connection.bootstrapServers,
        ssl: authority,
        sasl: { mechanism, username: read("username"), password: read("password") },
      };
    }
    case "iam":
      throw new Error("This client cannot use an IAM role yet. Set acm:stack.kafka.security to scram.");
  }
}
