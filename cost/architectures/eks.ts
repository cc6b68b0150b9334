import type { Architecture, CostLine, ParameterSet, PriceBook } from "../model";
import { networkLines } from "./network";
import { hourly, inputsOf, pricesOf } from "./support";

/** Kubernetes by AWS, with everything of the stack but Kafka. */
export const architecture: Architecture = {
  id: "eks",
  title: "Amazon EKS",
  kind: "compute",
  exclusions: ["support plan", "database", "traffic to the internet"],
  lines: (parameters, book) => [...cluster(parameters, book), ...networkLines(parameters, book)],
};

function cluster(parameters: ParameterSet, book: PriceBook): CostLine[] {
  const region = parameters.text("region");
  const instanceType = parameters.text("eks.instanceType");
  const support = parameters.flag("eks.extendedSupport") ? "extended" : "standard";
  return [
    {
      id: "eks.control-plane",
      service: "Amazon EKS",
      resource: `control plane, ${support} support`,
      region,
      basis: "deployed",
      unit: "cluster-hour",
      inputs: inputsOf(parameters, { hours: "hoursPerMonth" }),
      prices: pricesOf(book, region, { price: `eks.controlPlane.${support}` }),
      quantity: "hours",
      amount: "quantity * price",
    },
    hourly(
      { id: "eks.nodes", service: "Amazon EC2", resource: `nodes, ${instanceType}`, region, unit: "hour" },
      parameters,
      book,
      "eks.nodes",
      `ec2.${instanceType}`,
    ),
    {
      id: "eks.node-disks",
      service: "Amazon EBS",
      resource: "disks of the nodes, gp3",
      region,
      basis: "deployed",
      unit: "GB-month",
      inputs: inputsOf(parameters, { nodes: "eks.nodes", gib: "eks.diskGib" }),
      prices: pricesOf(book, region, { price: "ebs.gp3" }),
      quantity: "nodes * gib",
      amount: "quantity * price",
    },
    {
      id: "ecr.storage",
      service: "Amazon ECR",
      resource: "images",
      region,
      basis: "deployed",
      unit: "GB-month",
      inputs: inputsOf(parameters, { gib: "eks.imageGib" }),
      prices: pricesOf(book, region, { price: "ecr.storage" }),
      quantity: "gib",
      amount: "quantity * price",
    },
    {
      id: "logs.ingestion",
      service: "Amazon CloudWatch",
      resource: "logs of control plane and brokers",
      region,
      basis: "assumption",
      unit: "GB",
      inputs: inputsOf(parameters, { gibPerDay: "eks.logGibPerDay", hours: "hoursPerMonth" }),
      prices: pricesOf(book, region, { price: "logs.ingestion" }),
      quantity: "gibPerDay * hours / 24",
      amount: "quantity * price",
    },
  ];
}
