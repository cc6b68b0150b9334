/** Keys, secrets, logs and storage growth: KMS, Secrets Manager, CloudWatch Logs, Application Auto Scaling. */
import { randomUUID } from "node:crypto";
import { arn, AwsError, digits, named, type ResourceModel } from "../model";
import { hasUnknown, isObject, text } from "../values";

export const keyToken = "aws:kms/key:Key";
export const secretToken = "aws:secretsmanager/secret:Secret";
export const secretVersionToken = "aws:secretsmanager/secretVersion:SecretVersion";
export const logGroupToken = "aws:cloudwatch/logGroup:LogGroup";
const mskToken = "aws:msk/cluster:Cluster";
const targetToken = "aws:appautoscaling/target:Target";

const key: ResourceModel = {
  operation: "KMS: CreateKey",
  identify: () => randomUUID(),
  defaults: { isEnabled: true, keyUsage: "ENCRYPT_DECRYPT", customerMasterKeySpec: "SYMMETRIC_DEFAULT" },
  problems: ({ policy }, { partition, account }) => {
    if (typeof policy !== "string" || hasUnknown(policy)) return [];
    // https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html: without it the account locks itself out.
    return policy.includes(`arn:${partition}:iam::${account}:root`)
      ? []
      : [
          {
            property: "policy",
            reason: "The new key policy will not allow you to update the key policy in the future.",
          },
        ];
  },
  outputs: ({ id, inputs }, context) => ({
    keyId: id,
    arn: arn(context, "kms", `key/${id}`),
    description: inputs["description"] ?? "",
    policy:
      inputs["policy"] ??
      JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Principal: { AWS: arn(context, "iam", "root", true) }, Action: "kms:*", Resource: "*" },
        ],
      }),
  }),
};

const alias: ResourceModel = {
  operation: "KMS: CreateAlias",
  identify: named("name"),
  unique: "name",
  references: { targetKeyId: keyToken },
  problems: ({ name }) =>
    typeof name !== "string" || (name.startsWith("alias/") && !name.startsWith("alias/aws/"))
      ? []
      : [{ property: "name", reason: 'must begin with "alias/", and not with "alias/aws/"' }],
  outputs: ({ id, inputs }, context) => ({
    arn: arn(context, "kms", id),
    targetKeyArn: arn(context, "kms", `key/${text(inputs["targetKeyId"]).split("/").at(-1)}`),
  }),
};

const secret: ResourceModel = {
  operation: "Secrets Manager: CreateSecret",
  identify: ({ name }, context) => arn(context, "secretsmanager", `secret:${text(name)}-${digits(text(name), 6)}`),
  unique: "name",
  references: { kmsKeyId: keyToken },
  defaults: { recoveryWindowInDays: 30 },
  problems: ({ recoveryWindowInDays: days }) =>
    typeof days !== "number" || days === 0 || (days >= 7 && days <= 30)
      ? []
      : [{ property: "recoveryWindowInDays", reason: `must be 0 or from 7 to 30 (now ${days})` }],
  outputs: ({ id }) => ({ arn: id }),
};

const version: ResourceModel = {
  operation: "Secrets Manager: PutSecretValue",
  identify: ({ secretId }) => `${text(secretId)}|${randomUUID()}`,
  references: { secretId: secretToken },
  // A version is never changed: Terraform makes a new one.
  replaceOn: ["secretId", "secretString", "secretBinary"],
  outputs: ({ id, inputs }) => ({
    arn: text(inputs["secretId"]),
    secretArn: text(inputs["secretId"]),
    versionId: id.split("|").at(-1),
    versionStages: ["AWSCURRENT"],
  }),
};

const secretPolicy: ResourceModel = {
  operation: "Secrets Manager: PutResourcePolicy",
  identify: named("secretArn"),
  references: { secretArn: secretToken },
};

const logGroup: ResourceModel = {
  operation: "CloudWatch Logs: CreateLogGroup",
  identify: named("name"),
  unique: "name",
  references: { kmsKeyId: keyToken },
  defaults: { logGroupClass: "STANDARD", retentionInDays: 0, skipDestroy: false },
  outputs: ({ id }, context) => ({ arn: arn(context, "logs", `log-group:${id}`) }),
};

/** https://docs.aws.amazon.com/msk/latest/developerguide/msk-autoexpand.html */
const target: ResourceModel = {
  operation: "Application Auto Scaling: RegisterScalableTarget",
  identify: named("resourceId"),
  references: { resourceId: mskToken },
  problems: ({ serviceNamespace, scalableDimension, minCapacity, maxCapacity }) => [
    ...(serviceNamespace === "kafka" && scalableDimension !== "kafka:broker-storage:VolumeSize"
      ? [{ property: "scalableDimension", reason: "must be kafka:broker-storage:VolumeSize for kafka" }]
      : []),
    ...(serviceNamespace === "kafka" && minCapacity !== 1
      ? [{ property: "minCapacity", reason: "must be 1 for kafka:broker-storage:VolumeSize" }]
      : []),
    ...(typeof minCapacity === "number" && typeof maxCapacity === "number" && minCapacity > maxCapacity
      ? [{ property: "maxCapacity", reason: `must not be below minCapacity (${minCapacity})` }]
      : []),
  ],
  outputs: ({ id }, context) => ({
    arn: arn(context, "application-autoscaling", `scalable-target/${digits(id, 20)}`),
    roleArn: arn(
      context,
      "iam",
      "role/aws-service-role/kafka.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_KafkaCluster",
      true,
    ),
    suspendedState: {},
  }),
};

const scaling: ResourceModel = {
  operation: "Application Auto Scaling: PutScalingPolicy",
  identify: named("name"),
  references: { resourceId: targetToken },
  problems: ({ targetTrackingScalingPolicyConfiguration: tracking }) =>
    isObject(tracking) && tracking["disableScaleIn"] !== true
      ? [
          {
            property: "targetTrackingScalingPolicyConfiguration.disableScaleIn",
            reason: "broker storage cannot shrink: must be true",
          },
        ]
      : [],
  outputs: ({ id }, context) => ({ arn: arn(context, "autoscaling", `scalingPolicy:${digits(id, 20)}`) }),
};

export const inUse = (what: string) => (id: string, holder: string) =>
  new AwsError("ResourceInUseException", `The ${what} ${id} is in use by ${holder}.`);

export const secrets: Readonly<Record<string, ResourceModel>> = {
  [keyToken]: key,
  "aws:kms/alias:Alias": alias,
  [secretToken]: secret,
  [secretVersionToken]: version,
  "aws:secretsmanager/secretPolicy:SecretPolicy": secretPolicy,
  [logGroupToken]: logGroup,
  [targetToken]: target,
  "aws:appautoscaling/policy:Policy": scaling,
};
