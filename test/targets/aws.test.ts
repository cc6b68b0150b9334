import { parseStackConfiguration } from "../../config/load";
import { AcmStack } from "../../components/acm-stack";
import { createTarget } from "../../targets/aws";
import { identityProblems, type Identity } from "../../targets/aws/credentials-check";
import { bootstrapList, brokerHosts } from "../../targets/aws/msk-cluster";
import { podTemplates, recordProgram, resource, type RecordedResource } from "../support/recording";

const required = { region: "us-east-1", owner: "event stream team", costCentre: "4711" };

interface Change {
  readonly aws?: object;
  readonly kafka?: object;
}

async function deploy({ aws = {}, kafka = {} }: Change = {}, preview = false) {
  const configuration = parseStackConfiguration({
    target: "aws",
    aws: { ...required, ...aws },
    kafka,
    grafana: { enabled: false },
  });
  return recordProgram(
    () => {
      const target = createTarget(configuration);
      new AcmStack("acm", { configuration, target, rules: "{}" }, { providers: { kubernetes: target.provider } });
    },
    { preview },
  );
}

const names = (resources: readonly RecordedResource[], type: string) =>
  resources.filter((each) => each.type === type).map(({ name }) => name);

describe.each([false, true])("the default stack (preview: %s)", (preview) => {
  let resources: RecordedResource[];
  beforeAll(async () => (resources = await deploy({}, preview)));

  test("has a subnet of each kind, a NAT gateway and a route in each zone", () => {
    expect(names(resources, "aws:ec2/subnet:Subnet")).toHaveLength(6);
    expect(names(resources, "aws:ec2/natGateway:NatGateway")).toHaveLength(3);
    expect(names(resources, "aws:ec2/vpcEndpoint:VpcEndpoint")).toEqual(["network-s3"]);
  });
  test("has no Kafka and no ZooKeeper in pods", () => {
    expect(names(resources, "kubernetes:apps/v1:StatefulSet")).toEqual(["event-stream-processor-replicas"]);
    expect(names(resources, "aws:msk/cluster:Cluster")).toEqual(["kafka-cluster"]);
  });
  test("brokers have the settings of those on premises, and nobody reaches them without a password over TLS", () => {
    const { inputs } = resource(resources, "aws:msk/cluster:Cluster", "kafka-cluster");
    expect(inputs).toMatchObject({
      kafkaVersion: "3.9.x.kraft",
      clientAuthentication: { unauthenticated: false, sasl: { scram: true, iam: false } },
      encryptionInfo: { encryptionInTransit: { clientBroker: "TLS", inCluster: true } },
    });
    const settings = resource(resources, "aws:msk/configuration:Configuration", "kafka-configuration").inputs;
    expect(settings.serverProperties.split("\n")).toEqual(
      expect.arrayContaining([
        "min.insync.replicas=2",
        "auto.create.topics.enable=false",
        "default.replication.factor=3",
      ]),
    );
  });
  test("the brokers' own metrics are there to be read", () => {
    const { openMonitoring } = resource(resources, "aws:msk/cluster:Cluster", "kafka-cluster").inputs;
    expect(openMonitoring).toEqual({
      prometheus: { jmxExporter: { enabledInBroker: true }, nodeExporter: { enabledInBroker: true } },
    });
  });
  test("who makes the cluster administers it, through access entries; everything that it can write is logged", () => {
    expect(resource(resources, "aws:eks/cluster:Cluster", "cluster").inputs).toMatchObject({
      accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: true },
      bootstrapSelfManagedAddons: false,
      enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
    });
  });
  test("network policies are enforced, and the driver of volumes stays until the nodes go", () => {
    const addOn = (name: string) => resource(resources, "aws:eks/addon:Addon", name);
    expect(addOn("vpc-cni").inputs.configurationValues).toBe('{"enableNetworkPolicy":"true"}');
    expect(addOn("aws-ebs-csi-driver").inputs.preserve).toBe(true);
    const { inputs } = resource(resources, "aws:eks/podIdentityAssociation:PodIdentityAssociation", "ebs-csi-identity");
    expect(inputs.serviceAccount).toBe("ebs-csi-controller-sa");
  });
  test("the control plane has its rights and its log before it is made, the nodes their rights and their way out", () => {
    expect(resource(resources, "aws:eks/cluster:Cluster", "cluster").dependencies).toEqual(
      expect.arrayContaining(["cluster-logs", "cluster-AmazonEKSClusterPolicy", "cluster-rights"]),
    );
    expect(resource(resources, "aws:eks/nodeGroup:NodeGroup", "nodes").dependencies).toEqual(
      expect.arrayContaining([
        ...["node-AmazonEKSWorkerNodePolicy", "vpc-cni", "network-private-a-outward", "network-private-c-outward"],
      ]),
    );
    expect(resource(resources, "aws:ec2/natGateway:NatGateway", "network-nat-a").dependencies).toContain(
      "network-public-outward",
    );
  });
  test("volumes of claims go with their claims and say whose they are", () => {
    const { inputs } = resource(resources, "kubernetes:storage.k8s.io/v1:StorageClass", "storage-class");
    expect(inputs.reclaimPolicy).toBe("Delete");
    expect(Object.values(inputs.parameters)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^stack=/), "owner=event stream team", "cost-centre=4711"]),
    );
  });
  test("every AWS resource is made by the provider of the stack file's region", () => {
    const made = resources.filter(({ type }) => type.startsWith("aws:"));
    expect(made.map(({ provider }) => provider)).toEqual(made.map(() => "aws"));
  });
  test("everything of the stack waits for the nodes, the class of volumes and KEDA, and is gone before them", () => {
    const { dependencies } = resource(resources, "kubernetes:core/v1:Namespace", "acm-namespace");
    expect(dependencies).toEqual(expect.arrayContaining(["keda", "storage-class"]));
    const provider = resource(resources, "pulumi:providers:kubernetes", "kubernetes");
    expect(provider.dependencies).toEqual(expect.arrayContaining(["nodes", "aws-ebs-csi-driver", "coredns"]));
  });
  test("the password is nowhere but in its two secrets", () => {
    const holders = resources.filter(({ inputs }) => /password\\*":/.test(JSON.stringify(inputs)));
    const allowed = ["aws:secretsmanager/secretVersion:SecretVersion", "kubernetes:core/v1:Secret"];
    expect(holders.map(({ type }) => type).filter((type) => !allowed.includes(type))).toEqual([]);
  });
});

