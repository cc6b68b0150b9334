import { Role, RolePolicy, RolePolicyAttachment } from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { policyDocument, tags, type AwsContext, type PolicyStatement } from "./context";

export interface ServiceRoleArgs {
  readonly context: AwsContext;
  /** Last part of its name in AWS. */
  readonly name: string;
  readonly description: string;
  /** Who may take the role: "eks.amazonaws.com". */
  readonly service: string;
  /** Names of AWS's own policies. @default none */
  readonly managedPolicies?: readonly string[];
  /** What it may do beside. @default nothing */
  readonly statements?: pulumi.Input<readonly PolicyStatement[]>;
}

/** A role, and what has to exist before it can do its work. */
export interface ServiceRole {
  readonly arn: pulumi.Output<string>;
  readonly rights: readonly pulumi.Resource[];
}

/** The principal that pods with an EKS pod identity come as. */
export const podIdentity = "pods.eks.amazonaws.com";

/** A role that one service of AWS may take, with the rights that it is given here and no others. */
export function serviceRole(args: ServiceRoleArgs, options: pulumi.CustomResourceOptions): ServiceRole {
  const { context, name, description, service, managedPolicies = [], statements } = args;
  const role = new Role(
    `${name}-role`,
    {
      name: `${context.settings.name}-${name}`,
      description,
      assumeRolePolicy: policyDocument([
        {
          Effect: "Allow",
          Principal: { Service: service },
          // A pod identity says as a session's tags which pod it is.
          Action: service === podIdentity ? ["sts:AssumeRole", "sts:TagSession"] : "sts:AssumeRole",
        },
      ]),
      tags: tags(context, name),
    },
    options,
  );
  const attachments = managedPolicies.map(
    (policy) =>
      new RolePolicyAttachment(
        `${name}-${policy.split("/").at(-1) ?? policy}`,
        { role: role.name, policyArn: `arn:${context.partition}:iam::aws:policy/${policy}` },
        options,
      ),
  );
  const own =
    statements === undefined
      ? []
      : [
          new RolePolicy(
            `${name}-rights`,
            { name, role: role.name, policy: pulumi.output(statements).apply(policyDocument) },
            options,
          ),
        ];
  return { arn: role.arn, rights: [...attachments, ...own] };
}
