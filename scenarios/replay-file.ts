/** Recorded rates for `--shape replay:FILE`. */
import { readFileSync, statSync } from "node:fs";
import { z } from "zod";
import { UsageError } from "../cli/options";
import { replayOf, type ReplayShape } from "../kafka-jobs/load-shape/replay";

type Reading = readonly [seconds: number, eventsPerSecond: number];

const pairs = z.array(z.tuple([z.number(), z.number()]));
/** A record of `npm start`: what the load sent, or before that was recorded what the processor read. */
const recordedRun = z.object({
  load: z.object({ series: z.object({ step: z.number(), acknowledged: z.array(z.number()) }).optional() }),
  series: z.object({ rateIn: pairs }),
});
/** An answer of Prometheus to query_range. */
const prometheusAnswer = z.object({
  status: z.literal("success"),
  data: z.object({ result: z.array(z.object({ values: z.array(z.tuple([z.number(), z.coerce.number()])) })) }),
});

/** More cannot be 5,000 readings. */
const maxBytes = 20_000_000;
const forms = 'Give lines of "seconds,events a second", such pairs in JSON, a recorded run, or a range of Prometheus';

/**
 * Reads a series of rates.
 * @throws UsageError with the file, what is wrong in it and what would be right
 */
export function replayFile(file: string): ReplayShape {
  const text = contentOf(file);
  const readings = /^\s*[[{]/.test(text) ? readingsOfJson(file, text) : readingsOfLines(file, text);
  try {
    return replayOf(readings);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(`${file} cannot be replayed: ${error.message}.`);
  }
}

function contentOf(file: string): string {
  try {
    if (statSync(file).size > maxBytes) throw new UsageError(`${file} has more than ${maxBytes / 1e6} MB. ${forms}.`);
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${file} cannot be read (${(error as Error).message}). ${forms}.`);
  }
}

function readingsOfLines(file: string, text: string): Reading[] {
  const readings: Reading[] = [];
  text.split(/\r?\n/).forEach((line, index) => {
    const cells = line.split(/[,;\t]/).map((cell) => cell.trim());
    const isHeader = readings.length === 0 && /^[a-z_"]/i.test(line);
    if (line.trim() === "" || line.startsWith("#") || isHeader) return;
    const values = cells.map((cell) => (cell === "" ? Number.NaN : Number(cell)));
    const [seconds = Number.NaN, rate = Number.NaN] = values;
    if (values.length !== 2 || !Number.isFinite(seconds) || !Number.isFinite(rate)) {
      throw new UsageError(`${file}, line ${index + 1}: "${line.slice(0, 60)}" is no reading. ${forms}.`);
    }
    readings.push([seconds, rate]);
  });
  return readings;
}

function readingsOfJson(file: string, text: string): readonly Reading[] {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} is not JSON (${(error as Error).message}). ${forms}.`);
  }
  const list = pairs.safeParse(content);
  if (list.success) return list.data;
  const run = recordedRun.safeParse(content);
  if (run.success) return readingsOfRun(run.data);
  const answer = prometheusAnswer.safeParse(content);
  if (!answer.success) throw new UsageError(`${file} is none of the known forms. ${forms}.`);
  const [series, ...more] = answer.data.data.result;
  if (series === undefined || more.length > 0) {
    throw new UsageError(`${file} has ${answer.data.data.result.length} series. Ask Prometheus for one: sum(rate(…)).`);
  }
  return series.values;
}

/** Each count of a recorded run holds for its step. */
function readingsOfRun({ load, series }: z.infer<typeof recordedRun>): readonly Reading[] {
  if (load.series === undefined) return series.rateIn;
  const { step, acknowledged } = load.series;
  return acknowledged.flatMap((events, index): Reading[] => [
    [index * step, events / step],
    [(index + 1) * step, events / step],
  ]);
}
