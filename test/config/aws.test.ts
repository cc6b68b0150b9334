import { readFileSync } from "node:fs";
import fc from "fast-check";
import { ec2Families, ec2Size, ec2Sizes, mskInstanceTypes, nearestMskVersion } from "../../config/aws-facts";
import { contains, overlap, parseCidr, showCidr } from "../../config/cidr";
import { warnings } from "../../config/invariants";
import { ConfigurationError, parseStackConfiguration } from "../../config/load";
import { networkPlan } from "../../config/network-plan";

const required = { region: "us-east-1", owner: "team", costCentre: "1" };
const at = (aws: object = {}, kafka: object = {}) => ({ target: "aws" as const, aws: { ...required, ...aws }, kafka });

function problemsOf(value: unknown): readonly string[] {
  try {
    parseStackConfiguration(value);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

test("the defaults are three zones, SCRAM over TLS and Kafka 3.9 without ZooKeeper", () => {
  const { aws, kafka } = parseStackConfiguration(at());
  expect(kafka).toMatchObject({ mode: "kraft", version: "3.9", brokers: 3, security: "scram", minInSyncReplicas: 2 });
  expect(aws).toMatchObject({ protectData: true, network: { zones: ["a", "b", "c"] }, cluster: { version: "1.35" } });
});

const existing = { kind: "existing", vpcId: "vpc-0a1b2c3d", privateSubnetIds: ["subnet-0a1b2c3d", "subnet-1a1b2c3d"] };

const twoBrokers = { brokers: 2, replicationFactor: 2, minInSyncReplicas: 1 };

describe("refused with path, value and remedy", () => {
  test.each<[string, object, string]>([
    [
      "brokers that zones cannot share",
      at({}, { brokers: 4 }),
      "acm:stack.kafka.brokers: must be a multiple of the zones (3), as MSK has as many brokers in each: 3 or 6 (now 4)",
    ],
    [
      "brokers against the subnets of an existing network",
      at({ network: existing }, { brokers: 3 }),
      "must be a multiple of the zones (2), as MSK has as many brokers in each: 2 or 4 (now 3)",
    ],
    [
      "a type that MSK does not offer",
      at({}, { instanceType: "kafka.m6i.large" }),
      "acm:stack.kafka.instanceType: must",
    ],
    ["Kafka of the thesis", at({}, { version: "2.8.1" }), 'the nearest is 3.7 (now "2.8.1")'],
    ["Kafka that the clients do not speak", at({}, { version: "4.0" }), 'the nearest is 3.9 (now "4.0")'],
    [
      "a VPC too large",
      at({ network: { kind: "create", cidr: "10.0.0.0/8" } }),
      "aws.network.cidr: must be an address",
    ],
    [
      "a VPC too small",
      at({ network: { kind: "create", cidr: "10.0.0.0/24" } }),
      'run out of addresses (now "10.0.0.0/24")',
    ],
    [
      "a range that does not begin at its start",
      at({ network: { kind: "create", cidr: "10.0.1.0/16" } }),
      "aws.network.cidr",
    ],
    [
      "services in the VPC",
      at({ cluster: { kind: "create", serviceCidr: "10.0.128.0/20" } }),
      "acm:stack.aws.cluster.serviceCidr: must not overlap aws.network.cidr (10.0.0.0/16)",
    ],
    [
      "subnets that overlap",
      at({
        network: { kind: "create", privateSubnets: ["10.0.0.0/20", "10.0.16.0/20", "10.0.0.0/18"] },
      }),
      "acm:stack.aws.network.privateSubnets.2: must not overlap aws.network.privateSubnets.0 (10.0.0.0/20)",
    ],
    [
      "a subnet too small",
      at({ network: { kind: "create", privateSubnets: ["10.0.0.0/25", "10.0.1.0/24", "10.0.2.0/24"] } }),
      "acm:stack.aws.network.privateSubnets.0: must be an address range inside of 10.0.0.0/16, /24 or larger",
    ],
    [
      "a subnet outside of the VPC",
      at({ network: { kind: "create", publicSubnets: ["10.1.0.0/24", "10.0.1.0/24", "10.0.2.0/24"] } }),
      "acm:stack.aws.network.publicSubnets.0: must be an address range inside of 10.0.0.0/16",
    ],
    ["a name that is too long", at({ name: "a".repeat(41) }), "acm:stack.aws.name: must be at most 40 characters"],
    ["a region that is none", at({ region: "frankfurt" }), "acm:stack.aws.region: must be a region such as us-east-1"],
    [
      "everybody at Kubernetes' API",
      at({ cluster: { kind: "create", publicAccessCidrs: ["0.0.0.0/0"] } }),
      "not everybody",
    ],
    [
      "a Kubernetes version without pinned add-ons",
      at({ cluster: { kind: "create", version: "1.36" } }),
      "acm:stack.aws.cluster.version: must be 1.35, whose add-on versions are pinned, or aws.cluster.addOns must give vpcCni",
    ],
    [
      "two machine images in one group",
      at({ cluster: { kind: "create", nodes: { instanceTypes: ["m7g.large", "m6i.large"] } } }),
      "must not mix Graviton types with others",
    ],
    [
      "an EC2 type that is none",
      at({ cluster: { kind: "create", nodes: { instanceTypes: ["m6i.huge"] } } }),
      "instanceTypes.0: must",
    ],
    [
      "fewer nodes than the minimum",
      at({ cluster: { kind: "create", nodes: { desired: 1 } } }),
      "nodes.desired: must be from 3 to 6",
    ],
    [
      "a cluster in another network",
      at({ cluster: { kind: "existing", name: "x" } }),
      "acm:stack.aws.network.kind: must be existing",
    ],
    [
      "a volume that shrinks",
      at({}, { maximumStorage: "50Gi" }),
      "kafka.maximumStorage: must be more than kafka.storage (100Gi)",
    ],
    ["half a GiB", at({}, { storage: "512Mi" }), "acm:stack.kafka.storage: must be whole GiB"],
    ["keys of the other target", { ...at(), zookeeper: {} }, "acm:stack.zookeeper: is not a known key"],
    [
      "nobody who answers for it",
      { target: "aws", aws: { region: "us-east-1", costCentre: "1" } },
      "acm:stack.aws.owner: must",
    ],
    [
      "a zone twice",
      at({ network: { kind: "create", zones: ["a", "a", "b"] } }),
      "zones: must not have the same entry twice",
    ],
    [
      "a subnet twice",
      at({ network: { ...existing, privateSubnetIds: ["subnet-0a1b2c3d", "subnet-0a1b2c3d"] } }, twoBrokers),
      "privateSubnetIds: must not have the same entry twice",
    ],
    ["no subnets", at({ network: { kind: "existing", vpcId: "vpc-0a1b2c3d" } }), "must be given: a list (now missing)"],
    [
      "addresses that no machine has",
      at({ network: { kind: "create", cidr: "127.0.0.0/16" } }),
      "aws.network.cidr: must be addresses that machines can have",
    ],
    [
      "services at addresses of the internet",
      at({ cluster: { kind: "create", serviceCidr: "8.0.0.0/16" } }),
      "inside of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16",
    ],
    [
      "no range of services in an existing network",
      at({ network: existing, cluster: { kind: "create", serviceCidr: "10.0.0.0/30" } }, twoBrokers),
      "acm:stack.aws.cluster.serviceCidr: must be an address range from /12 to /24",
    ],
    [
      "the inside of a network as the outside",
      at({ cluster: { kind: "create", publicAccessCidrs: ["10.0.0.0/8"] } }),
      "publicAccessCidrs.0: must be an address range of the internet",
    ],
    [
      "one address without its /32",
      at({ cluster: { kind: "create", publicAccessCidrs: ["203.0.113.7"] } }),
      "a single address ends in /32",
    ],
    [
      "a size that a family has not",
      at({ cluster: { kind: "create", nodes: { instanceTypes: ["m6i.3xlarge"] } } }),
      "must be one of the sizes of m6i: large, xlarge, 2xlarge,",
    ],
    [
      "a name that EKS does not give",
      at({ network: existing, cluster: { kind: "existing", name: "my cluster" } }, twoBrokers),
      "acm:stack.aws.cluster.name: must be the name of an EKS cluster",
    ],
    [
      "settings of nodes for a cluster that has its own",
      at({ network: existing, cluster: { kind: "existing", name: "x", nodes: { minimum: 3 } } }, twoBrokers),
      "acm:stack.aws.cluster.nodes: must be a list",
    ],
    ["a tag of AWS's own", at({ tags: { "aws:x": "y" } }), "acm:stack.aws.tags.aws:x: must not begin with aws:"],
    ["a tag that is set already", at({ tags: { owner: "y" } }), "remove it, and set aws.owner"],
    ["a tag that AWS does not take", at({ tags: { "a;b": "y" } }), "acm:stack.aws.tags.a;b: must have another name"],
    [
      "more tags than AWS takes",
      at({ tags: Object.fromEntries(Array.from({ length: 36 }, (_, index) => [`t${index}`, "x"])) }),
      "acm:stack.aws.tags: must be at most 35 entries",
    ],
    [
      "a user's generation without users",
      at({}, { security: "iam", credentialsGeneration: 2 }),
      "acm:stack.kafka.credentialsGeneration: has a meaning with kafka.security scram alone",
    ],
    [
      "an authority that IAM's clients do not read",
      at({}, { security: "iam", certificateAuthority: "ca.pem" }),
      "acm:stack.kafka.certificateAuthority: has a meaning with kafka.security scram alone",
    ],
    [
      "rights on every consumer group",
      { ...at({}, { security: "iam" }), processor: { consumerGroup: "*" } },
      "acm:stack.processor.consumerGroup: must be without *",
    ],
    ["KEDA's namespace", { ...at(), namespace: "keda" }, "acm:stack.namespace: must be a namespace of the stack's own"],
    ["ZooKeeper", at({}, { mode: "zookeeper" }), 'acm:stack.kafka.mode: must be "kraft"'],
  ])("%s", (_, value, message) => {
    const problems = problemsOf(value);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(message);
  });
  test("keys of aws with the target on premises", () => {
    expect(problemsOf({ target: "onprem", aws: required })).toEqual([
      expect.stringMatching(/acm:stack.aws: is not a known key; known here: target, .*zookeeper/),
    ]);
  });
});

test("a cluster that only its own VPC reaches is worth a word", () => {
  expect(warnings(parseStackConfiguration(at()))).toEqual([expect.stringContaining("publicAccessCidrs is empty")]);
  const open = at({ cluster: { kind: "create", publicAccessCidrs: ["203.0.113.0/24"] } });
  expect(warnings(parseStackConfiguration(open))).toEqual([]);
});

test("a cluster whose nodes nobody has listed has a price that is assumed, and that is said", () => {
  const cluster = { kind: "existing", name: "shared" };
  const shared = (nodes: object[]) =>
    warnings(parseStackConfiguration(at({ network: existing, cluster: { ...cluster, nodes } }, twoBrokers)));
  expect(shared([])).toEqual([expect.stringContaining("acm:stack.aws.cluster.nodes is empty")]);
  expect(shared([{ name: "n", instanceType: "m6i.large", count: 3, diskGib: 50 }])).toEqual([]);
});

test("the nearest version that MSK makes", () => {
  expect(["2.8.1", "3.7.1", "3.8", "5"].map(nearestMskVersion)).toEqual(["3.7", "3.7", "3.8", "3.9"]);
});

test("sizes are those of AWS's price list", () => {
  expect(ec2Size("m6i.xlarge")).toEqual({ vcpu: 4, memoryGib: 16 });
  expect(ec2Size("c5.9xlarge")).toEqual({ vcpu: 36, memoryGib: 72 });
  expect(ec2Size("r7g.large")).toEqual({ vcpu: 2, memoryGib: 16 });
  expect(ec2Size("t3.medium")).toEqual({ vcpu: 2, memoryGib: 4 });
  expect(["m6i.1xlarge", "m6i.metal", "m6i", "x.large", "constructor.large"].map(ec2Size)).toEqual(
    Array(5).fill(undefined),
  );
  expect(mskInstanceTypes["kafka.m7g.16xlarge"]).toEqual({ vcpu: 64, memoryGib: 256 });
});

test("the sizes of every family are those that AWS has a price for", () => {
  const file = "cost/prices/data/us-east-1/ec2-2026-07-20.json";
  const priced = Object.keys((JSON.parse(readFileSync(file, "utf8")) as { hourly: object }).hourly);
  for (const family of ec2Families) {
    const sizes = priced.flatMap((name) => (name.startsWith(`ec2.${family}.`) ? [name.split(".")[2] ?? ""] : []));
    const known = sizes.filter((size) => ec2Sizes(family).includes(size));
    expect([family, ec2Sizes(family).toSorted()]).toEqual([family, known.toSorted()]);
    expect([family, sizes.filter((size) => size.endsWith("xlarge")).toSorted()]).toEqual([
      family,
      ec2Sizes(family)
        .filter((size) => size.endsWith("xlarge"))
        .toSorted(),
    ]);
  }
});

describe("address ranges", () => {
  const range = fc
    .tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 8, max: 28 }))
    .map(([address, prefix]) => ({ first: address - (address % 2 ** (32 - prefix)), prefix }));
  test("are read as they are written", () => {
    fc.assert(fc.property(range, (cidr) => expect(parseCidr(showCidr(cidr))).toEqual(cidr)));
  });
  test("that contain each other overlap, in both directions", () => {
    fc.assert(
      fc.property(range, range, (one, other) => {
        expect(overlap(one, other)).toBe(overlap(other, one));
        expect(contains(one, other) || contains(other, one)).toBe(overlap(one, other));
      }),
    );
  });
  test("of a plan lie in the VPC, apart from each other", () => {
    fc.assert(
      fc.property(range, fc.constantFrom<string[]>(["a", "b"], ["a", "b", "c"]), (vpc, zones) => {
        const plan = networkPlan({ cidr: showCidr(vpc), zones });
        const all = [...plan.privateSubnets, ...plan.publicSubnets].map((text) => parseCidr(text));
        all.forEach((one, index) => {
          expect(one && contains(vpc, one)).toBe(true);
          expect(all.slice(index + 1).some((other) => one && other && overlap(one, other))).toBe(false);
        });
      }),
    );
  });
});

test("the example names nothing that somebody owns", () => {
  const text = readFileSync("Pulumi.aws.yaml", "utf8");
  // Addresses and accounts that documentation may use (RFC 5737, AWS's own examples).
  expect(text).toContain("203.0.113.0/24");
  expect(text.match(/\d{12}/g)).toEqual(["123456789012"]);
});
