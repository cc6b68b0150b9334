import { z } from "zod";
import { UserError } from "../local/user-error";
import { reasonOf, statusOf, type ClusterAccess } from "./cluster-access";

/** One time series: its labels, and points of [unix time in s, value]. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly (readonly [number, number])[];
}

const sample = z.tuple([z.number(), z.string()]);
const answer = z.object({
  status: z.literal("success"),
  data: z.object({
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        value: sample.optional(),
        values: z.array(sample).optional(),
      }),
    ),
  }),
});

/** Queries of the stack's Prometheus through the API server, so that they work on any cluster without an Ingress. */
export class Prometheus {
  private readonly base: string;

  constructor(
    private readonly cluster: Pick<ClusterAccess, "get">,
    private readonly namespace: string,
  ) {
    this.base = `/api/v1/namespaces/${namespace}/services/http:prometheus:9090/proxy`;
  }

  /** Values of an expression now, or at a time. @param time unix time, s */
  query(expression: string, time?: number): Promise<Series[]> {
    return this.ask("query", { query: expression, ...(time === undefined ? {} : { time: String(time) }) });
  }

  /** Values of an expression over time. @param step seconds */
  queryRange(expression: string, start: number, end: number, step: number): Promise<Series[]> {
    return this.ask("query_range", {
      query: expression,
      start: String(start),
      end: String(end),
      step: String(step),
    });
  }

  /** Any other path of Prometheus' API as JSON, for example `/api/v1/rules`. */
  async json(path: string): Promise<unknown> {
    return JSON.parse(await this.cluster.get(`${this.base}${path}`)) as unknown;
  }

  private async ask(endpoint: string, parameters: Record<string, string>): Promise<Series[]> {
    const body = await this.retried(`${this.base}/api/v1/${endpoint}?${new URLSearchParams(parameters).toString()}`);
    return answer.parse(JSON.parse(body)).data.result.map(({ metric, value, values }) => ({
      labels: metric,
      points: (values ?? (value === undefined ? [] : [value])).map(([time, text]) => [time, Number(text)] as const),
    }));
  }

  /** The proxy answers 503 while a pod is replaced. @throws UserError when it does so for longer */
  private async retried(path: string): Promise<string> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.cluster.get(path);
      } catch (error) {
        if ((statusOf(error) ?? 503) < 500) throw error;
        if (attempt === 5) {
          throw new UserError(
            `Prometheus of the stack in namespace "${this.namespace}" does not answer: ${reasonOf(error)}.`,
            `Look at it: kubectl --namespace ${this.namespace} describe deployment prometheus`,
          );
        }
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
    }
  }
}
