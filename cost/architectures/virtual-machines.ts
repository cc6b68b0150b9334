import type { Architecture } from "../model";
import { networkLines } from "./network";
import { hourly, inputsOf, pricesOf } from "./support";

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
    const region = parameters.text("region");
    const instanceType = parameters.text("virtualMachines.instanceType");
    const volumeType = parameters.text("virtualMachines.volumeType");
    return [
      hourly(
        { id: "ec2.machines", service: "Amazon EC2", resource: `machines, ${instanceType}`, region, unit: "hour" },
        parameters,
        book,
        "virtualMachines.count",
        `ec2.${instanceType}`,
      ),
      {
        id: "ec2.volumes",
        service: "Amazon EBS",
        resource: `volumes, ${volumeType}`,
        region,
        basis: "deployed",
        unit: "GB-month",
        inputs: inputsOf(parameters, { machines: "virtualMachines.count", gib: "virtualMachines.volumeGib" }),
        prices: pricesOf(book, region, { price: `ebs.${volumeType}` }),
        quantity: "machines * gib",
        amount: "quantity * price",
      },
      ...networkLines(parameters, book),
    ];
  },
};
