import { setHeaderOptions, type CustomObjectsApi, type V1ObjectMeta } from "@kubernetes/client-node";
import { ifExists } from "../cluster-access";

/** Under this name Kubernetes keeps which fields scenarios have set (`metadata.managedFields`). */
export const fieldManager = "acm-scenario";

export interface ObjectReference {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespace: string;
  readonly name: string;
}

interface ObjectState {
  readonly metadata?: V1ObjectMeta;
}

/**
 * An object in which scenarios set a few fields for a while, by server-side apply: Kubernetes keeps whose they are, so
 * that they go when they are given up, whatever process set them, and nobody else's field is touched. The next
 * `pulumi up` therefore finds neither a change nor a conflict.
 */
export class OwnedObject {
  constructor(
    private readonly objects: Pick<CustomObjectsApi, "getNamespacedCustomObject" | "patchNamespacedCustomObject">,
    private readonly reference: ObjectReference,
  ) {}

  /** Its metadata; undefined when it does not exist. */
  async metadata(): Promise<V1ObjectMeta | undefined> {
    const found = (await ifExists(this.objects.getNamespacedCustomObject(this.reference))) as ObjectState | undefined;
    return found === undefined ? undefined : (found.metadata ?? {});
  }

  /** Sets these fields and gives up all others that scenarios have set before. @returns false when it does not exist */
  async own(fields: {
    readonly annotations?: Readonly<Record<string, string>>;
    readonly spec?: object;
  }): Promise<boolean> {
    const metadata = await this.metadata();
    if (metadata === undefined) return false;
    const { group, version, kind, name } = this.reference;
    const { annotations, spec } = fields;
    const body = {
      apiVersion: `${group}/${version}`,
      kind,
      // With its identity: what has been deleted meanwhile must not be made anew.
      metadata: { name, uid: metadata.uid, ...(annotations === undefined ? {} : { annotations }) },
      ...(spec === undefined ? {} : { spec }),
    };
    await this.objects.patchNamespacedCustomObject(
      { ...this.reference, body, fieldManager, force: true },
      setHeaderOptions("Content-Type", "application/apply-patch+yaml"),
    );
    return true;
  }

  /** As if no scenario had ever set a field of it. */
  async disown(): Promise<void> {
    if (isOwned(await this.metadata())) await this.own({});
  }
}

/** Whether scenarios have set fields that are still there. */
export function isOwned(metadata: V1ObjectMeta | undefined): boolean {
  return metadata?.managedFields?.some(({ manager }) => manager === fieldManager) ?? false;
}
