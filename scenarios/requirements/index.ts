import type { CheckResult, Requirement } from "./check";
import type { Observations } from "./observations";
import { requirement as zookeeper } from "./req1-zookeeper";
import { requirement as fewerPartitions } from "./req10-fewer-partitions";
import { requirement as kafka } from "./req2-kafka";
import { requirement as kafkaExporter } from "./req3-kafka-exporter";
import { requirement as prometheus } from "./req4-prometheus";
import { requirement as grafana } from "./req5-grafana";
import { requirement as processor } from "./req6-event-stream-processor";
import { requirement as scaleDown } from "./req7-scale-down";
import { requirement as scaleUp } from "./req8-scale-up";
import { requirement as morePartitions } from "./req9-more-partitions";

/** Every requirement of the thesis, in its order; a test finds a file that is not here. */
export const requirements: readonly Requirement[] = [
  zookeeper,
  kafka,
  kafkaExporter,
  prometheus,
  grafana,
  processor,
  scaleDown,
  scaleUp,
  morePartitions,
  fewerPartitions,
];

/** All checks on what was seen. */
export function checkAll(seen: Observations): CheckResult[] {
  return requirements.flatMap((requirement) => requirement.check(seen));
}
