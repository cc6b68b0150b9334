/** The form of `--format json`, for who reads it: docs/cost-report.schema.json is generated from this. */
import { z } from "zod";
import { optionIds } from "../model";
import { jsonVersion } from "./json";

/** Exact, as text: a JSON number would be read as floating point. */
const decimal = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .describe("exact decimal");
const date = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .describe("ISO date");
const optionId = z.enum([...optionIds, "estimate"]);

const input = z.strictObject({
  path: z.string(),
  label: z.string(),
  value: z.string().describe("a decimal, a text, true or false, or a JSON list"),
  unit: z.string(),
  origin: z.strictObject({
    kind: z.enum(["default", "thesis", "stack", "plan", "file", "run", "measured", "command line"]),
    detail: z.string().optional(),
  }),
});

const price = z.strictObject({
  key: z.string(),
  region: z.string(),
  unit: z.string(),
  tiers: z.array(z.strictObject({ upTo: decimal.optional(), usd: decimal })).min(1),
  priceDate: date,
  source: z.string(),
  confidence: z.enum(["confirmed", "reconstructed", "unconfirmed"]),
});

const line = z.strictObject({
  id: z.string(),
  service: z.string(),
  resource: z.string(),
  region: z.string(),
  basis: z.enum(["deployed", "usage", "assumption"]),
  quantity: decimal,
  unit: z.string(),
  unitPriceUsd: decimal.describe("amount by quantity"),
  amountUsd: decimal,
  formula: z.strictObject({ where: z.record(z.string(), z.string()), quantity: z.string(), amount: z.string() }),
  inputs: z.record(z.string(), input),
  prices: z.record(z.string(), price),
  note: z.string().optional(),
});

const option = z.strictObject({
  id: optionId,
  title: z.string(),
  parts: z.array(z.string()),
  monthlyUsd: decimal.describe("exact sum of the lines"),
  monthly: decimal.optional().describe("in the report's currency, when it is not the US dollar"),
  lines: z.array(line),
  exclusions: z.array(z.string()),
});

const analysis = z.strictObject({
  baseline: optionId,
  differences: z.array(
    z.strictObject({
      option: optionId,
      monthlyUsd: decimal,
      yearlyUsd: decimal,
      perMillionEventsUsd: decimal,
      differenceUsd: decimal,
      differencePercent: decimal.optional(),
      cheapest: z.boolean(),
      baseline: z.boolean(),
    }),
  ),
  cases: z.strictObject({
    inputs: z.array(
      z.strictObject({
        path: z.string(),
        label: z.string(),
        unit: z.string(),
        low: decimal,
        middle: decimal,
        high: decimal,
      }),
    ),
    options: z.array(z.strictObject({ option: optionId, lowUsd: decimal, middleUsd: decimal, highUsd: decimal })),
  }),
  sensitivity: z.array(
    z.strictObject({
      option: optionId,
      middleUsd: decimal,
      swings: z.array(
        z.strictObject({
          path: z.string(),
          kind: z.enum(["parameter", "price"]),
          label: z.string(),
          unit: z.string(),
          low: decimal,
          high: decimal,
          lowUsd: decimal,
          highUsd: decimal,
        }),
      ),
    }),
  ),
  breakEven: z.strictObject({
    from: decimal,
    to: decimal,
    current: decimal,
    pairs: z.array(
      z.strictObject({
        options: z.tuple([optionId, optionId]),
        crossings: z.array(
          z.strictObject({
            eventsPerDay: decimal,
            monthlyUsd: decimal,
            cheaperBelow: optionId,
            cheaperAbove: optionId,
          }),
        ),
        alwaysCheaper: optionId.optional(),
      }),
    ),
    curves: z
      .array(z.strictObject({ option: optionId, points: z.array(z.tuple([z.number(), z.number()])) }))
      .describe("events a day and US dollars a month, rounded, for a picture"),
    onPremisesCapacity: decimal.optional(),
  }),
  turningPoints: z.strictObject({
    baseline: optionId,
    instanceTypes: z.array(
      z.strictObject({
        instanceType: z.string(),
        vcpu: z.int(),
        memoryGib: z.number(),
        monthlyUsd: decimal,
        differenceUsd: decimal,
        cheaperThanBaseline: z.boolean(),
        current: z.boolean(),
      }),
    ),
    machineHourUsd: z.strictObject({ current: decimal, turnsAt: decimal }).optional(),
    utilisation: z.array(z.strictObject({ option: optionId, percent: decimal, eventsPerDay: decimal })),
    currentUtilisationPercent: decimal.optional(),
  }),
  years: z.array(
    z.strictObject({
      option: optionId,
      years: z.int(),
      capitalUsd: decimal,
      runningUsd: decimal,
      totalUsd: decimal,
    }),
  ),
  autoscaling: z
    .strictObject({
      hours: z.array(z.strictObject({ hour: z.int(), eventsPerSecond: z.number(), replicas: z.int() })).length(24),
      fixedReplicas: z.int(),
      fixedReplicaHours: z.int(),
      scaledReplicaHours: z.int(),
      savedReplicaHours: z.int(),
      savedPercent: decimal,
      freedUsdPerMonth: decimal.optional(),
      shortOf: z.strictObject({ wanted: z.int(), allowed: z.int() }).optional(),
    })
    .optional(),
  run: z
    .strictObject({
      run: z.strictObject({
        source: z.string(),
        events: z.number(),
        seconds: z.number(),
        replicaSeconds: z.number(),
        maxReplicas: z.number(),
      }),
      options: z.array(z.strictObject({ option: optionId, usd: decimal, perMillionEventsUsd: decimal })),
      fixedReplicaSeconds: z.number(),
      savedPercent: decimal,
    })
    .optional(),
});

export const costReport = z.strictObject({
  schemaVersion: z.literal(jsonVersion),
  created: z.string().describe("ISO 8601"),
  command: z.string(),
  stack: z.string().optional(),
  commit: z.string().optional(),
  currency: z.string().length(3),
  exchangeRate: z.strictObject({ rate: decimal, date }).optional(),
  scenario: z.string(),
  priceDate: date.optional().describe("oldest of the prices that are used"),
  options: z.array(option),
  missingPrices: z.array(
    z.strictObject({ option: optionId, key: z.string(), region: z.string(), message: z.string() }),
  ),
  unconfirmedPrices: z.array(price.extend({ options: z.array(optionId) })),
  parameters: z.array(input),
  switches: z.array(z.strictObject({ name: z.string(), value: z.string(), explanation: z.string() })),
  reconstructions: z.array(
    z.strictObject({ figure: z.string(), inputs: z.string(), confidence: z.string(), why: z.string() }),
  ),
  figures: z
    .array(
      z.strictObject({
        row: z.int(),
        item: z.string(),
        values: z.array(z.strictObject({ printed: z.string(), formula: z.string(), exact: decimal })),
        quirk: z.string().optional(),
      }),
    )
    .describe("what the scenario's source prints, row by row, with the exact values"),
  variants: z
    .array(
      z.strictObject({
        name: z.string(),
        title: z.string(),
        totals: z.array(z.strictObject({ option: optionId, monthlyUsd: decimal })),
      }),
    )
    .describe("totals with one choice of the scenario thrown, and with all"),
  warnings: z.array(z.string()),
  analysis,
});

/** JSON Schema, draft 2020-12. */
export function costReportSchema(): unknown {
  return { title: "Result of npm run cost -- --format json", ...z.toJSONSchema(costReport) };
}
