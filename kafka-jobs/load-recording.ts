import type { Message } from "kafkajs";
import { discardReasons, type DiscardReason } from "../processor/event";
import { report } from "./job";
import { percentiles, plannedEvent, validEvents, type LoadPlan, type PlannedEvent } from "./load-plan";
import { loadSeries } from "./load-series";
import type { Schedule } from "./load-shape";

/** Events kept ready at once. */
const maxReady = 5_000;

/** What happened to each event of a load, and what is to be sent. */
export class LoadRecording {
  abandoned = false;
  private abandon: () => void = () => undefined;
  /** Resolves when the load is given up; a request that nobody answers would be waited for without end. */
  readonly gaveUp = new Promise<void>((resolve) => (this.abandon = resolve));
  private startedAt = 0;
  private startedClock = 0;
  private lastAcknowledgement = 0;
  private acknowledgedCount = 0;
  private lastReport = 0;
  private released = 0;
  private readonly lateness: Float64Array;
  private readonly latency: Float64Array;
  /** Position in discardReasons plus 1; 0 for a valid event. */
  private readonly reasons: Uint8Array;
  private readonly invalid: Partial<Record<DiscardReason, number>> = {};
  private invalidCount = 0;
  /** Events that wait to be sent. When the brokers stop, further ones are made anew later instead of filling memory. */
  private readonly ready = new Map<number, PlannedEvent>();

  constructor(
    private readonly plan: LoadPlan,
    private readonly times: Schedule,
  ) {
    this.lateness = new Float64Array(plan.events);
    this.latency = new Float64Array(plan.events).fill(Number.NaN);
    this.reasons = new Uint8Array(plan.events);
  }

  start(): void {
    this.startedAt = Date.now();
    this.startedClock = performance.now();
    this.lastAcknowledgement = this.startedClock;
  }

  elapsed(): number {
    return performance.now() - this.startedClock;
  }

  timeOf(index: number): Date {
    return new Date(this.startedAt + this.times.intendedTime(index));
  }

  /** Makes an event that is due. @returns its key */
  release(index: number): string {
    this.lateness[index] = this.elapsed() - this.times.intendedTime(index);
    this.released = index + 1;
    const event = plannedEvent(this.plan, index, this.timeOf(index));
    this.reasons[index] = event.reason === undefined ? 0 : discardReasons.indexOf(event.reason) + 1;
    if (this.ready.size < maxReady) this.ready.set(index, event);
    return event.key;
  }

  message(index: number): Message {
    const time = this.timeOf(index);
    const { key, value } = this.ready.get(index) ?? plannedEvent(this.plan, index, time);
    this.ready.delete(index);
    return { key, value, timestamp: String(time.getTime()), headers: { "run-id": this.plan.runId } };
  }

  acknowledge(index: number): void {
    this.latency[index] = this.elapsed() - this.times.intendedTime(index);
    this.lastAcknowledgement = performance.now();
    this.acknowledgedCount++;
    const reason = discardReasons[(this.reasons[index] as number) - 1];
    if (reason === undefined) return;
    this.invalid[reason] = (this.invalid[reason] ?? 0) + 1;
    this.invalidCount++;
  }

  /** Called every second: reports progress and gives up when nothing has been acknowledged for too long. */
  watch(giveUpAfter: number): void {
    if (performance.now() - this.lastAcknowledgement > giveUpAfter) {
      this.abandoned = true;
      this.abandon();
    }
    if (performance.now() - this.lastReport < 2000) return;
    this.lastReport = performance.now();
    report("progress", { sent: this.acknowledgedCount, of: this.plan.events, time: Date.now() / 1000 });
  }

  result() {
    const latency = this.latency.filter((value) => !Number.isNaN(value));
    const seconds = (this.lastAcknowledgement - this.startedClock) / 1000;
    return {
      runId: this.plan.runId,
      events: this.plan.events,
      sent: this.acknowledgedCount,
      validSent: this.acknowledgedCount - this.invalidCount,
      invalidSent: this.invalid,
      expectedValid: validEvents(this.plan),
      /** Unix time, s. */
      start: this.startedAt / 1000,
      end: this.startedAt / 1000 + seconds,
      /** Events a second. */
      wantedRate: Math.round((this.times.events / this.times.seconds) * 1000) / 1000,
      achievedRate: Math.round((this.acknowledgedCount / seconds) * 10) / 10,
      /** From the time an event was due until it was handed to the producer, ms. */
      latenessMs: percentiles(this.lateness.subarray(0, this.released)),
      /** From the time an event was due until the brokers acknowledged it, ms. */
      latencyMs: percentiles(latency),
      /** Wanted against achieved over time. */
      series: loadSeries(this.times, this.latency),
    };
  }
}