test("one NAT gateway serves every zone where that is asked for", async () => {
  const resources = await deploy({ aws: { network: { kind: "create", natGateways: "one" } } });
  expect(names(resources, "aws:ec2/natGateway:NatGateway")).toEqual(["network-nat-a"]);
  expect(names(resources, "aws:ec2/routeTableAssociation:RouteTableAssociation")).toHaveLength(6);
});

test("what exists is used, not made", async () => {
  const resources = await deploy({
    aws: {
      network: { kind: "existing", vpcId: "vpc-0a1b2c3d", privateSubnetIds: ["subnet-0a1b2c3d", "subnet-1a1b2c3d"] },
      cluster: { kind: "existing", name: "shared" },
      keda: "existing",
    },
    kafka: { brokers: 4 },
  });
  const types = new Set(resources.map(({ type }) => type));
  for (const type of ["aws:ec2/vpc:Vpc", "aws:eks/cluster:Cluster", "kubernetes:helm.sh/v3:Release"]) {
    expect(types).not.toContain(type);
  }
  const rules = resources.filter(({ type }) => type === "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
  expect(rules.map(({ inputs }) => inputs.referencedSecurityGroupId)).toEqual(["sg-of-shared", "sg-of-shared"]);
});

test("volumes that grow are not made smaller by the next update", async () => {
  const resources = await deploy({ kafka: { storage: "100Gi", maximumStorage: "500Gi" } });
  expect(resource(resources, "aws:appautoscaling/target:Target", "kafka-storage").inputs.maxCapacity).toBe(500);
});

test.each([true, false])("protectData: %s is what the cluster is protected by", async (protectData) => {
  const resources = await deploy({ aws: { protectData } });
  expect(resource(resources, "aws:eks/cluster:Cluster", "cluster").inputs.deletionProtection).toBe(protectData);
});

test("with IAM there is no password, and rights are on the stack's own topics and group", async () => {
  const resources = await deploy({ kafka: { security: "iam" } });
  expect(names(resources, "aws:secretsmanager/secret:Secret")).toEqual([]);
  const { policy } = resource(resources, "aws:iam/rolePolicy:RolePolicy", "kafka-clients-rights").inputs;
  expect(policy).toContain("topic/acm-kafka/00000000-plan/raw-events");
  expect(policy).not.toMatch(/"Resource":"\*"|kafka-cluster:\*/);
  expect(policy).toContain("transactional-id/acm-kafka/00000000-plan/event-stream-prc-*");
  expect(policy).toContain("kafka-cluster:DescribeTransactionalId");
});

test("with IAM the clients, and no other pod, run under the account that has those rights", async () => {
  const resources = await deploy({ kafka: { security: "iam" } });
  const association = "aws:eks/podIdentityAssociation:PodIdentityAssociation";
  const { namespace, serviceAccount } = resource(resources, association, "kafka-clients-identity").inputs;
  const { metadata } = resource(resources, "kubernetes:core/v1:ServiceAccount", "kafka-clients-account").inputs;
  expect([metadata.namespace, metadata.name]).toEqual([namespace, serviceAccount]);
  const clients = podTemplates(resources).filter(({ template }) => template.spec.serviceAccountName === metadata.name);
  expect(clients.map(({ name }) => name).sort()).toEqual([
    "event-stream-processor-replicas",
    "kafka-exporter-deployment",
    "kafka-topics-job",
  ]);
});

describe("addresses of brokers", () => {
  const named = [
    "b-1.acm.x1.c2.kafka.us-east-1.amazonaws.com:9096",
    "b-3.acm.x1.c2.kafka.us-east-1.amazonaws.com:9096",
  ];
  test("of those that MSK does not name follow from those that it names", () => {
    expect(brokerHosts(named, 4)).toEqual([1, 2, 3, 4].map((id) => `b-${id}.acm.x1.c2.kafka.us-east-1.amazonaws.com`));
    expect(brokerHosts(["10.0.0.1:9096"], 3)).toEqual(["10.0.0.1"]);
  });
  test("that are missing are a sentence", () => {
    expect(() => bootstrapList("acm-kafka", "scram", "")).toThrow(/names no brokers of acm-kafka for scram.*refresh/);
  });
});

describe("credentials", () => {
  const settings = parseStackConfiguration({ target: "aws", aws: { ...required, accountId: "123456789012" } }).aws;
  test.each<[string, Identity, RegExp | undefined]>([
    ["of the right account", { account: "123456789012" }, undefined],
    ["of another account", { account: "210987654321" }, /belong to account 210987654321.*allows 123456789012 only/],
    ["none", { failure: "Unable to locate credentials" }, /does not accept.*Unable to locate credentials.*Log in/],
    ["no AWS CLI", { missing: "command" }, /AWS CLI.*was not found.*Install/],
  ])("%s", (_, identity, message) => {
    const problems = identityProblems(settings, identity);
    expect(problems).toHaveLength(message === undefined ? 0 : 1);
    if (message !== undefined) expect(problems[0]).toMatch(message);
  });
});
