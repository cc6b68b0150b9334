import { flag, number, oneOf, optionalText } from "../cli/options";
import { loadOptions } from "./load-options";
import { autoscalerKinds } from "./project-variant";

/** Options of `npm start`. */
export const startOptions = {
  ...loadOptions(),
  "invalid-share": number("S", "part of the events that is invalid, 0 to 1", {
    fallback: 0.01,
    minimum: 0,
    maximum: 1,
  }),
  kubeconfig: optionalText("FILE", "deploy to this cluster instead of a local one; KEDA must be installed there"),
  autoscaler: oneOf(
    ["as-is", ...autoscalerKinds],
    "what scales the processor, in place of what Pulumi.local.yaml says (as-is)",
    "as-is",
  ),
  keep: flag("keep the deployed stack as it is: no pulumi up, only another load"),
  json: flag("print the run's record as JSON on the standard output instead of the table"),
};

export const startUsage = "npm start -- [options]";
export const startSummary =
  "Starts a local Kubernetes, deploys the ACM stack to it with Pulumi, sends events through it and shows what happened.";
export const startNotes = [
  "Progress goes to the standard error, the table to the standard output, the whole record to out/local/run.json.",
  "Everything stays running afterwards: npm start again sends another load, npm stop removes everything.",
  "Ctrl-C at any point: the same command goes on from there.",
  "Exit code: 0 every valid event was enriched exactly once, 1 not, 2 the command line cannot be used.",
].join("\n");
