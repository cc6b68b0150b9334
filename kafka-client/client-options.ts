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
        sasl: {
          mechanism,
          // Read for every connection: whoever runs for long takes part in a change of the password without a restart.
          get username() {
            return read("username");
          },
          get password() {
            return read("password");
          },
        },
      };
    }
    case "iam": {
      const { region } = connection.security;
      const oauthBearerProvider = async () => {
        // Loaded here, so that others do not carry it.
        const { iamToken } = await import("./iam-token");
        return { value: await iamToken(region) };
      };
      return {
        clientId,
        brokers: connection.bootstrapServers,
        ssl: true,
        sasl: { mechanism: "oauthbearer", oauthBearerProvider },
      };
    }
  }
}
