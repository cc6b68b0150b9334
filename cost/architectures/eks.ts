import type { Architecture } from "../model";
import { ebsVolumes, ec2Machines, ecrStorage, eksControlPlane, logIngestion } from "../services/compute";
import { networkLines } from "./network";
import { placeOf, some, termsOf } from "./support";

/** Kubernetes by AWS, with everything of the stack but Kafka. */
export const architecture: Architecture = {
  id: "eks",
  title: "Amazon EKS",
  kind: "compute",
  exclusions: [
    "support plan",
    "database",
    "traffic to the internet",
    "interface endpoints of the VPC",
    "encryption keys and secrets, about a dollar each",
  ],
  lines: (parameters, book) => {
    const place = placeOf(parameters, book);
    const instanceType = parameters.text("eks.instanceType");
    const hours = { hours: "hoursPerMonth" };
    return [
      eksControlPlane(
        place,
        termsOf(parameters, hours, { clusters: "1" }),
        parameters.flag("eks.extendedSupport") ? "extended" : "standard",
      ),
      ec2Machines(place, termsOf(parameters, { machines: "eks.nodes", ...hours }), instanceType, {
        id: "eks.nodes",
        resource: `nodes, ${instanceType}`,
      }),
      ebsVolumes(place, termsOf(parameters, { volumes: "eks.nodes", gib: "eks.diskGib" }), "gp3", {
        id: "eks.node-disks",
        resource: "disks of the nodes, gp3",
      }),
      ...(some(parameters, "eks.monitoringGib")
        ? [
            ebsVolumes(place, termsOf(parameters, { gib: "eks.monitoringGib" }, { volumes: "1" }), "gp3", {
              id: "eks.monitoring-volume",
              resource: "volume of Prometheus, gp3",
            }),
          ]
        : []),
      ...(some(parameters, "eks.imageGib")
        ? [ecrStorage(place, termsOf(parameters, { gib: "eks.imageGib" }), { freeTier: false })]
        : []),
      ...(some(parameters, "eks.logGibPerDay")
        ? [
            logIngestion(
              place,
              termsOf(parameters, { gibPerDay: "eks.logGibPerDay", ...hours }, { gib: "gibPerDay * hours / 24" }),
              { resource: "logs of control plane and brokers" },
            ),
          ]
        : []),
      ...networkLines(parameters, book),
    ];
  },
};
