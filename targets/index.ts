import type { StackConfiguration } from "../config/schema";
import type { ChosenTarget, TargetModule } from "./target";

/** The target that the stack file names. Each is loaded only when it is used: a cloud's library is large. */
export async function loadTarget(configuration: StackConfiguration): Promise<ChosenTarget> {
  switch (configuration.target) {
    case "onprem":
      return chosen(await import("./onprem"), configuration);
    case "aws":
      return chosen(await import("./aws"), configuration);
  }
}

function chosen<Configuration extends StackConfiguration>(
  module: TargetModule<Configuration>,
  configuration: Configuration,
): ChosenTarget {
  return {
    problems: () => module.problems(configuration),
    create: () => module.createTarget(configuration),
  };
}
