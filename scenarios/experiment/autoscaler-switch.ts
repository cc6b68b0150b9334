import { CustomObjectsApi, type KubeConfig } from "@kubernetes/client-node";
import { setHeaderOptions } from "@kubernetes/client-node";
import { UserError } from "../../local/user-error";
import { statusOf } from "../cluster-access";
import { processorName } from "../replicas";

const pausedReplicas = "autoscaling.keda.sh/paused-replicas";

/** Holds KEDA back from a stack's processor and lets it go again, without a deployment. */
export class AutoscalerSwitch {
  private readonly objects: CustomObjectsApi;

  constructor(
    config: KubeConfig,
    private readonly namespace: string,
  ) {
    this.objects = config.makeApiClient(CustomObjectsApi);
  }

  /** Scales to so many replicas and keeps them. @throws UserError when nothing scales the processor */
  async hold(replicas: number): Promise<void> {
    await this.annotate(String(replicas));
  }

  /** As if it had never been held. */
  async release(): Promise<void> {
    await this.annotate(null);
  }

  private async annotate(value: string | null): Promise<void> {
    try {
      await this.objects.patchNamespacedCustomObject(
        {
          group: "keda.sh",
          version: "v1alpha1",
          plural: "scaledobjects",
          namespace: this.namespace,
          name: processorName,
          body: { metadata: { annotations: { [pausedReplicas]: value } } },
        },
        setHeaderOptions("Content-Type", "application/merge-patch+json"),
      );
    } catch (error) {
      if (statusOf(error) !== 404) throw error;
      throw new UserError(
        `Nothing scales the processor in namespace "${this.namespace}": there is no ScaledObject ${processorName}.`,
        "Deploy the stack with acm:stack.autoscaler {kind: keda}, then run this again.",
      );
    }
  }
}
