import { UserError } from "../../local/user-error";
import type { ClusterAccess } from "../cluster-access";
import { processorName } from "../replicas";
import type { AutoscalerSwitch } from "./autoscaler-switch";
import { isOwned, OwnedObject } from "./owned-object";

/** KEDA's own way to be held: https://keda.sh/docs/latest/concepts/scaling-deployments/#pause-autoscaling */
const pausedReplicas = "autoscaling.keda.sh/paused-replicas";

/** Pauses the ScaledObject. */
export class KedaSwitch implements AutoscalerSwitch {
  private readonly scaledObject: OwnedObject;

  constructor(
    { objects }: Pick<ClusterAccess, "objects">,
    private readonly namespace: string,
  ) {
    this.scaledObject = new OwnedObject(objects, {
      group: "keda.sh",
      version: "v1alpha1",
      kind: "ScaledObject",
      plural: "scaledobjects",
      namespace,
      name: processorName,
    });
  }

  async hold(replicas: number): Promise<void> {
    if (await this.scaledObject.own({ annotations: { [pausedReplicas]: String(replicas) } })) return;
    throw new UserError(
      `Nothing scales the processor in namespace "${this.namespace}": there is no ScaledObject ${processorName}.`,
      "Deploy the stack again (pulumi up), then run this again.",
    );
  }

  release(): Promise<void> {
    return this.scaledObject.disown();
  }

  async repair(): Promise<boolean> {
    const metadata = await this.scaledObject.metadata();
    if (isOwned(metadata)) {
      await this.release();
      return true;
    }
    const pause = Object.keys(metadata?.annotations ?? {}).find((key) => key.startsWith("autoscaling.keda.sh/paused"));
    if (pause === undefined) return false;
    throw new UserError(
      `Somebody has paused KEDA for the processor in namespace "${this.namespace}" (annotation ${pause}).`,
      `Let it go: kubectl --namespace ${this.namespace} annotate scaledobject ${processorName} ${pause}-`,
    );
  }
}
