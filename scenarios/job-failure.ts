/** Why a Job has no result: what its pod, its events and its log said is put into the message, since all of it goes with the Job. */
import type { CoreV1Event, V1JobCondition, V1Pod } from "@kubernetes/client-node";
import { UserError } from "../local/user-error";

/** What was last seen of a Job. */
export interface JobTrace {
  /** Of type Failed; undefined when Kubernetes has not given it up. */
  readonly condition: V1JobCondition | undefined;
  readonly pod: V1Pod | undefined;
  /** Events of the Job and of its pods. */
  readonly events: readonly CoreV1Event[];
  readonly log: string;
  /** Why it was not waited for any longer, if so. */
  readonly gaveUp?: string | undefined;
  /** What the Job itself reported as its error. */
  readonly said?: string | undefined;
}

/** Lines of a log, events, and characters of a text that are shown: enough to see what it is, few enough to be read. */
const most = { lines: 3, events: 2, text: 300 };

/** Reasons of a waiting container that are no answer yet. */
const beginning = /^(ContainerCreating|PodInitializing)$/;
/** Reasons of a waiting container that no waiting changes. */
const hopeless = /^(ErrImageNeverPull|InvalidImageName)$/;

/** Whether the container will not start however long one waits. */
export function neverStarts(pod: V1Pod | undefined): boolean {
  return containerStates(pod).some(({ waiting }) => hopeless.test(waiting?.reason ?? ""));
}

/** The first line says why, the next ones are the end of the log where the Job did not report an error itself. */
export function jobFailure(name: string, trace: JobTrace): UserError {
  const { said, gaveUp, log } = trace;
  const reasons = said === undefined ? reasonsOf(trace) : [said];
  if (gaveUp !== undefined) reasons.unshift(gaveUp);
  const why = reasons.join("; ").replace(/[.;\s]+$/, "");
  const lines = said === undefined ? log.trimEnd().split("\n").slice(-most.lines).filter(Boolean) : [];
  return new UserError(
    [`The job ${name} has no result: ${why === "" ? "nothing says why" : why}.`, ...lines.map(logLine)].join("\n"),
    "Correct that and run the command again; the Job has been removed.",
  );
}

const logLine = (line: string) => `  its log: ${short(line)}`;

/** The most telling first, nothing twice. */
function reasonsOf({ pod, condition, events }: JobTrace): string[] {
  const reasons = podReasons(pod);
  // "Has reached the backoff limit": every Job whose only attempt has failed.
  if (condition !== undefined && (reasons.length === 0 || condition.reason !== "BackoffLimitExceeded")) {
    reasons.push(named(condition.reason, condition.message));
  }
  const known = () => reasons.join("\n");
  const warnings = events.filter(({ type }) => type === "Warning").sort((a, b) => timeOf(b) - timeOf(a));
  for (const { reason, message = "" } of warnings.slice(0, most.events * 2)) {
    // A container's reason comes a second time, as "Error: ErrImagePull".
    if (/^Error: \w+$/.test(message) || known().includes(short(message))) continue;
    reasons.push(named(reason, message));
  }
  return reasons.slice(0, most.events + 2);
}

function podReasons(pod: V1Pod | undefined): string[] {
  const { status } = pod ?? {};
  const containers = containerStates(pod).flatMap(({ waiting, terminated }) => {
    if (terminated !== undefined) {
      // Ended in good order when Kubernetes asked it to, which the Job's condition explains.
      if (terminated.exitCode === 0) return [];
      return [named(`${terminated.reason ?? "ended"}, exit code ${terminated.exitCode}`, terminated.message)];
    }
    return waiting === undefined || beginning.test(waiting.reason ?? "")
      ? []
      : [named(waiting.reason, waiting.message)];
  });
  const unplaced = (status?.conditions ?? []).filter(
    ({ type, status }) => type === "PodScheduled" && status === "False",
  );
  const placed = unplaced.map(({ reason, message }) => named(reason, message));
  return [...(status?.reason === undefined ? [] : [named(status.reason, status.message)]), ...placed, ...containers];
}

const containerStates = (pod: V1Pod | undefined) =>
  (pod?.status?.containerStatuses ?? []).flatMap(({ state }) => (state === undefined ? [] : [state]));

const timeOf = ({ lastTimestamp, eventTime, metadata }: CoreV1Event) =>
  new Date(lastTimestamp ?? eventTime ?? metadata.creationTimestamp ?? 0).getTime();

const named = (reason = "", message = "") => [reason, short(message)].filter(Boolean).join(": ");

function short(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > most.text ? `${line.slice(0, most.text)} …` : line;
}
