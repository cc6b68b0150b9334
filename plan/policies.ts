import { isManifest } from "./render";
import type { Plan, PlannedResource } from "./plan";
import { awsRules } from "./policies-aws";
import { kubernetesRules } from "./policies-kubernetes";

/** A rule that every resource of a plan must keep. */
export interface Rule {
  readonly id: string;
  /** What it is for. */
  readonly reason: string;
  /** What of the resource breaks it; empty when nothing does or the rule is not about it. */
  readonly problems: (resource: PlannedResource) => readonly string[];
}

/** A rule that a resource breaks for a reason. */
export interface Exception {
  readonly rule: string;
  /** `type name`. */
  readonly resource: RegExp;
  readonly reason: string;
}

/** Each is looked for in the plans: one that no resource needs any more is a problem itself. */
export const exceptions: readonly Exception[] = [
  {
    rule: "no-wildcards",
    resource: /^aws:kms\/key:Key /,
    reason:
      "In the policy of a key the resource is always the key itself, written *; without kms:* for the account nobody could change the key again",
  },
];

/** All that breaks a rule, one sentence each. */
export function policyProblems({ resources }: Pick<Plan, "resources">): string[] {
  return resources.flatMap((resource) => {
    const label = `${resource.type} ${resource.name}`;
    const rules = isManifest(resource) ? kubernetesRules : resource.type.startsWith("aws:") ? awsRules : [];
    return rules
      .filter(({ id }) => !exceptions.some((exception) => exception.rule === id && exception.resource.test(label)))
      .flatMap(({ id, reason, problems }) =>
        problems(resource).map((problem) => `${label}: ${problem} (${id}: ${reason})`),
      );
  });
}

/** Exceptions that nothing in these plans needs. */
export function staleExceptions(plans: readonly Pick<Plan, "resources">[]): string[] {
  const all = [...awsRules, ...kubernetesRules];
  return exceptions
    .filter(({ rule, resource }) => {
      const problems = all.find(({ id }) => id === rule)?.problems;
      return !plans.some((plan) =>
        plan.resources.some((each) => resource.test(`${each.type} ${each.name}`) && (problems?.(each).length ?? 0) > 0),
      );
    })
    .map(({ rule, resource }) => `${rule} for ${resource.source}`);
}
