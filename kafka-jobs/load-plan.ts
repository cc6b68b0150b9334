import { generateEvent, generateInvalidEvent, type GeneratedMessage } from "../processor/event-generator";
import { discardReasons, type DiscardReason } from "../processor/event";

export interface LoadPlan {
  /** Prefix of the valid events' ids: `<runId>-0`, `<runId>-1`, … */
  readonly runId: string;
  readonly events: number;
  /** Part of the events that is invalid, 0 to 1; spread evenly over the load. */
  readonly invalidShare: number;
  /** Size of an event in bytes. */
  readonly bytes: number;
  /** Changes what the events say, not how many of them are valid. */
  readonly seed: number;
}

export interface PlannedEvent extends GeneratedMessage {
  /** Why the processor discards it; undefined for a valid event. */
  readonly reason: DiscardReason | undefined;
}

/** One invalid event of so many is larger than the processor takes: half a MiB each, they would dominate the bytes. */
const tooLargeEvery = 20;
const smallReasons = discardReasons.filter((reason) => reason !== "too_large");

/** Invalid events among the first `index`. Rounded the same way for every prefix, so that they are evenly spread. */
export function invalidBefore(index: number, invalidShare: number): number {
  // Without the small summand 0.07 * 100 would be 7.000000000000001 or 6.999999999999999 by chance.
  return Math.floor(index * invalidShare + 1e-9);
}

/** Valid events of a load: those that the processor must write to its output topic. */
export function validEvents({ events, invalidShare }: LoadPlan): number {
  return events - invalidBefore(events, invalidShare);
}

/**
 * The event number `index` of a load. The same arguments give the same bytes.
 * @param time when it happens
 */
export function plannedEvent(plan: LoadPlan, index: number, time: Date): PlannedEvent {
  const invalid = invalidBefore(index, plan.invalidShare);
  const common = { bytes: plan.bytes, time };
  if (invalidBefore(index + 1, plan.invalidShare) === invalid) {
    const event = generateEvent(undefined, index - invalid, { ...common, run: plan.runId });
    return { ...event, reason: undefined };
  }
  const reason =
    invalid % tooLargeEvery === tooLargeEvery - 1
      ? "too_large"
      : (smallReasons[(invalid + plan.seed) % smallReasons.length] as DiscardReason);
  const event = generateInvalidEvent(reason, invalid + plan.seed, { ...common, run: `${plan.runId}-invalid` });
  return { ...event, reason };
}

/** Percentiles of a series, by the nearest rank; zeros when it is empty. */
export function percentiles(values: Float64Array | readonly number[]): {
  p50: number;
  p99: number;
  p999: number;
  max: number;
} {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) => Math.round((sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0) * 10) / 10;
  return { p50: at(0.5), p99: at(0.99), p999: at(0.999), max: at(1) };
}
