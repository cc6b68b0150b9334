/** Identity: https://docs.aws.amazon.com/IAM/latest/APIReference/ (CreateRole, AttachRolePolicy, DeleteRole). */
import type { Problem } from "../rules";
import { arn, AwsError, digits, named, type ResourceModel } from "../model";
import { hasUnknown, isObject, text } from "../values";

export const roleToken = "aws:iam/role:Role";
const policyToken = "aws:iam/policy:Policy";

/** The grammar of a policy document, as far as a typing error breaks it. */
function documentProblems(property: string, document: unknown, trust: boolean): Problem[] {
  if (typeof document !== "string" || hasUnknown(document)) return [];
  const malformed = (reason: string) => [{ property, reason: `MalformedPolicyDocument: ${reason}` }];
  let parsed: unknown;
  try {
    parsed = JSON.parse(document);
  } catch {
    return malformed("not JSON");
  }
  const statements = isObject(parsed) ? [parsed["Statement"]].flat() : [];
  if (statements.length === 0) return malformed("Statement is missing");
  if (isObject(parsed) && parsed["Version"] !== "2012-10-17" && parsed["Version"] !== "2008-10-17") {
    return malformed("Version must be 2012-10-17 or 2008-10-17");
  }
  for (const statement of statements) {
    if (!isObject(statement)) return malformed("a Statement must be an object");
    if (statement["Effect"] !== "Allow" && statement["Effect"] !== "Deny")
      return malformed("Effect must be Allow or Deny");
    if (statement["Action"] === undefined && statement["NotAction"] === undefined)
      return malformed("Action is missing");
    if (trust && statement["Principal"] === undefined) return malformed("a trust policy needs a Principal");
    if (trust && statement["Resource"] !== undefined) return malformed("a trust policy has no Resource");
    if (!trust && statement["Resource"] === undefined && statement["NotResource"] === undefined) {
      return malformed("Resource is missing");
    }
  }
  return [];
}

const role: ResourceModel = {
  operation: "IAM: CreateRole",
  identify: named("name"),
  unique: "name",
  defaults: { path: "/", maxSessionDuration: 3600, forceDetachPolicies: false },
  problems: ({ assumeRolePolicy }) => documentProblems("assumeRolePolicy", assumeRolePolicy, true),
  heldBy: {
    types: ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", "aws:iam/rolePolicy:RolePolicy"],
    error: () => new AwsError("DeleteConflict", "Cannot delete entity, must detach all policies first."),
  },
  outputs: ({ id, inputs }, context) => ({
    arn: arn(context, "iam", `role${text(inputs["path"])}${id}`, true),
    uniqueId: `AROA${digits(id, 17).toUpperCase()}`,
    createDate: "2026-01-01T00:00:00Z",
  }),
};

const policy: ResourceModel = {
  operation: "IAM: CreatePolicy",
  identify: ({ name, path }, context) => arn(context, "iam", `policy${text(path) || "/"}${text(name)}`, true),
  unique: "name",
  problems: ({ policy: document }) => documentProblems("policy", document, false),
  heldBy: {
    types: ["aws:iam/rolePolicyAttachment:RolePolicyAttachment"],
    error: () => new AwsError("DeleteConflict", "Cannot delete a policy attached to entities."),
  },
  outputs: ({ id }) => ({ arn: id, policyId: `ANPA${digits(id, 17).toUpperCase()}` }),
};

const rolePolicy: ResourceModel = {
  operation: "IAM: PutRolePolicy",
  identify: ({ role: holder, name }) => `${text(holder)}:${text(name)}`,
  references: { role: roleToken },
  problems: ({ policy: document }) => documentProblems("policy", document, false),
};

const attachment: ResourceModel = {
  operation: "IAM: AttachRolePolicy",
  identify: ({ role: holder, policyArn }) => `${text(holder)}/${text(policyArn)}`,
  references: { role: roleToken, policyArn: policyToken },
  replaceOn: ["role", "policyArn"],
};

export const iam: Readonly<Record<string, ResourceModel>> = {
  [roleToken]: role,
  [policyToken]: policy,
  "aws:iam/rolePolicy:RolePolicy": rolePolicy,
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": attachment,
};
