import type { Architecture } from "../model";
import { architecture as eks } from "./eks";
import { architecture as inCluster } from "./in-cluster";
import { architecture as kinesis } from "./kinesis";
import { architecture as kinesisOnDemand } from "./kinesis-on-demand";
import { architecture as lambda } from "./lambda";
import { architecture as msk } from "./msk";
import { architecture as mskServerless } from "./msk-serverless";
import { architecture as onPremises } from "./on-premises";
import { architecture as stepFunctions } from "./step-functions";
import { architecture as virtualMachines } from "./virtual-machines";

/** Every way to run the event stream and every messaging beneath one; the contract test finds a file that is not here. */
export const architectures: readonly Architecture[] = [
  onPremises,
  eks,
  virtualMachines,
  lambda,
  stepFunctions,
  kinesis,
  kinesisOnDemand,
  msk,
  mskServerless,
  inCluster,
];

/** @throws {RangeError} for an id that no file has */
export function architectureById(id: string): Architecture {
  const found = architectures.find((each) => each.id === id);
  if (found === undefined) throw new RangeError(`There is no architecture ${id}.`);
  return found;
}
