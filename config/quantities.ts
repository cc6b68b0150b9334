import { z } from "zod";

const cpuPattern = /^(\d+m|\d+(\.\d{1,3})?)$/;
const bytesPattern = /^(\d+(?:\.\d+)?)(Ki|Mi|Gi|Ti)$/;
const binaryUnits = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 } as const;

/** A Kubernetes CPU quantity: cores ("2", "0.5") or thousandths ("500m"). */
export const cpuQuantity = z
  .string({ error: 'must be a CPU quantity in quotes, such as "500m" or "2"' })
  .regex(cpuPattern, 'must be a CPU quantity such as "500m" or "2"')
  .refine((value) => !cpuPattern.test(value) || cores(value) > 0, "must be more than 0");

/** A Kubernetes memory or storage quantity with a binary unit: "512Mi", "10Gi". */
export const bytesQuantity = z
  .string({ error: 'must be a size in quotes with a binary unit, such as "512Mi" or "10Gi"' })
  .regex(bytesPattern, 'must be a size with a binary unit, such as "512Mi" or "10Gi"')
  .refine((value) => !bytesPattern.test(value) || bytes(value) > 0, "must be more than 0");

/** Cores of a CPU quantity: "500m" is 0.5. Expects a string that {@link cpuQuantity} accepted. */
export function cores(quantity: string): number {
  return quantity.endsWith("m") ? Number(quantity.slice(0, -1)) / 1000 : Number(quantity);
}

/** Bytes of a size: "1Ki" is 1024. Expects a string that {@link bytesQuantity} accepted. */
export function bytes(quantity: string): number {
  const [, amount, unit] = bytesPattern.exec(quantity) ?? [];
  if (amount === undefined || unit === undefined) throw new RangeError(`"${quantity}" is not a size such as "512Mi"`);
  return Number(amount) * binaryUnits[unit as keyof typeof binaryUnits];
}

/** GiB of a size: "512Mi" is 0.5. */
export function gibibytes(quantity: string): number {
  return bytes(quantity) / binaryUnits.Gi;
}
