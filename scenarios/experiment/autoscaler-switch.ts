import type { StackOutputs } from "../../outputs";
import type { ClusterAccess } from "../cluster-access";
import { HpaSwitch } from "./hpa-switch";
import { KedaSwitch } from "./keda-switch";

/**
 * Holds the autoscaler back from a stack's processor and lets it go again, without a deployment. Who holds it is kept
 * in the cluster, so that another process can undo what a killed one has left.
 */
export interface AutoscalerSwitch {
  /**
   * Scales to so many replicas, from 0 to the autoscaler's maximum, and keeps them.
   * @throws UserError when nothing scales the processor, or somebody else holds it
   */
  hold(replicas: number): Promise<void>;
  /** As if it had never been held; nothing when it is not. */
  release(): Promise<void>;
  /**
   * Undoes what a killed scenario has left.
   * @returns whether there was something
   * @throws UserError when somebody else holds the autoscaler
   */
  repair(): Promise<boolean>;
}

/** Undefined for a stack whose number of replicas is fixed. */
export function autoscalerSwitch(
  cluster: Pick<ClusterAccess, "apps" | "objects">,
  { autoscaler, namespace }: Pick<StackOutputs, "autoscaler" | "namespace">,
): AutoscalerSwitch | undefined {
  switch (autoscaler.kind) {
    case "keda":
      return new KedaSwitch(cluster, namespace);
    case "hpa":
      return new HpaSwitch(cluster, namespace, autoscaler.replicas.min);
    case "none":
      return undefined;
  }
}
