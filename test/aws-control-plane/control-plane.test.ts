import { Account, eksToken, mskInputs, mskToken, subnetToken, trust, vpcToken } from "./account";
import { models } from "./control-plane";
import { sources } from "./rules/sources";
import { unknownValue, type Properties } from "./values";

let account: Account;

beforeEach(() => (account = new Account()));
afterEach(() => account.remove());

test("every type with published rules has a model, and every model has published rules", () => {
  expect(Object.keys(models).sort()).toEqual(Object.keys(sources).sort());
});

describe("inputs", () => {
  const problemsOf = (token: string, inputs: Properties) =>
    account.aws.check(token, "x", {}, inputs).problems.map(({ property, reason }) => `${property}: ${reason}`);

  test("that AWS's schemas refuse are refused, with the property and what would be right", () => {
    const subnets = ["subnet-1", "subnet-2", "subnet-3"];
    expect(problemsOf(mskToken, mskInputs(subnets))).toEqual([]);
    expect(problemsOf(mskToken, mskInputs(subnets, { enhancedMonitoring: "ALL" }))).toEqual([
      expect.stringMatching(/^enhancedMonitoring: must be one of DEFAULT, PER_BROKER/),
    ]);
    expect(problemsOf(mskToken, mskInputs(subnets, { clusterName: "a".repeat(65) }))).toEqual([
      expect.stringMatching(/^clusterName: .*64/),
    ]);
    const big = { clientSubnets: subnets, instanceType: "kafka.m7g.large", securityGroups: [] };
    const inputs = mskInputs(subnets, {
      brokerNodeGroupInfo: { ...big, storageInfo: { ebsStorageInfo: { volumeSize: 20_000 } } },
    });
    expect(problemsOf(mskToken, inputs)).toEqual([
      expect.stringMatching(/^brokerNodeGroupInfo\.storageInfo\.ebsStorageInfo\.volumeSize: must be <= 16384/),
    ]);
  });

  test("that are missing or unknown to the resource are named", () => {
    expect(problemsOf(subnetToken, { cidrBlock: "10.0.0.0/24" })).toContain("vpcId: is required");
    expect(problemsOf(vpcToken, { cidrBlock: "10.0.0.0/16", cidr: "x" })).toContain("cidr: is not a property");
    expect(
      problemsOf("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", {
        securityGroupId: "sg-01234567",
        ipProtocol: "tcp",
      }),
    ).toEqual([expect.stringContaining("exactly one of CidrIp")]);
    expect(problemsOf("aws:cloudwatch/logGroup:LogGroup", { name: "/a", retentionInDays: 31 })).toEqual([
      expect.stringMatching(/^retentionInDays: must be one of 1, 3, 5, 7, 14, 30/),
    ]);
  });

  test("that are not known yet are passed over", () => {
    const inputs = { name: unknownValue, roleArn: unknownValue, vpcConfig: { subnetIds: unknownValue } };
    expect(problemsOf(eksToken, inputs)).toEqual([]);
  });

  test("get a name that stays when none is given", () => {
    const { inputs } = account.aws.check(
      "aws:iam/role:Role",
      "control",
      {},
      { assumeRolePolicy: trust("eks.amazonaws.com") },
    );
    expect(inputs["name"]).toMatch(/^control-[0-9a-f]{7}$/);
    const again = account.aws.check("aws:iam/role:Role", "control", inputs, {
      assumeRolePolicy: trust("eks.amazonaws.com"),
    });
    expect(again.inputs["name"]).toBe(inputs["name"]);
  });
});

describe("networks", () => {
  test.each([
    ["10.0.0.0/8", /netmask from \/16 to \/28/],
    ["10.0.0.0/29", /netmask from \/16 to \/28/],
    ["10.0.1.0/16", /own boundary/],
    ["10.0.0.300/16", /not a network/],
  ])("refuse a VPC of %s", async (cidrBlock, message) => {
    await expect(account.aws.create(vpcToken, { cidrBlock })).rejects.toThrow(message);
  });

  test("refuse subnets that overlap, lie outside, or are in no zone of the region", async () => {
    const { vpcId } = await account.network();
    const subnet = (cidrBlock: string, availabilityZone = "eu-central-1a") =>
      account.aws.create(subnetToken, { vpcId, cidrBlock, availabilityZone });
    await expect(subnet("10.0.0.128/25")).rejects.toThrow(/InvalidSubnet\.Conflict/);
    await expect(subnet("10.1.0.0/24")).rejects.toThrow(/not inside its VPC/);
    await expect(subnet("10.0.9.0/24", "us-east-1a")).rejects.toThrow(/no zone of eu-central-1/);
    await expect(account.aws.create(subnetToken, { vpcId: "vpc-0", cidrBlock: "10.0.0.0/24" })).rejects.toThrow(
      /InvalidVpc\.NotFound/,
    );
  });

  test("are not deleted while they are in use", async () => {
    const { vpcId, subnets } = await account.network();
    await expect(account.aws.delete(vpcToken, vpcId)).rejects.toThrow(/DependencyViolation.*Subnet subnet-/);
    for (const id of subnets) await account.aws.delete(subnetToken, id);
    await account.aws.delete(vpcToken, vpcId);
    expect(account.aws.store.all()).toEqual([]);
  });
});

