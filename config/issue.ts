/** A rule between fields that does not hold, at the field to change. */
export interface Issue {
  readonly path: readonly string[];
  /** Completes "<path>: …". */
  readonly message: string;
}

/** A setting of Kafka's that only SCRAM reads and that would silently do nothing. */
export function scramAlone(field: string): Issue {
  return { path: ["kafka", field], message: "has a meaning with kafka.security scram alone: remove it" };
}
