/** Inputs of an estimate: each field of a service once, with what it means, its unit and what it may be. */
import { z } from "zod";
import type { CostLine, Input } from "../model";
import type { Place, Terms } from "../services/line";

type FieldValue = number | string | boolean;

export interface Field {
  readonly label: string;
  readonly unit: string;
  readonly schema: z.ZodType<FieldValue>;
  /** undefined: the field must be given. */
  readonly fallback?: FieldValue;
}

/** What somebody gave for one service, with the defaults. */
export interface Given {
  /** Names of formulas for fields: `terms({requests: "requestsPerMonth"})`. */
  terms(names: Readonly<Record<string, string>>, where?: Readonly<Record<string, string>>): Terms;
  number(field: string): number;
  text(field: string): string;
  flag(field: string): boolean;
}

export interface EstimatedService {
  readonly title: string;
  readonly fields: Readonly<Record<string, Field>>;
  lines(place: Place, given: Given): CostLine[];
}

const number = (schema: z.ZodType<number>) => (label: string, unit: string, fallback?: number) =>
  ({ label, unit, schema, ...(fallback === undefined ? {} : { fallback }) }) satisfies Field;

/** Any amount, none included. */
export const amount = number(z.number().min(0).max(1e15));
export const positive = number(z.number().positive().max(1e15));
/** Something that is counted. */
export const count = number(z.int().min(0).max(1e9));
export const hours = (): Field => number(z.number().min(0).max(744))("hours of the month", "h", 730);
export const flag = (label: string): Field => ({ label, unit: "", schema: z.boolean(), fallback: false });
export const freeTier = (): Field => flag("the free tier is taken off");
export const choice = <T extends string>(label: string, values: readonly [T, ...T[]], fallback?: T): Field => ({
  label,
  unit: "",
  schema: z.enum(values),
  ...(fallback === undefined ? {} : { fallback }),
});
export const text = (label: string, pattern: RegExp, example: string): Field => ({
  label,
  unit: "",
  schema: z.string().regex(pattern, `must be such as "${example}"`),
});

/** @param path of the service in the file: `services[0]` */
export function givenOf(
  path: string,
  fields: Readonly<Record<string, Field>>,
  values: Readonly<Record<string, unknown>>,
): Given {
  const value = (field: string): FieldValue => {
    const found = (values[field] as FieldValue | undefined) ?? fields[field]?.fallback;
    if (found === undefined) throw new RangeError(`The service at ${path} has no field ${field}.`);
    return found;
  };
  const input = (field: string): Input => ({
    path: `${path}.${field}`,
    label: fields[field]?.label ?? field,
    unit: fields[field]?.unit ?? "",
    value: String(value(field)),
    origin: values[field] === undefined ? { kind: "default" } : { kind: "file" },
  });
  return {
    terms: (names, where) => ({
      inputs: Object.fromEntries(Object.entries(names).map(([name, field]) => [name, input(field)])),
      ...(where === undefined ? {} : { where }),
    }),
    number: (field) => Number(value(field)),
    text: (field) => String(value(field)),
    flag: (field) => value(field) === true,
  };
}
