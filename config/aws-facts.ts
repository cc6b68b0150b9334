/** What AWS offers, as far as a stack file may choose from it. Each list names its source; new entries belong here. */

/**
 * Kafka versions that MSK creates new clusters of in KRaft mode and that this stack's clients speak.
 * 3.6.0 and older have passed their end of support, after which MSK makes no new clusters of them; KRaft begins with 3.7.
 * Source: docs.aws.amazon.com/msk/latest/developerguide/supported-kafka-versions.html and version-support.html.
 */
export const mskKafkaVersions = ["3.7", "3.8", "3.9"] as const;

/** MSK's own name of a version in KRaft mode. */
export function mskVersionName(version: string): string {
  return `${version}.x.kraft`;
}

/** The version of {@link mskKafkaVersions} next to the one that was asked for. */
export function nearestMskVersion(asked: string): string {
  const distance = (version: string) => {
    const [major = 0, minor = 0] = version.split(".").map(Number);
    return major * 100 + minor;
  };
  const wanted = distance(asked);
  return mskKafkaVersions.reduce<string>(
    (best, version) => (Math.abs(distance(version) - wanted) < Math.abs(distance(best) - wanted) ? version : best),
    mskKafkaVersions[0],
  );
}

/** What a machine has. */
export interface MachineSize {
  readonly vcpu: number;
  readonly memoryGib: number;
}

const mskSizes = {
  m5: ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge", "24xlarge"],
  m7g: ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge"],
} as const;

/**
 * Types of standard brokers. Express brokers are another product (no volumes, no choice of replication), not offered here.
 * Source: docs.aws.amazon.com/msk/latest/developerguide/broker-instance-types.html.
 */
export const mskInstanceTypes: Readonly<Record<string, MachineSize>> = {
  "kafka.t3.small": { vcpu: 2, memoryGib: 2 },
  ...Object.fromEntries(
    Object.entries(mskSizes).flatMap(([family, sizes]) =>
      sizes.map((size) => [`kafka.${family}.${size}`, sizeOf(size, 4)]),
    ),
  ),
};

/** GiB of memory for each vCPU, by family. Source: aws.amazon.com/ec2/instance-types. */
const memoryPerVcpu: ReadonlyMap<string, number> = new Map(
  [
    ["c5", "c5a", "c6i", "c6a", "c6g", "c7i", "c7a", "c7g", "c8g"].map((family) => [family, 2] as const),
    ["m5", "m5a", "m6i", "m6a", "m6g", "m7i", "m7a", "m7g", "m8g"].map((family) => [family, 4] as const),
    ["r5", "r5a", "r6i", "r6a", "r6g", "r7i", "r7a", "r7g", "r8g"].map((family) => [family, 8] as const),
  ].flat(),
);
/** Sizes beside large and xlarge, by the generation and the maker of the processor; as xlarge times this. */
const generationSizes: ReadonlyMap<string, readonly number[]> = new Map([
  ["5", [2, 4, 8, 12, 16, 24]],
  ["5a", [2, 4, 8, 12, 16, 24]],
  ["6i", [2, 4, 8, 12, 16, 24, 32]],
  ["6a", [2, 4, 8, 12, 16, 24, 32, 48]],
  ["6g", [2, 4, 8, 12, 16]],
  ["7i", [2, 4, 8, 12, 16, 24, 48]],
  ["7a", [2, 4, 8, 12, 16, 24, 32, 48]],
  ["7g", [2, 4, 8, 12, 16]],
  ["8g", [2, 4, 8, 12, 16, 24, 48]],
  // The one family that is unlike its generation.
  ["c5", [2, 4, 9, 12, 18, 24]],
]);
const burstableFamilies = ["t3", "t3a", "t4g"];
/** Burstable types have a memory of their own for each size. */
const burstable: ReadonlyMap<string, MachineSize> = new Map([
  ["medium", { vcpu: 2, memoryGib: 4 }],
  ["large", { vcpu: 2, memoryGib: 8 }],
  ["xlarge", { vcpu: 4, memoryGib: 16 }],
  ["2xlarge", { vcpu: 8, memoryGib: 32 }],
]);

/** vCPU and memory of an EC2 type that nodes may have; undefined for a type that is not known here. */
export function ec2Size(instanceType: string): MachineSize | undefined {
  const [family = "", size = "", ...rest] = instanceType.split(".");
  if (rest.length > 0) return undefined;
  if (burstableFamilies.includes(family)) return burstable.get(size);
  const ratio = memoryPerVcpu.get(family);
  return ratio === undefined || !ec2Sizes(family).includes(size) ? undefined : sizeOf(size, ratio);
}

/** Sizes that a family comes in. @param family one of {@link ec2Families} */
export function ec2Sizes(family: string): string[] {
  if (burstableFamilies.includes(family)) return [...burstable.keys()];
  const multiples = generationSizes.get(family) ?? generationSizes.get(family.slice(1)) ?? [];
  return ["large", "xlarge", ...multiples.map((multiple) => `${multiple}xlarge`)];
}

/** Families whose nodes {@link ec2Size} knows, for messages. */
export const ec2Families = [...memoryPerVcpu.keys(), ...burstableFamilies];

/** Graviton types run another build of every image. */
export function architectureOf(instanceType: string): "amd64" | "arm64" {
  return /^[a-z]+\d+g/.test(instanceType) ? "arm64" : "amd64";
}

/** A "large" has 2 vCPU, an "xlarge" 4, and "12xlarge" twelve times that. */
function sizeOf(size: string, memoryGibPerVcpu: number): MachineSize {
  const vcpu = size === "large" ? 2 : 4 * Number(size.replace("xlarge", "") || "1");
  return { vcpu, memoryGib: vcpu * memoryGibPerVcpu };
}

/**
 * Versions of EKS's add-ons by Kubernetes version. Another Kubernetes version needs them in the stack file
 * (`aws eks describe-addon-versions --kubernetes-version 1.36`), so that an update never takes whatever is newest.
 */
export const addOnVersions: Readonly<Record<string, AddOnVersions>> = {
  "1.35": {
    vpcCni: "v1.21.1-eksbuild.3",
    kubeProxy: "v1.35.0-eksbuild.2",
    coredns: "v1.13.2-eksbuild.1",
    podIdentityAgent: "v1.3.10-eksbuild.3",
    ebsCsiDriver: "v1.57.1-eksbuild.1",
    metricsServer: "v0.8.0-eksbuild.2",
  },
};
export interface AddOnVersions {
  readonly vpcCni: string;
  readonly kubeProxy: string;
  readonly coredns: string;
  readonly podIdentityAgent: string;
  readonly ebsCsiDriver: string;
  readonly metricsServer: string;
}
export const addOnKeys = [
  "vpcCni",
  "kubeProxy",
  "coredns",
  "podIdentityAgent",
  "ebsCsiDriver",
  "metricsServer",
] as const satisfies readonly (keyof AddOnVersions)[];

/** Days for which CloudWatch can keep logs, up to three years. Source: API reference of PutRetentionPolicy. */
export const logRetentionDays = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096] as const;
