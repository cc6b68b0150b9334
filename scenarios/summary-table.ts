import { describeShape, parseShape } from "../kafka-jobs/load-shape";
import type { ReplicaChange, RunRecord } from "./run-record";

const count = (value: number) => Math.round(value).toLocaleString("en-US");
const seconds = (value: number) => `${value.toFixed(value < 100 ? 1 : 0)} s`;
const late = (milliseconds: number) =>
  milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : seconds(milliseconds / 1000);

/** The table at the end of `npm start`: what happened, row by row. */
export function summaryTable(run: RunRecord): string {
  const rows = summaryRows(run);
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`).join("\n");
}

/** The shape of a run's load, for people; a record from before there were shapes is of a constant rate. */
export function recordedShape({ parameters }: RunRecord): string {
  const { shape = "constant" } = parameters;
  try {
    return describeShape(parseShape(shape));
  } catch {
    // Of a version that knows more shapes.
    return shape.slice(0, 80);
  }
}

/** Name and value of each row. */
export function summaryRows(run: RunRecord): [name: string, value: string][] {
  const { load, verification, lag, replicaChanges, discarded, replicaSeconds, addresses } = run;
  const invalid = load.sent - load.validSent;
  const discardedTotal = Object.values(discarded).reduce((sum, value) => sum + value, 0);
  const rows: [string, string][] = [
    [
      "Events sent",
      `${count(load.sent)} at ${count(load.achievedRate)} a second (${count(invalid)} invalid on purpose)`,
    ],
    [
      "Load",
      `${recordedShape(run)}; handed over ${late(load.latenessMs.p99)} late at p99, ${late(load.latenessMs.max)} at most`,
    ],
    ["Enriched", `${count(verification.enriched)} of ${count(verification.expected)} valid`],
    ["Discarded", `${count(discardedTotal)}${byReason(discarded)}`],
    ["Lost", count(verification.lost)],
    ["Written twice", count(verification.writtenTwice)],
    ["Peak lag", `${count(lag.peak)} events, ${seconds(Math.max(0, lag.peakTime - load.start))} after the first event`],
    ...replicaChanges.map((change): [string, string] => [`Replicas ${change.from} → ${change.to}`, changeText(change)]),
    ["Drained", lag.drained ? `${seconds(lag.drainSeconds)} after the last event` : "no"],
    ["Replica seconds", count(replicaSeconds)],
    ["Prometheus", addresses.prometheus],
    ["Processor", addresses.processor],
  ];
  if (replicaChanges.length === 0) rows.splice(7, 0, ["Replicas", `${count(run.maxReadyReplicas)}, unchanged`]);
  return rows;
}

function byReason(discarded: Readonly<Record<string, number>>): string {
  const parts = Object.entries(discarded)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([reason, value]) => `${count(value)} ${reason.replaceAll("_", " ")}`);
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}

function changeText({ from, to, afterFirstEvent, afterLastEvent, readyAfter, reason }: ReplicaChange): string {
  const when =
    to > from || afterLastEvent < 0
      ? `${seconds(afterFirstEvent)} after the first event`
      : `${seconds(afterLastEvent)} after the last event`;
  const ready = readyAfter === undefined || to < from ? "" : `, ready ${seconds(readyAfter)} later`;
  return `${when}${ready}${reason === undefined ? "" : `: ${reason}`}`;
}
