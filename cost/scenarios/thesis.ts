/** Chapter 8 of the thesis as parameters: what it computes, with its quirks as switches that can be thrown one by one. */
import type { OptionId, ParameterSet } from "../model";
import { parameterSet, type ParameterLayer, type ParameterValues } from "../parameters";

/** The options that chapter 8 compares. */
export const thesisOptions: readonly OptionId[] = ["on-premises", "virtual-machines", "lambda", "step-functions"];

/** What chapter 8 and the consistent variant have in common. */
const common: ParameterValues = {
  // Lambda's and Step Functions' prices are the same in several regions; both calculator figures fit Ireland's.
  region: "eu-west-1",
  "virtualMachines.instanceType": "c5a.16xlarge",
  "virtualMachines.vcpuPerMachine": 64,
  "virtualMachines.volumeType": "gp2",
  "virtualMachines.volumeGib": 4096,
  "kinesis.consumers": 3,
  "kinesis.buffer": 0.2,
  // What the thesis leaves out.
  "lambda.logBytesPerRequest": 0,
  "network.natGateways": 0,
  "network.publicAddresses": 0,
  "eks.loadBalancers": 0,
};

export interface ThesisSwitch {
  readonly name: string;
  readonly title: string;
  /** Parameters as the thesis has them. */
  readonly thesis: ParameterValues;
  /** Parameters that agree with each other and with what AWS bills. */
  readonly consistent: ParameterValues;
  readonly why: string;
}

/** Every place where chapter 8 differs from a consistent calculation. */
export const thesisSwitches: readonly ThesisSwitch[] = [
  {
    name: "lambda-memory",
    title: "memory of the function: 2.91 GiB instead of 1.29 GiB",
    thesis: { "lambda.memoryMib": 2979.84 },
    consistent: { "lambda.memoryMib": 1321 },
    why: "The totals of 8.4 use 199 GiB / 68.4 busy cores = 2.91 GiB, silently. What runs at once are 154.28 events (8.2), so that 199 / 154.28 = 1.29 GiB is the value that agrees; 2.91 GiB would be 449 GiB where the servers use 199. Lambda is configured in steps of 1 MiB: 1321.",
  },
  {
    name: "step-functions-memory",
    title: "memory of a workflow: the function's instead of the workflow's own",
    thesis: { "stepFunctions.memoryMib": 2979.84, "stepFunctions.includesLambda": false },
    consistent: { "stepFunctions.memoryMib": 64, "stepFunctions.includesLambda": true },
    why: "AWS bills the memory that orchestrates, 64 MiB for small payloads; the function that enriches is billed by Lambda on top. The thesis takes the function's memory for the workflow's, and leaves the function out.",
  },
  {
    name: "billed-duration",
    title: "78 ms instead of 79 ms for a request",
    thesis: { "lambda.billedMs": 78 },
    consistent: { "lambda.billedMs": 79 },
    why: "The mean is 78.41 ms and every request is billed up to the next millisecond, so that 79 ms is the least that can be billed on average.",
  },
  {
    name: "free-tier",
    title: "Lambda's free tier is taken off",
    thesis: { "lambda.freeTier": true },
    consistent: { "lambda.freeTier": false },
    why: "It is one for the whole account, which other functions use as well.",
  },
  {
    name: "messaging-times-three",
    title: "messaging is paid three times",
    thesis: { "messaging.copies": 3 },
    consistent: { "messaging.copies": 1 },
    why: '"As there are three instances" (8.3.4): the inputs that give 310.10 carry the whole load and three consumers already.',
  },
  {
    name: "record-rate",
    title: "2,000 records a second instead of 1,967.6",
    thesis: { "kinesis.recordsPerSecond": 2000 },
    consistent: { "kinesis.recordsPerSecond": 170e6 / 86_400 },
    why: "170,000,000 events a day are 1,967.6 a second; the calculator was given a round number. The number of shards is 18 either way.",
  },
  {
    name: "calculator-rounding",
    title: "the messaging total is rounded before it is multiplied",
    thesis: { "thesis.roundMessaging": true },
    consistent: { "thesis.roundMessaging": false },
    why: "310.104 is printed as 310.10, and 930.30 is three times that.",
  },
  {
    name: "truncated-cents",
    title: "5,866.66 instead of 5,866.67",
    thesis: { "thesis.truncateOnPremises": true },
    consistent: { "thesis.truncateOnPremises": false },
    why: "352,000 / 60 = 5,866.666… with the cents cut off.",
  },
];

/** A figure that the thesis took from AWS's calculator without its inputs. */
export interface Reconstruction {
  readonly figure: string;
  readonly inputs: string;
  readonly confidence: "reconstructed" | "unconfirmed";
  readonly why: string;
}

export const reconstructions: readonly Reconstruction[] = [
  {
    figure: "7,378.56 (virtual machines, 8.3.3)",
    inputs:
      "3 × c5a.16xlarge, Ireland, on demand at 2.752 an hour × 730 h (6,026.88) + 3 × 4,096 GB gp2 at 0.11 (1,351.68)",
    confidence: "reconstructed",
    why: "Exact to the cent, both prices confirmed (AWS price list of 2023-02-23); the only compute-optimised machine among 614 that fits. 3 × 5,120 GB gp3 at 0.088 gives the same cent.",
  },
  {
    figure: "310.10 (Kinesis, 8.3.4)",
    inputs:
      "18 shards × 730 h × 0.017 + 5,256,000,000 PUT units × 0.0165 a million = 310.104: 2,000 records a second of 5 KB, 3 consumers, 20 % buffer, Ireland",
    confidence: "unconfirmed",
    why: "Exact to the cent and alone in a search over rates, shards and retention, but no public source confirms Ireland's shard and PUT prices.",
  },
];

/** `--scenario thesis`: chapter 8 as printed; `--scenario consistent`: the same system without its quirks. */
export function thesisLayer(variant: "thesis" | "consistent", thrown: readonly string[] = []): ParameterLayer {
  const values = Object.assign(
    {},
    common,
    ...thesisSwitches.map((each) =>
      thrown.includes(each.name) === (variant === "thesis") ? each.consistent : each.thesis,
    ),
  ) as ParameterValues;
  return {
    values,
    origin:
      variant === "thesis"
        ? { kind: "thesis", detail: "chapter 8" }
        : { kind: "thesis", detail: "chapter 8, consistent variant" },
  };
}

/** Parameters of chapter 8, with some of its switches thrown. @param changes laid over it */
export function thesisParameters(
  variant: "thesis" | "consistent",
  changes: ParameterValues = {},
): ParameterSet & ReturnType<typeof parameterSet> {
  return parameterSet([
    thesisLayer(variant),
    { values: changes, origin: { kind: "thesis", detail: "8.3, the other variant" } },
  ]);
}
