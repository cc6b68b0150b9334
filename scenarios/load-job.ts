import { describeShape, hasOwnRates, shapeText, type LoadShape } from "../kafka-jobs/load-shape";
import { loadResult, type LoadResult } from "./job-results";
import { runJob, type JobSettings } from "./kafka-job";
import type { ScenarioContext } from "./run";

/** The load of one run. */
export interface LoadSettings {
  readonly events: number;
  /** Mean events a second: events / rate is how long the load takes. */
  readonly rate: number;
  /** Part of the events that is invalid, 0 to 1. */
  readonly invalidShare: number;
  /** Size of an event. */
  readonly bytes: number;
  /** How the events are spread over that time; without it at equal intervals. */
  readonly shape?: LoadShape;
}

/** Command line of `kafka-jobs load`. */
export function loadArguments(topic: string, runId: string, load: LoadSettings): string[] {
  const { events, rate, invalidShare, bytes, shape = { kind: "constant" } } = load;
  const args = ["load", "--topic", topic, "--run-id", runId, "--events", String(events)];
  if (!hasOwnRates(shape)) args.push("--rate", String(rate));
  args.push("--invalid-share", String(invalidShare), "--bytes", String(bytes));
  // An image from before there were shapes does not know the option.
  if (shape.kind !== "constant") args.push("--shape", shapeText(shape));
  return args;
}

/** Sends the load from inside the cluster. @param onFirstEvents called with every report of events that were sent */
export function sendLoad(
  load: LoadSettings,
  runId: string,
  { cluster, stack, progress }: ScenarioContext,
  job: JobSettings,
  onFirstEvents: () => void,
): Promise<LoadResult> {
  const { events, rate, shape } = load;
  const seconds = events / rate;
  const spread = shape === undefined || shape.kind === "constant" ? "" : `: ${describeShape(shape)}`;
  progress.step(`${count(events)} events at ${count(rate)} a second${spread}`, seconds + 5);
  const note = slowly<Readonly<Record<string, unknown>>>(10, ({ sent }) =>
    progress.note(`${count(Number(sent))} sent`),
  );
  return runJob(
    cluster,
    job,
    {
      name: `${runId}-load`,
      args: loadArguments(stack.topics.raw, runId, load),
      timeout: Math.ceil(seconds) + 600,
      onProgress: (line) => {
        if (Number(line["sent"]) > 0) onFirstEvents();
        note(line);
      },
    },
    loadResult,
  );
}

const count = (value: number) => value.toLocaleString("en-US", { maximumFractionDigits: 1 });

/** Passes on at most one call in so many seconds. */
export function slowly<T>(interval: number, call: (value: T) => void): (value: T) => void {
  let last = Date.now();
  return (value) => {
    if (Date.now() - last < interval * 1000) return;
    last = Date.now();
    call(value);
  };
}
