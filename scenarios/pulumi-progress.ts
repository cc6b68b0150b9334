import type { EngineEvent } from "@pulumi/pulumi/automation";
import type { Progress } from "../local/progress";

/** Seconds between two lines about an operation that goes on. */
const interval = 10;

/** Turns the engine's events into a line now and then, and keeps what it says about errors. */
export class PulumiProgress {
  private readonly running = new Map<string, string>();
  private readonly errorTexts: string[] = [];
  private finished = 0;
  private lastNote = Date.now();

  constructor(private readonly progress: Progress) {}

  /** Errors that the engine has reported, without colours, the program's own ones first said once. */
  get errors(): readonly string[] {
    return this.errorTexts;
  }

  readonly onEvent = ({ resourcePreEvent, resOutputsEvent, resOpFailedEvent, diagnosticEvent }: EngineEvent): void => {
    if (resourcePreEvent !== undefined && isAwaited(resourcePreEvent.metadata)) {
      this.running.set(resourcePreEvent.metadata.urn, nameOf(resourcePreEvent.metadata.urn));
    }
    const done = resOutputsEvent ?? resOpFailedEvent;
    if (done !== undefined && this.running.delete(done.metadata.urn)) this.finished++;
    if (diagnosticEvent !== undefined)
      this.diagnostic(diagnosticEvent.severity, diagnosticEvent.message, diagnosticEvent.urn);
    this.note();
  };

  private diagnostic(severity: string, message: string, urn: string | undefined): void {
    const text = withoutColours(message).trim();
    if (severity === "error") {
      const line = isSummary(text) ? undefined : urn === undefined || isProgram(urn) ? text : `${nameOf(urn)}: ${text}`;
      if (line !== undefined && !this.errorTexts.includes(line)) this.errorTexts.push(line);
    } else if (severity === "warning" && isForPeople(text, urn)) {
      this.progress.note(`warning: ${text}`);
    }
  }

  /** What has been done, and what is waited for. */
  private note(): void {
    if (Date.now() - this.lastNote < interval * 1000 || this.running.size === 0) return;
    this.lastNote = Date.now();
    const names = [...this.running.values()];
    const shown = names.slice(0, 4).join(", ") + (names.length > 4 ? ` and ${names.length - 4} more` : "");
    this.progress.note(`${this.finished} resources done; waiting for ${shown}`);
  }
}

/** `urn:pulumi:local::acm::kubernetes:apps/v1:StatefulSet::kafka` is "kafka (StatefulSet)". */
export function nameOf(urn: string): string {
  const [, , type = "", ...name] = urn.split("::");
  const kind = type.split("$").at(-1)?.split(":").at(-1) ?? "";
  return `${name.join("::")} (${kind})`;
}

/** Not the program itself, nor components, which only group others. */
function isAwaited({ op, urn }: { op: string; urn: string }): boolean {
  return op !== "same" && op !== "read" && !isProgram(urn) && !/::acm:[^:]*:[^:]*::|\$acm:[^:$]*:[^:$]*::/.test(urn);
}

/**
 * The program's own warnings are for people. What the Kubernetes provider says about an object while it waits
 * ("containers with unready status") is the ordinary course of a start, and the local tools are on the path on purpose.
 */
function isForPeople(text: string, urn: string | undefined): boolean {
  return text !== "" && (urn === undefined || isProgram(urn)) && !/^using pulumi-\S+ from \$PATH/.test(text);
}

function isProgram(urn: string): boolean {
  return urn.includes("::pulumi:pulumi:Stack::");
}

/** Lines with which the engine ends; they say nothing beside the cause that it has already named. */
function isSummary(text: string): boolean {
  return (
    text === "" || /^(update|preview|refresh|destroy) failed$|^an unhandled error occurred: Program exited/i.test(text)
  );
}

/** Without the engine's colour marks `<{%fg 1%}>` and terminal escapes. */
export function withoutColours(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/<\{%.*?%\}>/g, "").replace(/\x1b\[[0-9;]*m/g, "");
}
