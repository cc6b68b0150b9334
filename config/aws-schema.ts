import { z } from "zod";
import { logRetentionDays, mskKafkaVersions } from "./aws-facts";
import { count, distinct, domainName } from "./fields";
import { bytesQuantity } from "./quantities";

/** Text that AWS accepts in tags. */
const tagText = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[\p{L}\p{N} _.:/=+@-]+$/u, "must be text that a tag can hold: letters, digits, spaces and _ . : / = + - @");
const cidrText = z
  .string()
  .regex(/^[\d.]+\/\d+$/, "must be an IPv4 address range such as 10.0.0.0/16; a single address ends in /32");
const retention = z
  .literal(logRetentionDays)
  .default(30)
  .describe("days that logs are kept; one of the periods that CloudWatch knows");

const newNetwork = z.strictObject({
  kind: z.literal("create"),
  cidr: cidrText.default("10.0.0.0/16").describe("addresses of the VPC, /16 to /22"),
  zones: z
    .array(z.string().regex(/^[a-f]$/, "must be the last letter of an availability zone"))
    .min(2)
    .max(3)
    .refine(...distinct)
    .default(["a", "b", "c"])
    .describe("availability zones of the region, by their letter"),
  privateSubnets: z
    .array(cidrText)
    .optional()
    .describe("address range of each zone's nodes and brokers; default: a quarter of the VPC each"),
  publicSubnets: z
    .array(cidrText)
    .optional()
    .describe("address range of each zone's NAT gateway; default: a sixteenth of the VPC each"),
  natGateways: z
    .enum(["per-zone", "one"])
    .default("per-zone")
    .describe("one: cheaper, and without its zone no node reaches a registry"),
  interfaceEndpoints: z
    .boolean()
    .default(false)
    .describe("AWS's own services are reached inside the VPC, not through the NAT gateways"),
});
const existingNetwork = z.strictObject({
  kind: z.literal("existing"),
  vpcId: z.string().regex(/^vpc-[0-9a-f]{8,17}$/, "must be the id of a VPC, vpc-…"),
  privateSubnetIds: z
    .array(z.string().regex(/^subnet-[0-9a-f]{8,17}$/, "must be the id of a subnet, subnet-…"))
    .min(2)
    .max(3)
    .refine(...distinct)
    .describe("one private subnet in each zone, with a way to the internet"),
});
const network = z.discriminatedUnion("kind", [newNetwork, existingNetwork]).prefault({ kind: "create" });
export type NewNetwork = z.infer<typeof newNetwork>;
export type NetworkConfiguration = z.infer<typeof network>;

const kubernetesVersion = z.string().regex(/^1\.\d{2}$/, 'must be a Kubernetes version in quotes such as "1.35"');
const addOnVersion = z
  .string()
  .regex(/^v\d[\w.-]*$/, "must be an add-on version such as v1.2.3-eksbuild.1")
  .optional();
const newCluster = z.strictObject({
  kind: z.literal("create"),
  version: kubernetesVersion.default("1.35"),
  addOns: z
    .strictObject({
      vpcCni: addOnVersion,
      kubeProxy: addOnVersion,
      coredns: addOnVersion,
      podIdentityAgent: addOnVersion,
      ebsCsiDriver: addOnVersion,
      metricsServer: addOnVersion,
    })
    .prefault({})
    .describe("versions of add-ons in place of the pinned ones"),
  publicAccessCidrs: z
    .array(cidrText)
    .max(40)
    .refine(...distinct)
    .default([])
    .describe("who reaches Kubernetes' API from outside of the VPC; empty: nobody, and pulumi up has to run inside"),
  administrators: z
    .array(z.string().regex(/^arn:aws[\w-]*:iam::\d{12}:(role|user)\/.+$/, "must be the ARN of an IAM role or user"))
    .refine(...distinct)
    .default([])
    .describe("IAM roles and users who administer the cluster beside the one that makes it"),
  serviceCidr: cidrText.default("172.20.0.0/16").describe("addresses of Kubernetes' services; not those of the VPC"),
  logRetentionDays: retention,
  nodes: z
    .strictObject({
      instanceTypes: z
        .array(z.string())
        .min(1)
        .max(20)
        .refine(...distinct)
        .default(["m6i.large"])
        .describe("EC2 types of the nodes, the first preferred; Graviton types (m7g.large) need images for arm64"),
      minimum: count(450).default(3),
      desired: count(450).default(3),
      maximum: count(450).default(6),
      diskGib: z.int().min(20).max(16_384).default(50).describe("disk of one node, GiB"),
    })
    .prefault({}),
});
const existingCluster = z.strictObject({
  kind: z.literal("existing"),
  name: z
    .string()
    .max(100)
    .regex(/^[0-9A-Za-z][\w-]*$/, "must be the name of an EKS cluster: letters, digits, hyphens and underscores")
    .describe("name of an EKS cluster in the same region"),
  storageClass: z.string().min(1).default("gp3").describe("class of persistent volumes"),
  nodes: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        instanceType: z.string(),
        count: count(1000),
        diskGib: z.number().positive().max(16_384),
      }),
    )
    .default([])
    .describe("its nodes: plain numbers for the cost comparison"),
});
const cluster = z.discriminatedUnion("kind", [newCluster, existingCluster]).prefault({ kind: "create" });
export type NewCluster = z.infer<typeof newCluster>;
export type ExistingCluster = z.infer<typeof existingCluster>;

