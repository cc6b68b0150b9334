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
  /** What it may do in spite of the rule; anything else is a problem as ever. */
  readonly problem: RegExp;
  readonly reason: string;
}

/** Each is looked for in the plans: one that no resource needs any more is a problem itself. */
export const exceptions: readonly Exception[] = [
  {
    rule: "no-wildcards",
    resource: /^aws:kms\/key:Key /,
    problem: /^allows (kms:\*|kms:.* on everything)$/,
    reason:
      "In the policy of a key the resource is always the key itself, written *; without kms:* for the account nobody could change the key again",
  },
  {
    rule: "restricted",
    resource: /^kubernetes:apps\/v1:Deployment prometheus-adapter-deployment$/,
    problem: /^is given a token of Kubernetes' API$/,
    reason: "Prometheus Adapter is a part of Kubernetes' API: it asks who calls it, and reads pods",
  },
];

const excuses = (exception: Exception, rule: string, resource: string, problem: string) =>
  exception.rule === rule && exception.resource.test(resource) && exception.problem.test(problem);

/** All that breaks a rule, one sentence each. */
export function policyProblems({ resources }: Pick<Plan, "resources">): string[] {
  return resources.flatMap((resource) => {
    const label = `${resource.type} ${resource.name}`;
    const rules = isManifest(resource) ? kubernetesRules : resource.type.startsWith("aws:") ? awsRules : [];
    return rules.flatMap(({ id, reason, problems }) =>
      problems(resource)
        .filter((problem) => !exceptions.some((exception) => excuses(exception, id, label, problem)))
        .map((problem) => `${label}: ${problem} (${id}: ${reason})`),
    );
  });
}

/** Exceptions that nothing in these plans needs. */
export function staleExceptions(plans: readonly Pick<Plan, "resources">[]): string[] {
  const all = [...awsRules, ...kubernetesRules];
  return exceptions
    .filter((exception) => {
      const checks = all.filter(({ id }) => id === exception.rule);
      return !plans.some((plan) =>
        plan.resources.some((each) =>
          checks
            .flatMap(({ problems }) => problems(each))
            .some((problem) => excuses(exception, exception.rule, `${each.type} ${each.name}`, problem)),
        ),
      );
    })
    .map(({ rule, resource }) => `${rule} for ${resource.source}`);
}
