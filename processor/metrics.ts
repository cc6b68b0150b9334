import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import { discardReasons } from "./event-kinds";
import type { WorkerReport } from "./worker-report";

/** The processor's Prometheus metrics, summed over its threads. */
export class Metrics {
  readonly registry = new Registry();
  private readonly assignedBy = new Map<number, number>();
  private readonly eventsIn = new Counter({
    name: "acm_processor_events_in_total",
    help: "Events read and committed",
    labelNames: ["topic"],
    registers: [this.registry],
  });
  private readonly eventsOut = new Counter({
    name: "acm_processor_events_out_total",
    help: "Enriched events written and committed",
    labelNames: ["topic"],
    registers: [this.registry],
  });
  private readonly discarded = new Counter({
    name: "acm_processor_events_discarded_total",
    help: "Invalid events, by reason",
    labelNames: ["reason"],
    registers: [this.registry],
  });
  private readonly batchEvents = new Histogram({
    name: "acm_processor_batch_events",
    help: "Events of a committed chunk",
    buckets: [1, 10, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000],
    registers: [this.registry],
  });
  private readonly batchSeconds = new Histogram({
    name: "acm_processor_batch_duration_seconds",
    help: "Time from taking a chunk in hand to its commit",
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [this.registry],
  });
  private readonly partitions = new Gauge({
    name: "acm_processor_assigned_partitions",
    help: "Partitions of the input topic that this replica reads",
    registers: [this.registry],
  });
  private readonly restarts = new Counter({
    name: "acm_processor_consumer_restarts_total",
    help: "Times that a consumer was started again after a failure",
    registers: [this.registry],
  });
  private readonly rebalances = new Counter({
    name: "acm_processor_rebalances_total",
    help: "Times that a consumer joined the group",
    registers: [this.registry],
  });

  constructor(private readonly topics: { input: string; output: string }) {
    collectDefaultMetrics({ register: this.registry });
    // A counter that is there from the start shows a rate from its first increment.
    this.eventsIn.inc({ topic: topics.input }, 0);
    this.eventsOut.inc({ topic: topics.output }, 0);
    for (const reason of discardReasons) this.discarded.inc({ reason }, 0);
  }

  add({ worker, assigned, counts }: WorkerReport): void {
    this.eventsIn.inc({ topic: this.topics.input }, counts.eventsIn);
    this.eventsOut.inc({ topic: this.topics.output }, counts.eventsOut);
    for (const reason of discardReasons) this.discarded.inc({ reason }, counts.discarded[reason] ?? 0);
    for (const events of counts.batchEvents) this.batchEvents.observe(events);
    for (const duration of counts.batchSeconds) this.batchSeconds.observe(duration);
    this.restarts.inc(counts.restarts);
    this.rebalances.inc(counts.rebalances);
    this.assignedBy.set(worker, assigned.length);
    this.partitions.set([...this.assignedBy.values()].reduce((sum, count) => sum + count, 0));
  }
}
