import { z } from "zod";
import { eventKinds } from "./event-kinds";

const digits = z.string().regex(/^[0-9]{1,15}$/, "must be digits only");
const countryCode = z.string().regex(/^[A-Z]{2}$/, 'must be two capital letters (ISO 3166), such as "IE"');
const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9 _.&-]{0,63}$/, "must be a name of letters, digits, space _ . & -");
const international = z.string().regex(/^\+[0-9]{7,15}$/, 'must be an international number, such as "+353871234567"');

/** When a campaign may address the subscriber of an event. Every condition that is given has to hold. */
const campaign = z.strictObject({
  id: name,
  kinds: z.array(z.enum(eventKinds)).min(1).optional(),
  countries: z.array(countryCode).min(1).optional(),
  operators: z.array(name).min(1).optional(),
  segments: z.array(name).min(1).optional(),
  /** Least amount of a top-up, in units of its currency; other kinds never meet it. */
  minimumAmount: z.number().min(0).optional(),
  /** Least duration of a call in seconds; other kinds never meet it. */
  minimumDurationSeconds: z.int().min(0).optional(),
  /** Where a location has to be, in degrees; other kinds never meet it. */
  area: z
    .strictObject({ south: z.number(), west: z.number(), north: z.number(), east: z.number() })
    .refine((area) => area.south <= area.north, { message: "must have south at most north" })
    .optional(),
});
export type Campaign = z.output<typeof campaign>;

/** The rules file of the processor (`--rules FILE`, JSON): how events are enriched. */
export const enrichmentRules = z
  .strictObject({
    /** Country whose national numbers (leading 0) arrive; one of `countries`. */
    homeCountry: countryCode,
    countries: z
      .array(
        z.strictObject({
          code: countryCode,
          callingCode: digits.max(4),
          /** Prefixes of national numbers, without the leading 0, by operator. */
          operators: z.array(z.strictObject({ name, prefixes: z.array(digits).min(1) })).default([]),
        }),
      )
      .min(1),
    segments: z.strictObject({
      /** Segment of whoever is found nowhere below. */
      default: name,
      /** Looked up first. */
      numbers: z.array(z.strictObject({ segment: name, numbers: z.array(international).min(1) })).default([]),
      /** Prefixes of international numbers; the longest wins. */
      prefixes: z
        .array(
          z.strictObject({
            segment: name,
            prefixes: z.array(z.string().regex(/^\+[0-9]{1,15}$/, "must be + and digits")).min(1),
          }),
        )
        .default([]),
    }),
    campaigns: z.array(campaign).default([]),
  })
  .check((context) => {
    const rules = context.value;
    const problem = (path: (string | number)[], message: string, input: unknown) =>
      context.issues.push({ code: "custom", path, message, input });
    const countries = new Set(rules.countries.map((country) => country.code));
    const operators = new Set(rules.countries.flatMap((country) => country.operators.map((operator) => operator.name)));
    const segments = new Set([
      rules.segments.default,
      ...rules.segments.numbers.map((entry) => entry.segment),
      ...rules.segments.prefixes.map((entry) => entry.segment),
    ]);
    if (!countries.has(rules.homeCountry)) {
      problem(["homeCountry"], "must be the code of one of countries", rules.homeCountry);
    }
    const unique = (values: readonly string[], path: (index: number) => (string | number)[], what: string) =>
      values.forEach((value, index) => {
        if (values.indexOf(value) !== index) problem(path(index), `must be unique, this ${what} is given twice`, value);
      });
    unique(
      rules.countries.map((country) => country.code),
      (index) => ["countries", index, "code"],
      "country",
    );
    unique(
      rules.countries.map((country) => country.callingCode),
      (index) => ["countries", index, "callingCode"],
      "calling code",
    );
    unique(
      rules.campaigns.map((entry) => entry.id),
      (index) => ["campaigns", index, "id"],
      "campaign",
    );
    rules.campaigns.forEach((entry, index) => {
      const known = (key: "countries" | "operators" | "segments", among: ReadonlySet<string>) =>
        entry[key]?.forEach((value, at) => {
          if (!among.has(value))
            problem(["campaigns", index, key, at], `must be one of the ${key} of this file`, value);
        });
      known("countries", countries);
      known("operators", operators);
      known("segments", segments);
    });
  });
export type EnrichmentRules = z.output<typeof enrichmentRules>;
