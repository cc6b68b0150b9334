/** Kinds of values that several parts of a stack file have. */
import { z } from "zod";
import { bytesQuantity, cpuQuantity } from "./quantities";

export const dnsLabel = z
  .string()
  .max(63)
  .regex(
    /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
    "must be a DNS label: lower-case letters, digits and hyphens, at most 63, not starting or ending with a hyphen",
  );
export const domainName = z
  .string()
  .max(200)
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/, "must be a domain such as example.com");
export const topicName = z
  .string()
  .max(249)
  .regex(/^[a-zA-Z0-9_-][a-zA-Z0-9._-]*$/, "must be a Kafka topic name: letters, digits, dot, underscore, hyphen");
export const imageName = z
  .string()
  .regex(
    /^[^\s:@]+(:\d+)?(\/[^\s:@]+)*(:[\w][\w.-]{0,127}|@sha256:[0-9a-f]{64})$/,
    "must be an image with a tag or digest",
  )
  .refine(
    (image) => !image.endsWith(":latest"),
    "must not be tagged latest: pin a version, so that two deployments are equal",
  );
/** Check of a list, with its message: everything stands there once. */
export const distinct = [
  (values: readonly string[]) => new Set(values).size === values.length,
  "must not have the same entry twice",
] as const;
export const count = (maximum: number) => z.int().min(1).max(maximum);

export const resources = (cpu: string, memory: string, cpuLimit: string) =>
  z
    .strictObject({
      cpu: cpuQuantity.default(cpu).describe("CPU request of one pod"),
      memory: bytesQuantity.default(memory).describe("memory request and limit of one pod"),
      cpuLimit: cpuQuantity.default(cpuLimit).describe("CPU limit of one pod"),
    })
    .prefault({});
export type Resources = z.infer<ReturnType<typeof resources>>;
