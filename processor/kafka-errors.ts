/** The broker's name of an error, also of one that kafkajs has wrapped or does not know; "" when there is none. */
export function errorType(error: unknown): string {
  if (typeof error !== "object" || error === null) return "";
  const { type, code, cause } = error as { type?: unknown; code?: unknown; cause?: unknown };
  if (code === 90) return "PRODUCER_FENCED";
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
  return fatalTypes.includes(errorType(error)) || errorMessage(error).includes("older than Kafka 2.5");
}

/** Whether the group has moved on, so that this member has to join again. */
export function isRebalance(error: unknown): boolean {
  return ["REBALANCE_IN_PROGRESS", "ILLEGAL_GENERATION", "UNKNOWN_MEMBER_ID", "NOT_COORDINATOR_FOR_GROUP"].includes(
    errorType(error),
  );
}
