import { z } from "zod";
import { UserError } from "../../local/user-error";
import type { Origin } from "../model";
import type { ParameterValue } from "../parameter-table";
import type { Source } from "./source";

const secondsPerDay = 86_400;
const timeout = 10_000;

const answer = z.object({
  status: z.literal("success"),
  data: z.object({
    result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })),
  }),
});

export interface PrometheusRequest {
  /** Address that answers `/api/v1/query`: "http://127.0.0.1:19090". */
  readonly url: string;
  /** Time up to now that is averaged, in Prometheus' form: "1h". */
  readonly window: string;
  /** Events that a replica serves at once. */
  readonly concurrency: number;
}

/**
 * What the stack's Prometheus has measured: load, time of an event, replicas on average.
 * @throws UserError when it does not answer, or has seen no events in that time
 */
export async function prometheusSource({ url, window, concurrency }: PrometheusRequest): Promise<Source> {
  const ask = (expression: string) => query(url, expression);
  const [rate, chunkSeconds, chunkEvents, replicas] = await Promise.all([
    ask(`sum(rate(acm_processor_events_in_total[${window}]))`),
    ask(
      `sum(rate(acm_processor_batch_duration_seconds_sum[${window}])) / sum(rate(acm_processor_batch_duration_seconds_count[${window}]))`,
    ),
    ask(
      `sum(rate(acm_processor_batch_events_sum[${window}])) / sum(rate(acm_processor_batch_events_count[${window}]))`,
    ),
    ask(`avg_over_time(count(up{job="event-stream-processor"} == 1)[${window}:])`),
  ]);
  if (rate === undefined || rate <= 0) {
    throw new UserError(
      `${url} has seen no events in the last ${window}: acm_processor_events_in_total did not grow.`,
      "Give a longer time with --window, or leave --prometheus out.",
    );
  }
  const at = `${url}, last ${window}`;
  const values: Record<string, ParameterValue> = { "workload.eventsPerDay": Math.round(rate * secondsPerDay) };
  const origins: Record<string, Origin> = {
    "workload.eventsPerDay": { kind: "measured", detail: `${at}: ${rate.toFixed(2)} events a second, a day long` },
  };
  if (chunkSeconds !== undefined && chunkEvents !== undefined && chunkEvents > 0) {
    // A chunk is served `concurrency` events at a time: that much of its duration is one event's.
    values["workload.meanMs"] = thousandths((chunkSeconds * 1000 * Math.min(concurrency, chunkEvents)) / chunkEvents);
    origins["workload.meanMs"] = {
      kind: "measured",
      detail: `${at}: chunks of ${chunkEvents.toFixed(1)} events in ${(chunkSeconds * 1000).toFixed(1)} ms, ${concurrency} at a time`,
    };
  }
  if (replicas !== undefined) {
    values["processor.replicasMean"] = thousandths(replicas);
    origins["processor.replicasMean"] = { kind: "measured", detail: at };
  }
  return { layer: { values, origins, origin: { kind: "measured", detail: at } } };
}

function thousandths(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** The one value of an expression; undefined when there is none or it is no number. */
async function query(url: string, expression: string): Promise<number | undefined> {
  const remedy = "Check the address: it must answer /api/v1/query, as http://127.0.0.1:19090 does after npm start.";
  let body: unknown;
  try {
    const address = new URL(`${url.replace(/\/$/, "")}/api/v1/query`);
    address.searchParams.set("query", expression);
    const response = await fetch(address, { signal: AbortSignal.timeout(timeout) });
    body = await response.json();
  } catch (error) {
    const { message, cause } = error as Error & { cause?: Error };
    throw new UserError(`Prometheus at ${url} does not answer: ${cause?.message ?? message}.`, remedy);
  }
  const parsed = answer.safeParse(body);
  if (!parsed.success) {
    const { error } = (body ?? {}) as { error?: string };
    throw new UserError(`Prometheus at ${url} refuses a query: ${error ?? "its answer has another form"}.`, remedy);
  }
  const value = Number(parsed.data.data.result[0]?.value[1]);
  return Number.isFinite(value) ? value : undefined;
}
