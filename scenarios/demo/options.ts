/** Options of the demonstration. */
import { flag, number, optionalText, text } from "../../cli/options";
import { stackOptions } from "../command";

/** What a demonstration does, on whichever stack. */
export const demonstration = {
  repeat: number("N", "how often the three scenarios are run; the thesis: 10", {
    fallback: 1,
    minimum: 1,
    maximum: 100,
    whole: true,
  }),
  events: number("N", "events of one run of the experiment", {
    fallback: 75_000,
    minimum: 1000,
    maximum: 10_000_000,
    whole: true,
  }),
  rate: number("R", "events a second", { fallback: 2_500, minimum: 1, maximum: 50_000 }),
  only: optionalText(
    "PATTERN",
    "only checks of quality whose id matches, for example Availability or REQ8.3a; leaves REQ1 to REQ10 out",
  ),
  "requirements-only": flag("leaves the experiment out"),
  "experiment-only": flag("leaves the requirement checks out"),
  output: text("FOLDER", "where the report is written", { fallback: "out/demo" }),
};

export const demoOptions = {
  ...stackOptions,
  ...demonstration,
  "stand-in": optionalText(
    "TEXT",
    'part of the target that is not the real one; every page says it, for example "AWS control plane: stand-in"',
  ),
  "repeat-with": optionalText(
    "COMMAND",
    "what the report gives for repeating it, where another command starts this one",
  ),
};
