import type { StackConfiguration } from "../config/schema";
import type { TargetModule } from "./target";

/** Each target is loaded only when it is used: a cloud's library is large. */
const targets: Record<StackConfiguration["target"], () => Promise<TargetModule>> = {
  onprem: () => import("./onprem"),
};

/** The module of the target that the stack file names. */
export function loadTarget(name: StackConfiguration["target"]): Promise<TargetModule> {
  return targets[name]();
}