export const aws = z.strictObject({
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "must be a region such as us-east-1")
    .describe("where everything is made"),
  profile: z
    .string()
    .min(1)
    .optional()
    .describe("named profile of the AWS CLI's configuration; default: the ambient one"),
  accountId: z
    .string()
    .regex(/^\d{12}$/, "must be an account id in quotes, 12 digits")
    .optional()
    .describe("the only account that may be changed; default: whichever the credentials belong to"),
  name: z
    .string()
    // The longest name made of it is an IAM role's, of which AWS takes 64 characters.
    .max(40)
    .regex(/^[a-z][a-z0-9-]*[a-z0-9]$/, "must be lower-case letters, digits and hyphens, beginning with a letter")
    .default("acm")
    .describe("what names in AWS begin with; two stacks in one account need two"),
  owner: tagText.describe("tag `owner` of everything"),
  costCentre: tagText.describe("tag `cost-centre` of everything"),
  tags: z.record(z.string().min(1).max(128), tagText).default({}).describe("further tags of everything"),
  protectData: z
    .boolean()
    .default(true)
    .describe(
      "brokers, their key and their credentials, and the cluster, cannot be destroyed until this is false and was deployed",
    ),
  network,
  cluster,
  keda: z
    .enum(["install", "existing"])
    .default("install")
    .describe("existing: the cluster already has KEDA; a second one would take its API away"),
  ingress: z
    .strictObject({ class: z.string().min(1).optional(), domain: domainName })
    .optional()
    .describe("services are exposed as acm-prometheus.<domain> and acm-grafana.<domain>; needs an ingress controller"),
});
export type AwsConfiguration = z.infer<typeof aws>;

export const msk = z
  .strictObject({
    mode: z.literal("kraft").default("kraft").describe("MSK without ZooKeeper"),
    version: z
      .string()
      .default("3.9")
      .describe(`Kafka's version: ${mskKafkaVersions.join(", ")}`),
    brokers: count(30).default(3).describe("a multiple of the zones"),
    replicationFactor: count(30).default(3).describe("copies of every partition, internal topics included"),
    minInSyncReplicas: count(29).default(2).describe("copies that must have a write before it is acknowledged"),
    instanceType: z.string().default("kafka.m7g.large").describe("type of the brokers"),
    storage: bytesQuantity.default("100Gi").describe("volume of one broker; it can grow, never shrink"),
    maximumStorage: bytesQuantity
      .optional()
      .describe("a volume that is 60 % full grows by itself up to this; default: it does not"),
    security: z
      .enum(["scram", "iam"])
      .default("scram")
      .describe("how clients prove who they are, always over TLS: name and password, or their IAM role"),
    credentialsGeneration: count(9999)
      .default(1)
      .describe("raise it for a new name and password; clients move over, then the old ones go"),
    certificateAuthority: z
      .string()
      .min(1)
      .optional()
      .describe("PEM file; only where the brokers' certificates do not come from a public authority"),
    monitoring: z
      .enum(["DEFAULT", "PER_BROKER", "PER_TOPIC_PER_BROKER", "PER_TOPIC_PER_PARTITION"])
      .default("DEFAULT")
      .describe("detail of MSK's own metrics in CloudWatch; all but DEFAULT cost extra"),
    logRetentionDays: retention,
  })
  .prefault({});
export type MskConfiguration = z.infer<typeof msk>;