describe("a change", () => {
  test("of what CloudFormation creates only makes a new resource, any other an update", () => {
    const olds = mskInputs(["a", "b", "c"]);
    const diff = (news: Properties) => account.aws.diff(mskToken, olds, news);
    expect(diff(olds)).toMatchObject({ changes: [], replaces: [] });
    expect(diff({ ...olds, kafkaVersion: "4.0.x.kraft" })).toMatchObject({ changes: ["kafkaVersion"], replaces: [] });
    expect(diff({ ...olds, clusterName: "other" })).toMatchObject({ replaces: ["clusterName"], deleteFirst: false });
    const group = { clientSubnets: ["a", "b", "d"], instanceType: "kafka.m7g.large", securityGroups: [] };
    expect(diff({ ...olds, brokerNodeGroupInfo: group })).toMatchObject({
      replaces: ["brokerNodeGroupInfo"],
      // Its name is taken until the old one is gone.
      deleteFirst: true,
    });
    const larger = { clientSubnets: ["a", "b", "c"], instanceType: "kafka.m7g.xlarge", securityGroups: [] };
    expect(diff({ ...olds, brokerNodeGroupInfo: larger })).toMatchObject({ replaces: [] });
  });

  test("that Terraform makes in place though CloudFormation does not is an update", () => {
    const olds = { securityGroupId: "sg-1", ipProtocol: "tcp", fromPort: 1, toPort: 2, cidrIpv4: "10.0.0.0/8" };
    const token = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
    expect(account.aws.diff(token, olds, { ...olds, toPort: 3 }).replaces).toEqual([]);
    expect(account.aws.diff(token, olds, { ...olds, securityGroupId: "sg-2" }).replaces).toEqual(["securityGroupId"]);
  });

  test("of the Kubernetes version goes one step at a time", async () => {
    const { subnets } = await account.network();
    const inputs = await account.eksInputs(subnets);
    const id = await account.made(eksToken, inputs);
    await expect(account.aws.update(eksToken, id, { ...inputs, version: "1.33" })).rejects.toThrow(
      /from 1\.34 to 1\.33/,
    );
    expect((await account.aws.update(eksToken, id, { ...inputs, version: "1.35" })).outputs["version"]).toBe("1.35");
  });

  test("of Kafka's version cannot change where its metadata is", async () => {
    const { subnets } = await account.network();
    const id = await account.made(mskToken, mskInputs(subnets, { kafkaVersion: "3.9.x" }));
    const { outputs } = await account.aws.update(mskToken, id, mskInputs(subnets, { kafkaVersion: "3.9.x" }));
    expect(outputs["currentVersion"]).not.toBe("K3AEGXETSR30VB");
    await expect(account.aws.update(mskToken, id, mskInputs(subnets))).rejects.toThrow(/metadata mode/);
  });
});

test("a preview knows the inputs and nothing that AWS decides", () => {
  const outputs = account.aws.preview(vpcToken, { cidrBlock: "10.0.0.0/16" });
  expect(outputs).toMatchObject({ cidrBlock: "10.0.0.0/16", arn: unknownValue });
  const cluster = account.aws.preview(eksToken, { vpcConfig: { subnetIds: ["subnet-1"] } });
  expect(cluster["vpcConfig"]).toEqual({
    subnetIds: ["subnet-1"],
    clusterSecurityGroupId: unknownValue,
    vpcId: unknownValue,
  });
});

test("resources carry the tags of the provider and their own", async () => {
  const outputs = await account.create(vpcToken, { cidrBlock: "10.0.0.0/16", tags: { part: "network" } });
  expect(outputs["tagsAll"]).toEqual({ stack: "test", part: "network" });
});
