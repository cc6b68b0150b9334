import type { StackOutputs } from "../../outputs";
import type { ClusterAccess } from "../cluster-access";
import { Prometheus } from "../prometheus";
import { defaultBacklog, readBacklog, type BacklogContext } from "../requirements/backlog";
import type { BacklogReading, Reading } from "../requirements/observations";
import { runScenario } from "../run";
import type { RunRecord } from "../run-record";

/** What checks look at, and what several of them share. */
export interface CheckContext {
  readonly cluster: ClusterAccess;
  readonly stack: StackOutputs;
  readonly prometheus: Pick<Prometheus, "query" | "queryRange" | "json">;
  /** Events that waited and were read: the reading of REQ7 and REQ8, or one of its own, taken by who asks first. */
  readonly backlog: () => Promise<Reading<BacklogReading>>;
  /** A small load during which something is disturbed. */
  readonly loadWhile: (disturb: () => Promise<void>) => Promise<RunRecord>;
}

/** Longer than a broker's restart takes. */
const disturbedLoad = { events: 12_000, rate: 400, invalidShare: 0, bytes: 500 };

/** @param taken the backlog that REQ1 to REQ10 were judged by, where they were checked */
export function checkContext(
  runId: string,
  session: BacklogContext,
  taken: Reading<BacklogReading> | undefined,
): CheckContext {
  const { context } = session;
  const { cluster, stack } = context;
  let backlog = taken === undefined ? undefined : Promise.resolve(taken);
  let disturbed = 0;
  return {
    cluster,
    stack,
    prometheus: new Prometheus(cluster, stack.namespace),
    backlog: () => (backlog ??= readBacklog(session, defaultBacklog)),
    loadWhile: (disturb) =>
      runScenario(
        {
          ...disturbedLoad,
          awaitScaleDown: false,
          disturb,
          runId: `${runId}-disturbed-${++disturbed}`,
          drainTimeout: disturbedLoad.events / 100 + 300,
        },
        context,
      ),
  };
}
