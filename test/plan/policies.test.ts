import type { PlannedResource } from "../../plan/plan";
import { policyProblems } from "../../plan/policies";

const tags = { stack: "acm/aws", owner: "team", "cost-centre": "1" };

function problemsOf(type: string, inputs: Record<string, unknown>): string[] {
  const resource: PlannedResource = {
    type,
    name: "x",
    parent: "",
    provider: "",
    dependencies: [],
    custom: true,
    protect: false,
    ignoreChanges: [],
    inputs,
  };
  return policyProblems({ resources: [resource] });
}

const policy = (statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
const pod = (container: object, spec: object = {}) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { labels: { "app.kubernetes.io/part-of": "acm" } },
  spec: { template: { spec: { ...spec, containers: [{ name: "c", ...container }] } } },
});

describe("each policy finds what breaks it", () => {
  test.each<[string, string, Record<string, unknown>, RegExp]>([
    ["no owner", "aws:ec2/vpc:Vpc", { tags: { ...tags, owner: "" } }, /has no tag owner/],
    ["a log without a key", "aws:cloudwatch/logGroup:LogGroup", { tags, retentionInDays: 1 }, /kmsKeyId is missing/],
    ["a log without an end", "aws:cloudwatch/logGroup:LogGroup", { tags, kmsKeyId: "k" }, /retentionInDays is missing/],
    ["a public subnet", "aws:ec2/subnet:Subnet", { tags, mapPublicIpOnLaunch: true }, /mapPublicIpOnLaunch is true/],
    [
      "an open port",
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
      { tags, cidrIpv4: "0.0.0.0/0" },
      /cidrIpv4 is "0.0.0.0\/0"/,
    ],
    [
      "more ports than the brokers have for it",
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
      { tags, ipProtocol: "tcp", fromPort: 0, toPort: 65_535 },
      /opens the ports 0 to 65535/,
    ],
    [
      "every protocol",
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
      { tags, ipProtocol: "-1" },
      /ipProtocol is "-1"/,
    ],
    [
      "metadata that pods reach",
      "aws:ec2/launchTemplate:LaunchTemplate",
      { tags, metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 2 } },
      /httpPutResponseHopLimit is 2/,
    ],
    [
      "an administrator's policy",
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      { policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" },
      /policyArn is/,
    ],
    ["no audit log", "aws:eks/cluster:Cluster", { tags, enabledClusterLogTypes: ["api"] }, /enabledClusterLogTypes is/],
    ["brokers without logs", "aws:msk/cluster:Cluster", { tags }, /cloudwatchLogs.enabled is missing/],
    [
      "a key for everybody, which its exception does not cover",
      "aws:kms/key:Key",
      { tags, policy: policy({ Effect: "Allow", Action: "kms:*", Resource: "*", Principal: "*" }) },
      /allows it to everybody/,
    ],
    ["brokers without TLS", "aws:msk/cluster:Cluster", { tags }, /encryptionInTransit.clientBroker is missing/],
    [
      "brokers that take everybody",
      "aws:msk/cluster:Cluster",
      { tags },
      /clientAuthentication.unauthenticated is missing/,
    ],
    [
      "an endpoint for everybody",
      "aws:eks/cluster:Cluster",
      { tags, vpcConfig: { endpointPublicAccess: true } },
      /public endpoint for everybody/,
    ],
    [
      "all actions",
      "aws:iam/rolePolicy:RolePolicy",
      { policy: policy({ Effect: "Allow", Action: "s3:*", Resource: "arn:x" }) },
      /allows s3:\*/,
    ],
    [
      "all resources",
      "aws:iam/rolePolicy:RolePolicy",
      { policy: policy({ Effect: "Allow", Action: ["s3:Get"], Resource: "*" }) },
      /allows s3:Get on everything/,
    ],
    [
      "all principals",
      "aws:iam/role:Role",
      { tags, assumeRolePolicy: policy({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "*" } }) },
      /allows it to everybody/,
    ],
    ["latest", "kubernetes:apps/v1:Deployment", pod({ image: "a/b:latest" }), /has the image a\/b:latest/],
    ["no tag", "kubernetes:apps/v1:Deployment", pod({ image: "a/b" }), /has the image a\/b/],
    ["no limits", "kubernetes:apps/v1:Deployment", pod({ image: "a/b:1" }), /has no limits of memory/],
    ["root", "kubernetes:apps/v1:Deployment", pod({ image: "a/b:1" }), /may run as root/],
    ["a node's folder", "kubernetes:apps/v1:Deployment", pod({}, { volumes: [{ hostPath: {} }] }), /mounts a folder/],
    [
      "a load balancer",
      "kubernetes:core/v1:Service",
      { apiVersion: "v1", kind: "Service", spec: { type: "LoadBalancer" } },
      /is of type LoadBalancer/,
    ],
    ["no label", "kubernetes:core/v1:Service", { apiVersion: "v1", kind: "Service" }, /has no label/],
    [
      "volumes in the clear",
      "kubernetes:storage.k8s.io/v1:StorageClass",
      { apiVersion: "storage.k8s.io/v1", kind: "StorageClass", parameters: {} },
      /not encrypted/,
    ],
  ])("%s", (_, type, inputs, expected) => {
    expect(problemsOf(type, inputs)).toContainEqual(expect.stringMatching(expected));
  });
  test("and nothing in a resource that keeps it", () => {
    expect(problemsOf("aws:ec2/vpc:Vpc", { tags })).toEqual([]);
    expect(
      problemsOf("aws:iam/rolePolicy:RolePolicy", { policy: policy({ Effect: "Deny", Action: "*", Resource: "*" }) }),
    ).toEqual([]);
  });
});
