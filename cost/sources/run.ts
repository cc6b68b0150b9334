import { UserError } from "../../local/user-error";
import { runRecord, runRecordVersion, type RunRecord } from "../../scenarios/run-record";
import type { Origin } from "../model";
import { readStructured } from "./file";
import { parseOutputs, sourceOfOutputs } from "./outputs";
import type { MeasuredRun, Source } from "./source";

const secondsPerDay = 86_400;

/**
 * A recorded run: the stack that it ran on, and what was measured of it. A run of some seconds is taken for a whole day
 * at that rate.
 * @throws UserError when the file is no record of this version
 */
export async function runSource(file: string): Promise<Source> {
  return sourceOfRun(parseRecord(await readStructured(file, "recorded run"), file), file);
}

/** As {@link runSource}, of a record that has been read. @param file where it is from, for the origins */
export function sourceOfRun(record: RunRecord, file: string): Source {
  const origin: Origin = { kind: "run", detail: `${record.runId} (${file})` };
  const outputs = parseOutputs(record.stack, `The stack of the run ${record.runId}`, "Record a new run: npm start");
  const described = sourceOfOutputs(outputs, { kind: "run", detail: `stack of ${record.runId} (${file})` });
  const run = measuredRun(record, file);
  const { load, parameters } = record;
  const measured = {
    "workload.eventsPerDay": Math.round((load.sent / (load.end - load.start)) * secondsPerDay),
    "workload.eventBytes": parameters.bytes,
    "processor.replicasMean": Math.round((run.replicaSeconds / run.seconds) * 1000) / 1000,
  };
  const details = {
    "workload.eventsPerDay": `${origin.detail}: ${load.sent} events in ${(load.end - load.start).toFixed(1)} s, a day long`,
    "processor.replicasMean": `${origin.detail}: ${run.replicaSeconds} replica-seconds in ${run.seconds} s`,
  };
  const origins: Record<string, Origin> = { ...described.layer.origins };
  for (const path of Object.keys(measured)) origins[path] = origin;
  for (const [path, detail] of Object.entries(details)) origins[path] = { kind: "run", detail };
  return {
    ...described,
    layer: { ...described.layer, values: { ...described.layer.values, ...measured }, origins },
    commit: record.commit,
    run,
  };
}

function parseRecord(content: unknown, file: string): RunRecord {
  const { schemaVersion } = (content ?? {}) as { schemaVersion?: unknown };
  if (schemaVersion !== runRecordVersion) {
    throw new UserError(
      `${file} is no recorded run of version ${runRecordVersion}: its schemaVersion is ${JSON.stringify(schemaVersion) ?? "missing"}.`,
      "Record one with npm start, which writes out/local/run.json.",
    );
  }
  // Only what is priced: the rest of a record has a reader of its own.
  const parsed = runRecord
    .pick({ runId: true, commit: true, parameters: true, load: true, replicaSeconds: true, maxReadyReplicas: true })
    .extend({
      series: runRecord.shape.series.pick({ lag: true, rateIn: true }),
      stack: runRecord.shape.stack.optional(),
    })
    .safeParse(content);
  if (parsed.success && parsed.data.load.sent > 0 && parsed.data.load.end > parsed.data.load.start) {
    return content as RunRecord;
  }
  const problems = parsed.success
    ? ["load: must have sent events over some time"]
    : parsed.error.issues.map(({ path, message }) => `${path.map(String).join(".")}: ${message}`);
  throw new UserError(`${file} is no complete recorded run: ${problems.join("; ")}.`, "Record one with npm start.");
}

function measuredRun({ runId, load, series, replicaSeconds, maxReadyReplicas }: RunRecord, file: string): MeasuredRun {
  const ends = [series.lag.at(-1)?.[0] ?? load.end, series.rateIn.at(-1)?.[0] ?? load.end, load.end];
  return {
    source: `${runId} (${file})`,
    events: load.sent,
    seconds: Math.round((Math.max(...ends) - load.start) * 1000) / 1000,
    replicaSeconds,
    maxReplicas: maxReadyReplicas,
  };
}
