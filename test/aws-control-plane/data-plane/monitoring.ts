/**
 * MSK's open monitoring: every broker carries Prometheus' JMX exporter, and its host the node exporter. Both are the real
 * programs; the host is this machine, the same for all brokers.
 */
import path from "node:path";
import { goStep, removeGoCaches } from "../../../local/go-tools";
import { startDaemon, type Anchor } from "../../../local/anchor";
import { cachePathInside, localPaths, type Paths } from "../../../local/paths";
import { runningProcesses } from "../../../local/processes";
import type { Progress } from "../../../local/progress";
import { run } from "../../../local/shell";
import { buildSteps, digest, isBuilt, stepOutput, type Step } from "../../../local/steps";
import { brokerAddresses } from "./broker-settings";

const jmxVersion = "1.0.1";
/** Ports of MSK (open-monitoring.html). */
const jmxPort = 11001;
const nodePort = 11002;

const jmxExporter: Step = {
  name: "jmx-exporter",
  title: `JMX exporter ${jmxVersion}`,
  estimateSeconds: 10,
  hash: digest([jmxVersion]),
  build: async ({ output, log }) => {
    const artifact = `-Dartifact=io.prometheus.jmx:jmx_prometheus_javaagent:${jmxVersion}`;
    const names = ["-Dmdep.stripVersion=true", `-DoutputDirectory=${output}`];
    await run("mvn", ["--quiet", "--batch-mode", "dependency:copy", artifact, ...names], { cwd: output, log });
  },
};

const nodeExporter = (paths: Paths) => goStep(paths, "nodeExporter");

/** Builds what is missing; Go's caches go afterwards. */
export async function buildMonitoring(progress: Progress): Promise<void> {
  const paths = localPaths();
  const node = nodeExporter(paths);
  const compiles = !isBuilt(paths, node);
  await buildSteps(paths, [jmxExporter, node], progress);
  if (compiles) removeGoCaches(paths);
}

/** What the exporter shows: brokers, topics and the JVM; all of a broker's beans take seconds to read. */
export const jmxConfiguration = JSON.stringify({
  lowercaseOutputName: true,
  includeObjectNames: [
    "kafka.server:type=BrokerTopicMetrics,*",
    "kafka.server:type=ReplicaManager,*",
    "kafka.controller:type=KafkaController,*",
    "kafka.network:type=RequestMetrics,name=TotalTimeMs,*",
    "java.lang:*",
  ],
});

/** Option of a broker's Java. @param configuration the file with {@link jmxConfiguration}, as the broker sees it */
export function jmxAgent(paths: Paths, address: string, configuration: string): string {
  const jar = path.join(stepOutput(paths, jmxExporter), "jmx_prometheus_javaagent.jar");
  return `-javaagent:${cachePathInside(paths, jar)}=${address}:${jmxPort}:${configuration}`;
}

/** One node exporter that answers at every broker's address. */
export async function startNodeExporter(paths: Paths, anchor: Anchor): Promise<void> {
  if (running().length > 0) return;
  const program = cachePathInside(paths, path.join(stepOutput(paths, nodeExporter(paths)), "node_exporter"));
  const listen = brokerAddresses.map((address) => `--web.listen-address=${address}:${nodePort}`);
  await startDaemon(paths, anchor, { name: "msk-node-exporter", command: [program, ...listen] });
}

export function stopNodeExporter(): void {
  for (const { pid } of running()) process.kill(pid, "SIGTERM");
}

function running() {
  const listen = `--web.listen-address=${brokerAddresses[0]}:${nodePort}`;
  return runningProcesses().filter(({ command }) => command.includes(listen));
}
