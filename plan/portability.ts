import { differences } from "./differences";
import type { PlannedResource } from "./plan";
import { reasons, type Reason } from "./portability-reasons";

/** Something that one stack has and the other has not, or has in another way. */
export interface StackDifference {
  /** `kubernetes:apps/v1:Deployment kafka-exporter-deployment`. */
  readonly resource: string;
  /** Where in its inputs; empty when only one stack has the resource. */
  readonly path: string;
  /** Values in the first and in the second stack; undefined where there is none. */
  readonly one: unknown;
  readonly other: unknown;
}

export interface ExplainedDifferences {
  readonly reason: Reason;
  readonly places: readonly StackDifference[];
}

/** What two stacks of the same program have in common, and what not. */
export interface Portability {
  readonly stacks: readonly [string, string];
  /** Resources with the same inputs. */
  readonly identical: readonly string[];
  /** Resources that both have, with some inputs that differ. */
  readonly adapted: readonly string[];
  readonly explained: readonly ExplainedDifferences[];
  /** Differences that nobody gave a reason for. */
  readonly unexplained: readonly StackDifference[];
}

/** What of a plan is compared; the state of a stack has as much. */
export interface ComparedPlan {
  readonly stack: string;
  readonly resources: readonly Pick<PlannedResource, "type" | "name" | "custom" | "inputs">[];
}

/** @param known reasons, from the particular to the general */
export function comparePlans(one: ComparedPlan, other: ComparedPlan, known: readonly Reason[] = reasons): Portability {
  const [ours, theirs] = [byLabel(one), byLabel(other)];
  const shared = [...ours.keys()].filter((label) => theirs.has(label)).sort();
  const found = [
    ...shared.flatMap((resource) =>
      differences(ours.get(resource)?.inputs, theirs.get(resource)?.inputs).map((each) => ({ resource, ...each })),
    ),
    ...onlyIn(ours, theirs).map((resource) => ({ resource, path: "", one: "has it", other: undefined })),
    ...onlyIn(theirs, ours).map((resource) => ({ resource, path: "", one: undefined, other: "has it" })),
  ];
  const differing = new Set(found.map(({ resource }) => resource));
  const groups = known.map((reason) => ({
    reason,
    places: found.filter((place) => reasonOf(place, known) === reason),
  }));
  return {
    stacks: [one.stack, other.stack],
    identical: shared.filter((label) => !differing.has(label)),
    adapted: shared.filter((label) => differing.has(label)),
    explained: groups.filter(({ places }) => places.length > 0),
    unexplained: found.filter((place) => reasonOf(place, known) === undefined),
  };
}

/** The first reason that fits; the list goes from the particular to the general. */
function reasonOf({ resource, path, one, other }: StackDifference, known: readonly Reason[]): Reason | undefined {
  return known.find(
    ({ places, holds }) =>
      places.some((place) => place.test(`${resource} ${path}`.trim())) && (holds === undefined || holds(one, other)),
  );
}

/** Resources that somebody makes; components are groups, and providers are how they are made. */
function byLabel({ resources }: ComparedPlan): Map<string, ComparedPlan["resources"][number]> {
  return new Map(
    resources
      .filter(({ custom, type }) => custom && !type.startsWith("pulumi:"))
      .map((resource) => [`${resource.type} ${resource.name}`, resource]),
  );
}

function onlyIn(these: ReadonlyMap<string, unknown>, those: ReadonlyMap<string, unknown>): string[] {
  return [...these.keys()].filter((label) => !those.has(label)).sort();
}
