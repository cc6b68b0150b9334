/** One resource that the program asks for. */
export interface PlannedResource {
  /** `aws:msk/cluster:Cluster`, `kubernetes:apps/v1:StatefulSet`, `acm:index:AcmStack`. */
  readonly type: string;
  readonly name: string;
  /** `type::name` of the parent; empty for the stack's own resource. */
  readonly parent: string;
  /** `type::name` of its provider; empty for components and where the default one is used. */
  readonly provider: string;
  /** `type::name` of what must exist first, sorted. */
  readonly dependencies: readonly string[];
  /** False for a component, which is only a group. */
  readonly custom: boolean;
  /** Whether it must be released before it can be deleted. */
  readonly protect: boolean;
  readonly ignoreChanges: readonly string[];
  /** As given, with {@link secretText} and {@link unknownText} in place of what must not or cannot be shown. */
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** Stands where a secret is. */
export const secretText = "[secret]";
/** Stands where a value is known only once something exists. */
export const unknownText = "[known after up]";

/** What a run of the program would ask an engine for. */
export interface Plan {
  readonly stack: string;
  readonly resources: readonly PlannedResource[];
  /** The stack's outputs, masked like inputs. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** What the program warned of. */
  readonly warnings: readonly string[];
  readonly seconds: number;
}
