/** Parts are removed while the stack works: what comes back, in how long, and that nothing is lost. */
import { statusOf } from "../cluster-access";
import { processorName, readHorizontalPodAutoscaler } from "../replicas";
import { Skipped, type Check, type Requirement, type Witness } from "./check";
import type { CheckContext } from "./context";
import { podsOf, workloadState } from "./kubernetes-state";
import { metricPath, metricValues } from "./metrics-api";

interface Part {
  readonly kind: "StatefulSet" | "Deployment";
  readonly name: string;
  /** Seconds that it may take until it works again. */
  readonly patience: number;
}

/** Deletes one pod of a part and waits until another does its work. @returns the seconds that it took */
async function removeOne(context: CheckContext, witness: Witness, { kind, name, patience }: Part): Promise<number> {
  const [pod] = await podsOf(context, name);
  if (pod === undefined) throw new Skipped(`${name} has no pod in this stack`);
  const podName = pod.metadata?.name ?? "";
  const began = Date.now();
  await context.cluster.core.deleteNamespacedPod({ namespace: context.stack.namespace, name: podName });
  await witness.becomes(
    `kubectl delete pod ${podName}, then kubectl get ${kind.toLowerCase()} ${name}`,
    async () => {
      const uids = (await podsOf(context, name)).map(({ metadata }) => metadata?.uid);
      return { ...(await workloadState(context, kind, name)), replaced: !uids.includes(pod.metadata?.uid) };
    },
    ({ replaced, ready, wanted }) => replaced && ready === wanted,
    `another pod of ${name}, all ready`,
    patience,
  );
  return Math.round((Date.now() - began) / 100) / 10;
}

/** A part that the events go through: counts them. */
function underLoad(id: string, title: string, part: Part): Check {
  return {
    id,
    title,
    seconds: 90,
    run: async (context, witness) => {
      if (part.name === "kafka" && context.stack.costParameters.kafka.placement === "managed") {
        throw new Skipped("Kafka is managed: a broker of it cannot be removed from here");
      }
      let seconds: number | undefined;
      let problem: Error | undefined;
      const record = await context.loadWhile(async () => {
        try {
          seconds = await removeOne(context, witness, part);
        } catch (error) {
          problem = error instanceof Error ? error : new Error("removing it failed");
        }
      });
      if (problem !== undefined) throw problem;
      witness.saw("seconds until all of its pods were ready again", seconds ?? "not removed: the load ended before");
      const { lost, writtenTwice, enriched } = record.verification;
      witness.saw(`events sent meanwhile (run ${record.runId}): valid, enriched, lost, written twice`, [
        record.load.validSent,
        enriched,
        lost,
        writtenTwice,
      ]);
      witness.holds(seconds !== undefined, "nothing was removed");
      witness.equal("the number of lost events", lost, 0);
      witness.equal("the number of events written twice", writtenTwice, 0);
      witness.holds(record.lag.drained, "the processor did not read everything afterwards");
    },
  };
}

/** A part that only observes: it must be scraped, or answer, again. */
function observer(id: string, title: string, part: Part, query: string): Check {
  return {
    id,
    title,
    seconds: 30,
    run: async (context, witness) => {
      witness.saw("seconds until its pod was ready again", await removeOne(context, witness, part));
      await witness.becomes(
        `PromQL ${query}`,
        async () => (await context.prometheus.query(query))[0]?.points.at(-1)?.[1],
        (value) => value === 1,
        "1",
        90,
      );
    },
  };
}

/** What gives the autoscaler its metric: the label of its pods, and where they are. */
function metricSource({ stack }: CheckContext) {
  const { autoscaler, namespace } = stack;
  if (autoscaler.kind === "none") throw new Skipped("the stack is not scaled");
  return autoscaler.kind === "keda"
    ? // The label that KEDA's manifest and its Helm chart have in common.
      { labelSelector: "app=keda-operator", namespace: undefined }
    : { labelSelector: "app.kubernetes.io/name=prometheus-adapter", namespace };
}

/** Deletes a pod of it, and waits until another one is ready and the metric is served and read again. */
async function removeMetricSource(context: CheckContext, witness: Witness): Promise<void> {
  const { core } = context.cluster;
  const { labelSelector, namespace } = metricSource(context);
  const pods = async () => {
    const { items } = await (namespace === undefined
      ? core.listPodForAllNamespaces({ labelSelector })
      : core.listNamespacedPod({ namespace, labelSelector }));
    return items.filter(({ metadata }) => metadata?.deletionTimestamp === undefined);
  };
  let removed;
  try {
    [removed] = await pods();
    if (removed === undefined) throw new Skipped(`no pod with ${labelSelector} can be seen`);
    await core.deleteNamespacedPod({
      name: removed.metadata?.name ?? "",
      namespace: removed.metadata?.namespace ?? "",
    });
  } catch (error) {
    if (statusOf(error) === 403) throw new Skipped("this user may not see or remove KEDA's pods");
    throw error;
  }
  const uid = removed.metadata?.uid;
  await witness.becomes(
    `kubectl delete pod -l ${labelSelector}, then its successor, kubectl get hpa: ScalingActive, and the metric`,
    async () => {
      const [now] = await pods();
      const hpa = await readHorizontalPodAutoscaler(context.cluster, context.stack.namespace);
      const active = hpa?.status?.conditions?.find(({ type }) => type === "ScalingActive")?.status;
      return {
        another: now !== undefined && now.metadata?.uid !== uid,
        ready: now?.status?.containerStatuses?.[0]?.ready,
        active,
        metric: await context.cluster.get(metricPath(context)).then(metricValues),
      };
    },
    ({ another, ready, active, metric }) => another && ready === true && active === "True" && metric.length > 0,
    "another one that is ready, and an autoscaler that gets its metric",
    180,
  );
}

export const requirement: Requirement = {
  id: "Availability",
  title: "A part that fails comes back by itself, and no event is lost",
  checks: [
    underLoad("Availability.1", "A replica of the processor is removed", {
      kind: "StatefulSet",
      name: processorName,
      patience: 180,
    }),
    underLoad("Availability.2", "A Kafka broker is removed", { kind: "StatefulSet", name: "kafka", patience: 240 }),
    observer(
      "Availability.3",
      "The Kafka exporter is removed",
      { kind: "Deployment", name: "kafka-exporter", patience: 90 },
      'min(up{job="kafka-exporter"})',
    ),
    observer(
      "Availability.4",
      "Prometheus is removed",
      { kind: "Deployment", name: "prometheus", patience: 120 },
      'min(up{job="prometheus"})',
    ),
    {
      id: "Availability.5",
      title: "What gives the autoscaler its metric is removed: KEDA's operator, or Prometheus Adapter",
      seconds: 60,
      run: removeMetricSource,
    },
  ],
};
