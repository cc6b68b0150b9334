import type { StackOutputs } from "../outputs";
import type { ClusterAccess } from "./cluster-access";
import type { LoadResult } from "./job-results";
import { Prometheus } from "./prometheus";
import { rescaleEvents, type ReplicaSample } from "./replicas";
import { growthBy, peak, replicaChanges, replicaSeconds, rounded, summed } from "./summary";

/** Seconds between two points of the recorded series; the local stack scrapes every 5 s. */
const step = 5;

/** Everything that is read from Prometheus and from the autoscaler's events. */
export async function measure(
  cluster: ClusterAccess,
  stack: StackOutputs,
  samples: readonly ReplicaSample[],
  load: LoadResult,
) {
  const prometheus = new Prometheus(cluster, stack.namespace);
  const start = Math.floor(load.start) - 3 * step;
  const end = Math.ceil(Date.now() / 1000);
  const range = (expression: string) => prometheus.queryRange(expression, start, end, step);
  const group = `consumergroup="${stack.consumerGroup}",topic="${stack.topics.raw}"`;
  const [byPartition, rateIn, rateOut, discarded, events] = await Promise.all([
    range(`sum by (partition) (kafka_consumergroup_lag{${group}})`),
    range("sum(rate(acm_processor_events_in_total[20s]))"),
    range("sum(rate(acm_processor_events_out_total[20s]))"),
    range("acm_processor_events_discarded_total"),
    rescaleEvents(cluster, stack.namespace, load.start),
  ]);
  const lag = summed(byPartition);
  const { value, time } = peak(lag);
  return {
    peakLag: { peak: value, peakTime: time },
    record: {
      discarded: growthBy("reason", discarded, start),
      replicaChanges: replicaChanges(samples, events, load),
      maxReadyReplicas: Math.max(0, ...samples.map(({ ready }) => ready)),
      replicaSeconds: replicaSeconds(samples, load.start),
      series: {
        step,
        lag,
        lagByPartition: Object.fromEntries(
          byPartition.map(({ labels, points }) => [
            labels["partition"] ?? "",
            points.map(([t, v]): [number, number] => [t, v]),
          ]),
        ),
        replicas: samples.map(({ time, wanted, existing, ready }): [number, number, number, number] => [
          rounded(time),
          wanted,
          existing,
          ready,
        ]),
        rateIn: summed(rateIn),
        rateOut: summed(rateOut),
      },
    },
  };
}
