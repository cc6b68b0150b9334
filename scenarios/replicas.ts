import type { CoreV1Event, V2HorizontalPodAutoscaler, V2MetricStatus } from "@kubernetes/client-node";
import type { ClusterAccess } from "./cluster-access";

/** Replicas at one moment. */
export interface ReplicaSample {
  /** Unix time, s. */
  readonly time: number;
  /** What the autoscaler asks for (`spec.replicas`). */
  readonly wanted: number;
  /** Pods that exist, ready or not. */
  readonly existing: number;
  /** Pods that are ready: they have joined the consumer group. */
  readonly ready: number;
}

/** What an autoscaler said when it changed the number of replicas. */
export interface RescaleEvent {
  /** Unix time, s; Kubernetes keeps whole seconds. */
  readonly time: number;
  readonly to: number;
  /** The autoscaler's own words. */
  readonly reason: string;
}

/** The autoscaler as the cluster has it, read from its HorizontalPodAutoscaler: KEDA's, or the stack's own. */
export interface AutoscalerState {
  readonly minReplicas: number;
  readonly maxReplicas: number;
  /** Seconds. */
  readonly scaleDownStabilization: number;
}

export const processorName = "event-stream-processor";
/** KEDA makes the one, an autoscaler of kind `hpa` is the other; a stack has at most one of them. */
const autoscalerNames: readonly string[] = [`keda-hpa-${processorName}`, processorName];

/** Undefined when nothing scales the processor. */
export async function readHorizontalPodAutoscaler(
  { autoscaling }: Pick<ClusterAccess, "autoscaling">,
  namespace: string,
): Promise<V2HorizontalPodAutoscaler | undefined> {
  const { items } = await autoscaling.listNamespacedHorizontalPodAutoscaler({ namespace });
  return items.find(({ metadata }) => autoscalerNames.includes(metadata?.name ?? ""));
}

/** Name and value of a metric that an autoscaler has read; empty when it could not. */
export function metricRead({ external, object, resource }: V2MetricStatus): string[] {
  const value = ({ averageValue, value }: { averageValue?: string; value?: string } = {}) => averageValue ?? value;
  const read = [
    [external?.metric.name, value(external?.current)],
    [object?.metric.name, value(object?.current)],
    [resource?.name, value(resource?.current)],
  ] as const;
  return read.flatMap(([name, amount]) => (name === undefined || amount === undefined ? [] : [`${name} ${amount}`]));
}

/** Undefined when nothing scales the processor. */
export async function readAutoscaler(cluster: ClusterAccess, namespace: string): Promise<AutoscalerState | undefined> {
  const hpa = await readHorizontalPodAutoscaler(cluster, namespace);
  if (hpa?.spec === undefined) return undefined;
  const { minReplicas = 1, maxReplicas, behavior } = hpa.spec;
  // 300 s is Kubernetes' own default (--horizontal-pod-autoscaler-downscale-stabilization).
  return { minReplicas, maxReplicas, scaleDownStabilization: behavior?.scaleDown?.stabilizationWindowSeconds ?? 300 };
}

/** Reads the replicas until it is stopped; keeps a sample whenever something has changed. */
export class ReplicaRecorder {
  readonly samples: ReplicaSample[] = [];
  private stopped = false;
  private readonly finished: Promise<void>;

  constructor(
    private readonly cluster: ClusterAccess,
    private readonly namespace: string,
    /** Milliseconds between two readings. */
    private readonly interval = 500,
  ) {
    this.finished = this.record();
  }

  get latest(): ReplicaSample | undefined {
    return this.samples.at(-1);
  }

  /** Ends the recording and closes it with a last sample. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.finished;
    const last = this.latest;
    if (last !== undefined) this.samples.push({ ...last, time: Date.now() / 1000 });
  }

  private async record(): Promise<void> {
    while (!this.stopped) {
      try {
        const sample = await readReplicas(this.cluster, this.namespace);
        const before = this.latest;
        if (
          before === undefined ||
          before.wanted !== sample.wanted ||
          before.existing !== sample.existing ||
          before.ready !== sample.ready
        ) {
          this.samples.push(sample);
        }
      } catch {
        // One missed reading is no event; the next comes in half a second.
      }
      await new Promise((resolve) => setTimeout(resolve, this.interval));
    }
  }
}

export async function readReplicas(cluster: ClusterAccess, namespace: string): Promise<ReplicaSample> {
  const { spec, status } = await cluster.apps.readNamespacedStatefulSet({ namespace, name: processorName });
  return {
    time: Date.now() / 1000,
    wanted: spec?.replicas ?? 1,
    existing: status?.replicas ?? 0,
    ready: status?.readyReplicas ?? 0,
  };
}

/** What the autoscaler has said since a time, oldest first. @param since unix time, s */
export async function rescaleEvents(cluster: ClusterAccess, namespace: string, since: number): Promise<RescaleEvent[]> {
  const { items } = await cluster.core.listNamespacedEvent({
    namespace,
    fieldSelector: "involvedObject.kind=HorizontalPodAutoscaler,reason=SuccessfulRescale",
  });
  return items
    .filter(({ involvedObject }) => autoscalerNames.includes(involvedObject.name ?? ""))
    .flatMap(rescaleEvent)
    .filter(({ time }) => time >= Math.floor(since))
    .sort((a, b) => a.time - b.time);
}

/** `New size: 3; reason: external metric s0-kafka-raw-events(&LabelSelector{…}) above target` */
export function rescaleEvent(event: CoreV1Event): RescaleEvent[] {
  const [, size, reason] = /^New size: (\d+); reason: (.*)$/s.exec(event.message ?? "") ?? [];
  // Repetitions of an event share one object: the last time is that of the change that was just seen.
  const time = event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp;
  if (size === undefined || reason === undefined || time === undefined) return [];
  return [
    {
      time: new Date(time).getTime() / 1000,
      to: Number(size),
      reason: reason.replace(/\(&?LabelSelector.*?\}\)/s, ""),
    },
  ];
}
