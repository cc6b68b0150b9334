/** The broker's name of an error, also of one that kafkajs has wrapped or does not know; "" when there is none. */
export function errorType(error: unknown): string {
  if (typeof error !== "object" || error === null) return "";
  const { type, message, cause } = error as { type?: unknown; message?: unknown; cause?: unknown };
  // Newer than kafkajs' list of errors, which puts the code into the message only.
  if (message === "Unknown error code 90") return "PRODUCER_FENCED";
  if (typeof type === "string" && type !== "") return type;
  return errorType(cause);
}

/** One line for a log. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const fatalTypes = [
  "TOPIC_AUTHORIZATION_FAILED",
  "GROUP_AUTHORIZATION_FAILED",
  "CLUSTER_AUTHORIZATION_FAILED",
  "TRANSACTIONAL_ID_AUTHORIZATION_FAILED",
  "SASL_AUTHENTICATION_FAILED",
  "UNSUPPORTED_VERSION",
  "INVALID_TRANSACTION_TIMEOUT",
  "INVALID_SESSION_TIMEOUT",
];

/** Whether trying again cannot help: the program has to end, with the reason. */
export function isFatal(error: unknown): boolean {
  if (fatalTypes.includes(errorType(error)) || errorMessage(error).includes("older than Kafka 2.5")) return true;
  // A codec that kafkajs lacks.
  return error instanceof Error && error.name === "KafkaJSNotImplemented";
}
