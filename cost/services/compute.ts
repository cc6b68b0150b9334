/** Machines, volumes, control plane, images: what is held by the hour or by the GB-month. */
import type { CostLine } from "../model";
import { billed, type Billed, type Named, type Place, type Terms } from "./line";

const item = (place: Place, terms: Terms, line: Billed, named: Named) => billed(place, terms, { ...line, ...named });

/** @param terms define `clusters` and `hours` */
export function eksControlPlane(
  place: Place,
  terms: Terms,
  support: "standard" | "extended",
  named: Named = {},
): CostLine {
  const line = {
    id: "eks.control-plane",
    service: "Amazon EKS",
    resource: `control plane, ${support} support`,
    basis: "deployed",
    unit: "cluster-hour",
    price: `eks.controlPlane.${support}`,
    quantity: "clusters * hours",
  } as const;
  return item(place, terms, line, named);
}

/** Linux on demand. @param terms define `machines` and `hours` of each */
export function ec2Machines(place: Place, terms: Terms, instanceType: string, named: Named = {}): CostLine {
  const line = {
    id: "ec2.machines",
    service: "Amazon EC2",
    resource: `machines, ${instanceType}`,
    basis: "deployed",
    unit: "hour",
    price: `ec2.${instanceType}`,
    quantity: "machines * hours",
  } as const;
  return item(place, terms, line, named);
}

export const volumeKinds = ["gp2", "gp3", "io1", "io2", "st1", "sc1"] as const;
export type VolumeKind = (typeof volumeKinds)[number];

/** @param terms define `volumes` and `gib` of one */
export function ebsVolumes(place: Place, terms: Terms, kind: VolumeKind, named: Named = {}): CostLine {
  const line = {
    id: "ebs.volumes",
    service: "Amazon EBS",
    resource: `volumes, ${kind}`,
    basis: "deployed",
    unit: "GB-month",
    price: `ebs.${kind}`,
    quantity: "volumes * gib",
  } as const;
  return item(place, terms, line, named);
}

/** gp3 includes 3,000 operations a second, io1 and io2 none. @param terms define `volumes` and `iops` of one */
export function ebsIops(place: Place, terms: Terms, kind: "gp3" | "io1" | "io2", named: Named = {}): CostLine {
  const line = {
    id: "ebs.iops",
    service: "Amazon EBS",
    resource: `operations a second, ${kind}`,
    basis: "deployed",
    unit: "IOPS-month",
    price: `ebs.${kind}.iops`,
    quantity: kind === "gp3" ? "volumes * max(0, iops - 3000)" : "volumes * iops",
  } as const;
  return item(place, terms, line, named);
}

/** gp3 includes 125 MiB/s. @param terms define `volumes` and `throughputMib` a second of one */
export function ebsThroughput(place: Place, terms: Terms, named: Named = {}): CostLine {
  const line = {
    id: "ebs.throughput",
    service: "Amazon EBS",
    resource: "throughput, gp3",
    basis: "deployed",
    unit: "MiB/s-month",
    price: "ebs.gp3.throughput",
    quantity: "volumes * max(0, throughputMib - 125)",
  } as const;
  return item(place, terms, line, named);
}

/** @param terms define `gib` */
export function ecrStorage(
  place: Place,
  terms: Terms,
  { freeTier }: { readonly freeTier: boolean },
  named: Named = {},
): CostLine {
  const line = {
    id: "ecr.storage",
    service: "Amazon ECR",
    resource: "images",
    basis: "deployed",
    unit: "GB-month",
    price: "ecr.storage",
    quantity: freeTier ? "max(0, gib - 0.5)" : "gib",
    note: freeTier ? "500 MB a month are free in an account's first year." : undefined,
  } as const;
  return item(place, terms, line, named);
}

/** @param terms define `gib` of a month */
export function logIngestion(place: Place, terms: Terms, named: Named = {}): CostLine {
  const line = {
    id: "logs.ingestion",
    service: "Amazon CloudWatch",
    resource: "logs",
    basis: "assumption",
    unit: "GB",
    price: "logs.ingestion",
    quantity: "gib",
  } as const;
  return item(place, terms, line, named);
}
