/**
 * Compute-optimised instance types, with what a machine of each has: [vCPU, GiB]. What the comparison tries in the
 * place of its own type. Source: AWS's instance type pages (aws.amazon.com/ec2/instance-types/c5, c5a, c6i, c6g),
 * which no longer change for a type that was released.
 */
export const instanceSizes: Readonly<Record<string, readonly [vcpu: number, memoryGib: number]>> = {
  "c5.4xlarge": [16, 32],
  "c5.9xlarge": [36, 72],
  "c5.12xlarge": [48, 96],
  "c5.18xlarge": [72, 144],
  "c5.24xlarge": [96, 192],
  "c5a.8xlarge": [32, 64],
  "c5a.12xlarge": [48, 96],
  "c5a.16xlarge": [64, 128],
  "c5a.24xlarge": [96, 192],
  "c6i.8xlarge": [32, 64],
  "c6i.12xlarge": [48, 96],
  "c6i.16xlarge": [64, 128],
  "c6i.24xlarge": [96, 192],
  "c6g.8xlarge": [32, 64],
  "c6g.12xlarge": [48, 96],
  "c6g.16xlarge": [64, 128],
};
