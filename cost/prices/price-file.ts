import { z } from "zod";

/** Raised when an older reader would misunderstand a price file. */
export const priceFileVersion = 1;

const date = z.iso.date();
const amount = z.string().regex(/^\d+(\.\d+)?$/, 'must be a decimal in quotes, such as "0.0000133334"');
/** What AWS bills by. A price in another unit would be multiplied with the wrong quantity. */
export const priceUnits = [
  "request",
  "GB-second",
  "transition",
  "hour",
  "shard-hour",
  "consumer-shard-hour",
  "unit",
  "GB",
  "GB-month",
  "IOPS-month",
  "MiB/s-month",
  "cluster-hour",
  "broker-hour",
  "partition-hour",
  "LCU-hour",
  "NLCU-hour",
] as const;
const unit = z.enum(priceUnits);
const tier = z.strictObject({ upTo: amount.optional(), usd: amount });
const provenance = { priceDate: date, source: z.string().min(1), confidence: z.enum(["confirmed", "unconfirmed"]) };

const price = z
  .strictObject({
    unit,
    usd: amount.optional(),
    tiers: z.array(tier).min(2).optional(),
    ...provenance,
    note: z.string().optional(),
  })
  .refine(({ usd, tiers }) => (usd === undefined) !== (tiers === undefined), "must have either usd or tiers")
  .refine(
    ({ tiers = [] }) => tiers.every(({ upTo }, index) => (upTo === undefined) === (index === tiers.length - 1)),
    "must have upTo in every tier but the last",
  )
  .refine(
    ({ tiers = [] }) =>
      tiers.every(
        ({ upTo }, index) => index === 0 || upTo === undefined || Number(upTo) > Number(tiers[index - 1]?.upTo),
      ),
    "must have tiers in rising order",
  );
export type FilePrice = z.infer<typeof price>;

/** `data/<region>/<date>.json`: every price but those of machines. */
export const priceFile = z.strictObject({
  schemaVersion: z.literal(priceFileVersion),
  region: z.string(),
  currency: z.literal("USD"),
  compiled: date,
  prices: z.record(z.string(), price),
  /** Keys that the program knows and this region has no price for, so that they are asked for by name. */
  missing: z.record(z.string(), z.strictObject({ unit, note: z.string() })),
});
export type PriceFile = z.infer<typeof priceFile>;

/** `data/<region>/ec2-<date>.json`: Linux machines on demand; large, and read only when one is asked for. */
export const machinePriceFile = z.strictObject({
  schemaVersion: z.literal(priceFileVersion),
  region: z.string(),
  currency: z.literal("USD"),
  compiled: date,
  defaults: z.strictObject({ unit: z.literal("hour"), ...provenance }),
  hourly: z.record(z.string().startsWith("ec2."), amount),
});
export type MachinePriceFile = z.infer<typeof machinePriceFile>;
