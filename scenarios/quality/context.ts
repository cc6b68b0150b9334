import type { StackOutputs } from "../../outputs";
import type { ClusterAccess } from "../cluster-access";
import { Prometheus } from "../prometheus";
import { runScenario, type ScenarioContext } from "../run";
import type { RunRecord } from "../run-record";

/** What checks look at, and what several of them share. */
export interface CheckContext {
  readonly cluster: ClusterAccess;
  readonly stack: StackOutputs;
  readonly prometheus: Pick<Prometheus, "query" | "queryRange" | "json">;
  /** One load of valid and invalid events, until the replicas have gone back. Sent once, by who asks first. */
  readonly load: () => Promise<RunRecord>;
  /** A small load during which something is disturbed. */
  readonly loadWhile: (disturb: () => Promise<void>) => Promise<RunRecord>;
}

/** Events and rate of the shared load: enough for the autoscaler's longest wait of two syncs. */
const sharedLoad = { events: 30_000, rate: 1_500, invalidShare: 0.01, bytes: 500 };
/** Longer than a broker's restart takes. */
const disturbedLoad = { events: 12_000, rate: 400, invalidShare: 0, bytes: 500 };

export function checkContext(runId: string, scenario: ScenarioContext): CheckContext {
  const { cluster, stack } = scenario;
  let shared: Promise<RunRecord> | undefined;
  const send = (
    name: string,
    load: typeof sharedLoad,
    more: { awaitScaleDown: boolean; disturb?: () => Promise<void> },
  ) => runScenario({ ...load, ...more, runId: `${runId}-${name}`, drainTimeout: load.events / 100 + 300 }, scenario);
  let disturbed = 0;
  return {
    cluster,
    stack,
    prometheus: new Prometheus(cluster, stack.namespace),
    load: () => (shared ??= send("load", sharedLoad, { awaitScaleDown: true })),
    loadWhile: (disturb) => send(`disturbed-${++disturbed}`, disturbedLoad, { awaitScaleDown: false, disturb }),
  };
}
