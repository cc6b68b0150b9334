import { Alias, Key } from "@pulumi/aws/kms";
import type * as pulumi from "@pulumi/pulumi";
import { policyDocument, tags, type AwsContext } from "./context";

/** A deleted key is kept so long and then gone for good, with all that it encrypted; meanwhile it costs nothing. */
const deletionWindowInDays = 7;

/**
 * A customer key for one purpose, which its account administers and with which CloudWatch may encrypt log groups.
 * @param name last part of its alias
 */
export function encryptionKey(
  context: AwsContext,
  name: string,
  description: string,
  options: pulumi.CustomResourceOptions,
): Key {
  const { partition, accountId, settings } = context;
  const key = new Key(
    `${name}-key`,
    {
      description,
      deletionWindowInDays,
      enableKeyRotation: true,
      policy: accountId.apply((account) =>
        policyDocument([
          {
            // Without it nobody could ever change the key again.
            Sid: "AccountAdministers",
            Effect: "Allow",
            Principal: { AWS: `arn:${partition}:iam::${account}:root` },
            Action: "kms:*",
            Resource: "*",
          },
          {
            Sid: "LogGroupsOfThisStack",
            Effect: "Allow",
            Principal: { Service: `logs.${settings.region}.amazonaws.com` },
            Action: [
              "kms:Encrypt",
              "kms:Decrypt",
              "kms:ReEncryptFrom",
              "kms:ReEncryptTo",
              "kms:GenerateDataKey",
              "kms:DescribeKey",
            ],
            Resource: "*",
            Condition: {
              ArnLike: {
                "kms:EncryptionContext:aws:logs:arn": `arn:${partition}:logs:${settings.region}:${account}:log-group:/aws/*/${settings.name}/*`,
              },
            },
          },
        ]),
      ),
      tags: tags(context, `${name}-key`),
    },
    options,
  );
  new Alias(
    `${name}-key-alias`,
    { name: `alias/${settings.name}-${name}`, targetKeyId: key.keyId },
    { ...(options.parent === undefined ? {} : { parent: options.parent }) },
  );
  return key;
}
