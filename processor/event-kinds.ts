/** Apart from event.ts, so that the main thread need not load the validators. */

/** The kinds of events that there are. */
export const eventKinds = ["call", "topup", "location"] as const;
export type EventKind = (typeof eventKinds)[number];

/** Why an event is discarded; the values of the metric label `reason`. */
export const discardReasons = ["no_value", "too_large", "not_json", "unknown_kind", "schema_violation"] as const;
export type DiscardReason = (typeof discardReasons)[number];
