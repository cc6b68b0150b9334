/** Chapter 8 row by row: each printed figure beside the exact value of its formula. */
import { option } from "../compare";
import { decimal, decimalText, formula, type FormulaValue } from "../formula";
import type { OptionId, PriceBook } from "../model";
import type { ParameterValues } from "../parameters";
import { thesisParameters } from "./thesis";

export interface ThesisValue {
  readonly printed: string;
  readonly formula: string;
  /** Exact decimal; 64 digits where it does not end. */
  readonly exact: string;
}

export interface ThesisRow {
  readonly row: number;
  readonly item: string;
  readonly values: readonly ThesisValue[];
  /** Why the printed figure is not the exact one rounded half up; absent where it is. */
  readonly quirk?: string;
}

type Definition = readonly [
  row: number,
  item: string,
  values: readonly (readonly [printed: string, formula: string])[],
  quirk?: string,
];

const definitions: readonly Definition[] = [
  [
    1,
    "busy cores of each server and of all (table 8.1)",
    [
      ["27", "36 * 0.75"],
      ["19.8", "36 * 0.55"],
      ["21.6", "36 * 0.6"],
      ["68.4", "36 * 0.75 + 36 * 0.55 + 36 * 0.6"],
    ],
  ],
  [
    2,
    "memory of all servers, and on average (table 8.1)",
    [
      ["199", "76 + 66 + 57"],
      ["66.33", "(76 + 66 + 57) / 3"],
    ],
  ],
  [3, "processor use on average, % (table 8.1)", [["63", "(75 + 55 + 60) / 3"]]],
  [4, "events that one core could serve in a day (8.2)", [["1,101,900.3", "86400 / 0.07841"]]],
  [
    5,
    "events that are in service at once (8.2)",
    [
      ["154.3", "170000000 * 0.07841 / 86400"],
      ["154.28", "170000000 * 0.07841 / 86400"],
    ],
  ],
  [6, "memory for each busy core, GiB (table 8.3)", [["2.91", "199 / 68.4"]]],
  [7, "memory for each event in service, GiB (table 8.3)", [["1.29", "199 / 154.28"]]],
  [
    8,
    "what the text of 8.2 divides: the first server's 76 GB",
    [
      ["2.91", "76 / 68.4"],
      ["1.29", "76 / 154.28"],
    ],
    "The text says 76 GB; the figures come from 199, the memory of all three servers.",
  ],
  [9, "warranty of years 2 to 5 (8.3.1)", [["192,000.00", "160000 * 0.3 * 4"]]],
  [10, "on premises, a month (8.3.1)", [["5,866.66", "352000 / 60"]], "Cut off, not rounded: 5,866.67."],
  [11, "requests a month (8.3.2)", [["5,170,833,333.33", "requests"]]],
  [12, "seconds of compute a month (8.3.2)", [["403,325,000.00", "requests * 0.078"]]],
  [13, "GiB-seconds with 1.29 GiB (8.3.2)", [["520,289,250.00", "requests * 0.078 * 1.29"]]],
  [
    14,
    "less the free tier (8.3.2)",
    [
      ["519,889,250.00", "requests * 0.078 * 1.29 - 400000"],
      ["5,169,833,333.33", "requests - 1000000"],
    ],
  ],
  [15, "Lambda, requests (8.3.2)", [["1,033.97", "lambdaRequests"]]],
  [16, "Lambda, compute with 1.29 GiB (8.3.2)", [["6,931.89", "lambdaCompute129"]]],
  [17, "Lambda with 1.29 GiB (8.3.2)", [["7,965.86", "lambdaRequests + lambdaCompute129"]]],
  [18, "Lambda, compute with 2.91 GiB (8.3.2)", [["15,643.75", "lambdaCompute291"]]],
  [19, "Lambda with 2.91 GiB (8.3.2)", [["16,677.72", "lambdaRequests + lambdaCompute291"]]],
  [
    20,
    "workflow memory in steps of 64 MiB (table 8.5)",
    [
      ["1344", "ceil(1321 / 64) * 64"],
      ["3008", "ceil(2980 / 64) * 64"],
    ],
  ],
  [21, "seconds of workflows, 100 ms each (8.3.2)", [["517,083,333.33", "requests * 0.1"]]],
  [
    22,
    "MiB-seconds (8.3.2)",
    [["694,959,999,995.52", "requests * 0.1 * 1344"]],
    "A product of the factor that was rounded in row 21; exact: 694,960,000,000.",
  ],
  [23, "GiB-seconds (8.3.2)", [["678,671,875.00", "requests * 0.1 * 1344 / 1024"]]],
  [24, "Step Functions, requests (8.3.2)", [["5,170.83", "sfnRequests"]]],
  [
    25,
    "Step Functions, compute by tier (8.3.2)",
    [
      ["60.01", "3600000 * tier1"],
      ["119.95", "14400000 * tier2"],
      ["3,012.66", "(requests * 0.1 * 1344 / 1024 - 18000000) * tier3"],
    ],
  ],
  [26, "Step Functions, compute with 1344 MiB (8.3.2)", [["3,192.63", "sfnCompute1344"]]],
  [27, "Step Functions with 1344 MiB (8.3.2)", [["8,363.46", "sfnRequests + sfnCompute1344"]]],
  [
    28,
    "Step Functions with 3008 MiB: last tier, its price, all (8.3.2)",
    [
      ["1,500,932,291.66", "requests * 0.1 * 3008 / 1024 - 18000000"],
      ["6,844.25", "(requests * 0.1 * 3008 / 1024 - 18000000) * tier3"],
      ["12,195.05", "sfnRequests + sfnCompute3008"],
    ],
    "The quantity is cut off: …291.67. The amounts are not affected.",
  ],
  [29, "Step Functions, difference of the two (8.3.2)", [["3,831.59", "sfnCompute3008 - sfnCompute1344"]]],
  [30, "virtual machines (8.3.3)", [["7,378.56", "machines"]]],
  [
    31,
    "Kinesis, three times (8.3.4)",
    [
      ["310.10", "kinesis"],
      ["930.30", "messaging"],
    ],
  ],
  [
    32,
    "totals: on premises, Lambda, Step Functions, virtual machines (8.4)",
    [
      ["5,866.66", "totalOnPremises"],
      ["17,608.02", "totalLambda"],
      ["13,125.35", "totalStepFunctions"],
      ["8,308.86", "totalMachines"],
    ],
  ],
];

