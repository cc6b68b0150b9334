/**
 * What the clouds compute, as far as the program reads it: values of the right form, so that a plan without an account is
 * complete down to the manifests. Nothing of it exists: the account is AWS's own of its documentation, and names end in
 * `.example`.
 */

/** The account that AWS's documentation uses. */
const account = "123456789012";
/** One certificate's worth of Base64, which is no certificate. */
const certificate = Buffer.from("a plan has no certificate").toString("base64");

type Inputs = Readonly<Record<string, unknown>>;

/** Outputs of a resource beside its inputs, by its type. */
export function computedOutputs(type: string, name: string, inputs: Inputs): Record<string, unknown> {
  if (!type.startsWith("aws:")) return {};
  const arn = arnOf(type, text(inputs["name"] ?? inputs["clusterName"] ?? name));
  switch (type) {
    case "aws:eks/cluster:Cluster":
      return {
        arn,
        endpoint: `https://${name}.eks.example`,
        certificateAuthority: { data: certificate },
        vpcConfig: { ...(inputs["vpcConfig"] as object), clusterSecurityGroupId: `sg-of-${name}` },
      };
    case "aws:msk/cluster:Cluster":
      return {
        arn: `arn:aws:kafka:us-east-1:${account}:cluster/${text(inputs["clusterName"])}/00000000-plan`,
        bootstrapBrokersSaslScram: brokers(inputs, 9096),
        bootstrapBrokersSaslIam: brokers(inputs, 9098),
      };
    case "aws:msk/configuration:Configuration":
      return { arn, latestRevision: 1 };
    case "aws:ec2/launchTemplate:LaunchTemplate":
      return { arn, latestVersion: 1 };
    case "aws:kms/key:Key":
      return { arn, keyId: `${name}-id` };
    default:
      return { arn };
  }
}

/** Answers to what the program asks the clouds. */
export function answers(token: string, inputs: Inputs): Record<string, unknown> {
  switch (token) {
    case "aws:index/getCallerIdentity:getCallerIdentity":
      return { accountId: account, arn: `arn:aws:iam::${account}:role/plan`, userId: "plan" };
    case "aws:eks/getCluster:getCluster":
      return {
        ...inputs,
        endpoint: `https://${text(inputs["name"])}.eks.example`,
        certificateAuthorities: [{ data: certificate }],
        vpcConfig: { clusterSecurityGroupId: `sg-of-${text(inputs["name"])}` },
      };
    default:
      return { ...inputs };
  }
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "unnamed";
}

function arnOf(type: string, name: string): string {
  const [, service = "", kind = ""] = /^aws:(\w+)\/(\w+):/.exec(type) ?? [];
  return `arn:aws:${service}:us-east-1:${account}:${kind}/${name}`;
}

/** As MSK answers: three brokers at most. */
function brokers(inputs: Inputs, port: number): string {
  const count = Math.min(3, Number(inputs["numberOfBrokerNodes"] ?? 3));
  return Array.from(
    { length: count },
    (_, index) => `b-${index + 1}.${text(inputs["clusterName"])}.kafka.example:${port}`,
  ).join(",");
}
