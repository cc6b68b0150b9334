import type { ParameterSet } from "../model";
import type { Switch } from "../report/report";
import type { ThesisSwitch } from "./thesis";

/** Switches as a report lists them: with the values that the parameters have. */
export function switchesOf(switches: readonly ThesisSwitch[], parameters: ParameterSet): Switch[] {
  return switches.map((each) => {
    const parts = Object.keys({ ...each.consistent, ...each.thesis }).map((path) => parameters.optional(path));
    const value = parts.flatMap((part) => (part === undefined ? [] : `${part.path} = ${part.value}`)).join(", ");
    return { name: each.name, value, explanation: `${each.title}. ${each.why}` };
  });
}
