import type { Architecture } from "../model";
import { ebsVolumes, ec2Machines, type VolumeKind } from "../services/compute";
import { networkLines } from "./network";
import { placeOf, some, termsOf } from "./support";

/** The thesis' servers as machines of AWS (8.3.3): the same software, in somebody else's computer centre. */
export const architecture: Architecture = {
  id: "virtual-machines",
  title: "Virtual machines (EC2)",
  kind: "compute",
  exclusions: [
    "database",
    "support plan",
    "traffic to the internet",
    "reserved instances and Savings Plans unless overridden",
  ],
  lines: (parameters, book) => {
    const place = placeOf(parameters, book);
    const kind = parameters.text("virtualMachines.volumeType") as VolumeKind;
    const machines = termsOf(parameters, { machines: "virtualMachines.count", hours: "hoursPerMonth" });
    const volumes = termsOf(parameters, { volumes: "virtualMachines.count", gib: "virtualMachines.volumeGib" });
    return [
      ec2Machines(place, machines, parameters.text("virtualMachines.instanceType")),
      ...(some(parameters, "virtualMachines.volumeGib")
        ? [ebsVolumes(place, volumes, kind, { id: "ec2.volumes" })]
        : []),
      ...networkLines(parameters, book),
    ];
  },
};
