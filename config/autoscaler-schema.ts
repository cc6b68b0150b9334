import { z } from "zod";
import { count, resources } from "./fields";

const lagThreshold = z
  .int()
  .min(1)
  .max(1_000_000_000)
  .default(100)
  .describe("events of lag that one replica is meant for");
const maxReplicas = count(1000).default(3);
const scaleDownStabilizationSeconds = z
  .int()
  .min(0)
  .max(3600)
  .default(300)
  .describe("lag must have been low for so long before a replica goes");

const kedaAutoscaler = z.strictObject({
  kind: z.literal("keda"),
  minReplicas: z.int().min(0).max(1000).default(1),
  maxReplicas,
  lagThreshold,
  pollingIntervalSeconds: z
    .int()
    .min(1)
    .max(3600)
    .default(30)
    .describe("no effect while minReplicas is 1 or more: KEDA polls for 0 to 1 only"),
  cooldownPeriodSeconds: z
    .int()
    .min(0)
    .max(86_400)
    .default(300)
    .describe("no effect while minReplicas is 1 or more: it delays the step from 1 to 0 only"),
  scaleDownStabilizationSeconds,
  fallback: z
    .strictObject({
      failureThreshold: count(100).default(3).describe("failed readings of the lag before the fallback is used"),
      replicas: count(1000).default(1).describe("replicas while the lag cannot be read"),
    })
    .prefault({}),
});

const hpaAutoscaler = z.strictObject({
  kind: z.literal("hpa").describe("Kubernetes' own autoscaler alone, on the lag that Prometheus Adapter serves"),
  minReplicas: count(1000).default(1).describe("1 or more: without KEDA nothing wakes a processor of no replicas"),
  maxReplicas,
  lagThreshold,
  scaleDownStabilizationSeconds,
  fallback: z
    .strictObject({
      cpuUtilization: count(10_000)
        .default(80)
        .describe("percent of processor.resources.cpu that a replica may use on average before one more is added"),
      memoryUtilization: count(100)
        .default(90)
        .describe("the same of processor.resources.memory; at least twice what an idle replica uses"),
    })
    .prefault({})
    .describe("CPU and memory, read from metrics-server: they count beside the lag, and alone while it cannot be read"),
  adapter: z.strictObject({ resources: resources("50m", "128Mi", "500m") }).prefault({}),
});
export type HpaConfiguration = z.infer<typeof hpaAutoscaler>;

const noAutoscaler = z.strictObject({ kind: z.literal("none"), replicas: count(1000).default(1) });

export const autoscaler = z
  .discriminatedUnion("kind", [kedaAutoscaler, hpaAutoscaler, noAutoscaler])
  .prefault({ kind: "keda" });
export type KedaConfiguration = z.infer<typeof kedaAutoscaler>;
