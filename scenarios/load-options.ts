/** `--events`, `--rate` and `--shape`, which only together say what the load is. */
import { dayOfAnOperator } from "../cost/parameter-table";
import { optionalNumber, UsageError, type Values } from "../cli/options";
import {
  describeShape,
  hasOwnRates,
  parseShape,
  schedule,
  shapeOption,
  shapeUsages,
  type LoadShape,
} from "../kafka-jobs/load-shape";
import { recordedLoad } from "../kafka-jobs/load-shape/replay";
import type { LoadSettings } from "./load-job";
import { replayFile } from "./replay-file";

/** The thesis' load, in 30 s. */
const defaults = { events: 75_000, rate: 2_500 };
/** One process in a pod keeps up with this many events a second of some hundred bytes. */
const maxRate = 50_000;
const maxEvents = 10_000_000;

const usages = {
  ...shapeUsages,
  daily: "daily (a day of an operator in the time of the run) or daily:WEIGHT,… with 24 weights",
  replay: "replay:FILE (CSV or JSON of seconds and rates, or a recorded run)",
};

/** As the job reads it; in addition the day of an operator, and files. */
function readShape(text: string): LoadShape {
  if (text === "daily") return { kind: "daily", weights: dayOfAnOperator };
  const [, file] = /^replay:(?![\d.]+=)(.+)$/s.exec(text) ?? [];
  return file === undefined ? parseShape(text, usages) : replayFile(file);
}

/** @param minimum fewest events */
export const loadOptions = (minimum = 1) => ({
  events: optionalNumber("N", "events to send", {
    minimum,
    maximum: maxEvents,
    whole: true,
    shown: `${defaults.events}; of a replay what it recorded`,
  }),
  rate: optionalNumber("R", "mean events a second; ramp and burst say theirs themselves", {
    minimum: 1,
    maximum: maxRate,
    shown: `${defaults.rate}; of a replay what it recorded`,
  }),
  shape: shapeOption(usages, readShape),
});

/**
 * The load that the options ask for together.
 * @throws UsageError when they contradict each other or ask for more than one process can send
 */
export function loadOf(
  { events, rate, shape }: Values<ReturnType<typeof loadOptions>>,
  minimum = 1,
): Required<Pick<LoadSettings, "events" | "rate" | "shape">> {
  if (rate !== undefined && hasOwnRates(shape)) {
    throw new UsageError(
      `--rate ${rate} does not go with --shape ${shape.kind}, which says its rates itself. Leave --rate out.`,
    );
  }
  const recorded = shape.kind === "replay" ? recordedLoad(shape) : undefined;
  const wanted = events ?? recorded?.events ?? defaults.events;
  if (wanted < minimum || wanted > maxEvents) {
    throw new UsageError(
      `The replay has ${wanted} events. Give --events N from ${minimum} to ${maxEvents}: its form is kept.`,
    );
  }
  // A replay takes as long as what it repeats, also when --events asks for more of it.
  const mean = rate ?? (recorded === undefined ? defaults.rate : wanted / recorded.seconds);
  const times = schedule(shape, wanted, mean);
  if (times.peakRate > maxRate) {
    throw new UsageError(
      `The load (${describeShape(shape)}) would reach ${Math.round(times.peakRate)} events a second. ` +
        `At most ${maxRate} are possible: lower its rates, or --rate or --events.`,
    );
  }
  return { events: wanted, rate: hasOwnRates(shape) ? wanted / times.seconds : mean, shape };
}
