import { setHeaderOptions } from "@kubernetes/client-node";
import { UserError } from "../../local/user-error";
import { ifExists, type ClusterAccess } from "../cluster-access";
import { processorName } from "../replicas";
import type { AutoscalerSwitch } from "./autoscaler-switch";
import { isOwned, OwnedObject } from "./owned-object";

/**
 * Takes from the HorizontalPodAutoscaler the right to change anything, and sets the replicas itself. Its limits and
 * metrics belong to the deployment and stay as they are; the two fields that are set here are in no stack. At 0
 * replicas Kubernetes leaves a workload alone by itself.
 */
export class HpaSwitch implements AutoscalerSwitch {
  private readonly autoscaler: OwnedObject;

  constructor(
    private readonly cluster: Pick<ClusterAccess, "apps" | "objects">,
    private readonly namespace: string,
    /** From which it goes on after it was held at 0: it would never leave that by itself. */
    private readonly minReplicas: number,
  ) {
    this.autoscaler = new OwnedObject(cluster.objects, {
      group: "autoscaling",
      version: "v2",
      kind: "HorizontalPodAutoscaler",
      plural: "horizontalpodautoscalers",
      namespace,
      name: processorName,
    });
  }

  async hold(replicas: number): Promise<void> {
    const disabled = { selectPolicy: "Disabled" };
    if (!(await this.autoscaler.own({ spec: { behavior: { scaleUp: disabled, scaleDown: disabled } } }))) {
      throw new UserError(
        `Nothing scales the processor in namespace "${this.namespace}": there is no HorizontalPodAutoscaler ${processorName}.`,
        "Deploy the stack again (pulumi up), then run this again.",
      );
    }
    await this.scale(replicas);
  }

  async release(): Promise<void> {
    if (!isOwned(await this.autoscaler.metadata())) return;
    // First: without the mark of being held, nobody would know that 0 replicas are not somebody's wish.
    if ((await this.wanted()) === 0) await this.scale(Math.max(1, this.minReplicas));
    await this.autoscaler.disown();
  }

  async repair(): Promise<boolean> {
    if (isOwned(await this.autoscaler.metadata())) {
      await this.release();
      return true;
    }
    if ((await this.wanted()) !== 0) return false;
    throw new UserError(
      `Somebody has scaled the processor in namespace "${this.namespace}" to 0 replicas, which switches its HorizontalPodAutoscaler off.`,
      `Let it go: kubectl --namespace ${this.namespace} scale statefulset ${processorName} --replicas ${Math.max(1, this.minReplicas)}`,
    );
  }

  /** Undefined without a processor. */
  private async wanted(): Promise<number | undefined> {
    const { namespace } = this;
    const set = await ifExists(this.cluster.apps.readNamespacedStatefulSet({ namespace, name: processorName }));
    return set?.spec?.replicas;
  }

  private async scale(replicas: number): Promise<void> {
    const { namespace } = this;
    await this.cluster.apps.patchNamespacedStatefulSetScale(
      { namespace, name: processorName, body: { spec: { replicas } } },
      setHeaderOptions("Content-Type", "application/merge-patch+json"),
    );
  }
}
