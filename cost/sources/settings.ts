import { UsageError } from "../../cli/options";
import type { ParameterValue } from "../parameter-table";
import type { Source } from "./source";

/**
 * `--set path=value`, each in turn.
 * @throws UsageError for text without "="
 */
export function settingsSource(settings: readonly string[]): Source {
  const values: Record<string, ParameterValue> = {};
  for (const setting of settings) {
    const [, path, text] = /^([\w.]+)=(.*)$/s.exec(setting) ?? [];
    if (path === undefined || text === undefined) {
      throw new UsageError(`--set ${setting} cannot be used. Write --set path=value, as in workload.eventsPerDay=2e8.`);
    }
    values[path] = parameterValue(text);
  }
  return { layer: { values, origin: { kind: "command line", detail: "--set" } } };
}

/** "2e8" → a number, "true" → a flag, "[1, 2]" → a list, else the text itself. */
function parameterValue(text: string): ParameterValue {
  if (text === "true" || text === "false") return text === "true";
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text);
  if (!text.startsWith("[")) return text;
  try {
    return JSON.parse(text) as readonly number[];
  } catch {
    return text;
  }
}