/** The rows of chapter 8. What the architectures compute comes from them, so that the rows prove the program and not themselves. */
export function thesisRows(prices: PriceBook): ThesisRow[] {
  const scope = new Map<string, FormulaValue>(
    Object.entries(amounts(prices)).map(([name, value]) => [name, decimal(value)]),
  );
  scope.set("requests", formula("170000000 * 730 / 24").evaluate(new Map()));
  return definitions.map(([row, item, values, quirk]) => ({
    row,
    item,
    values: values.map(([printed, text]) => ({
      printed,
      formula: text,
      exact: decimalText(formula(text).evaluate(scope)),
    })),
    ...(quirk === undefined ? {} : { quirk }),
  }));
}

/** Lines and totals of the options, in the variants that chapter 8 prints. */
function amounts(prices: PriceBook): Record<string, string> {
  const optionOf = (id: OptionId, changes: ParameterValues = {}) =>
    option(id, thesisParameters("thesis", changes), prices);
  const line = (id: OptionId, lineId: string, changes?: ParameterValues) => {
    const found = optionOf(id, changes).lines.find((each) => each.id === lineId);
    if (found === undefined) throw new RangeError(`${id} has no line ${lineId}`);
    return found.amountUsd;
  };
  const smaller = { "lambda.memoryMib": 1320.96, "stepFunctions.memoryMib": 1320.96 };
  const machines = optionOf("virtual-machines");
  const sum = (select: (id: string) => boolean) =>
    decimalText(
      machines.lines
        .filter(({ id }) => select(id))
        .reduce((total, { amountUsd }) => total.plus(decimal(amountUsd)), decimal("0")),
    );
  const isMessaging = (id: string) => id.startsWith("kinesis.");
  const tiers = prices.price("sfn.express.duration", "eu-west-1").tiers;
  const once = { "messaging.copies": 1, "thesis.roundMessaging": false };
  const messagingOnce = optionOf("virtual-machines", once).lines.filter(({ id }) => isMessaging(id));
  return {
    lambdaRequests: line("lambda", "lambda.requests"),
    lambdaCompute129: line("lambda", "lambda.duration", smaller),
    lambdaCompute291: line("lambda", "lambda.duration"),
    sfnRequests: line("step-functions", "sfn.requests"),
    sfnCompute1344: line("step-functions", "sfn.duration", smaller),
    sfnCompute3008: line("step-functions", "sfn.duration"),
    tier1: tiers[0]?.usd ?? "",
    tier2: tiers[1]?.usd ?? "",
    tier3: tiers[2]?.usd ?? "",
    machines: sum((id) => !isMessaging(id)),
    messaging: sum(isMessaging),
    kinesis: decimalText(messagingOnce.reduce((total, { amountUsd }) => total.plus(decimal(amountUsd)), decimal("0"))),
    totalOnPremises: optionOf("on-premises").monthlyUsd,
    totalLambda: optionOf("lambda").monthlyUsd,
    totalStepFunctions: optionOf("step-functions").monthlyUsd,
    totalMachines: machines.monthlyUsd,
  };
}
