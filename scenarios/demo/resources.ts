import type { Prometheus } from "../prometheus";
import type { RunRecord } from "../run-record";
import { summed } from "../summary";
import type { DemoRun } from "./record";

/** CPU and memory of all processor replicas during a run, by what their processes say of themselves. */
export async function resourcesOf(
  prometheus: Pick<Prometheus, "queryRange">,
  { load, lag, series }: RunRecord,
): Promise<DemoRun["resources"]> {
  const end = load.end + lag.drainSeconds + 15;
  const range = async (expression: string) =>
    summed(await prometheus.queryRange(expression, load.start, end, series.step));
  const [cpuCores, memory] = await Promise.all([
    range('sum(rate(process_cpu_seconds_total{job="event-stream-processor"}[20s]))'),
    range('sum(process_resident_memory_bytes{job="event-stream-processor"}) / 1048576'),
  ]);
  const rounded = (points: readonly (readonly [number, number])[]) =>
    points.map(([time, value]): [number, number] => [time, Math.round(value * 1000) / 1000]);
  return { cpuCores: rounded(cpuCores), memoryMib: rounded(memory) };
}
