/** What Pulumi has deployed, in the form in which two stacks are compared. */
import { createHash } from "node:crypto";
import type { Stack } from "@pulumi/pulumi/automation";
import { z } from "zod";
import { secretText } from "../../plan/plan";

/** A resource of the stack's state: what was asked for, not what the cluster made of it. */
export const deployedResource = z.object({
  /** `kubernetes:apps/v1:StatefulSet`. */
  type: z.string(),
  name: z.string(),
  /** Secrets are `[secret]`; texts above {@link longestText} are their length and SHA-256. */
  inputs: z.record(z.string(), z.unknown()),
});
export type DeployedResource = z.infer<typeof deployedResource>;

/** Characters: room for every configuration file of the stack, not for a dashboard. */
export const longestText = 10_000;

/** How Pulumi's state marks a secret, whose ciphertext is of no use to a reader. */
const secretSignature = "4dabf18193072939515e22adb298388d";

const state = z.object({
  resources: z.array(
    z.object({
      urn: z.string(),
      type: z.string(),
      custom: z.boolean().default(false),
      /** Replaced, and to be deleted by the next `up`. */
      delete: z.boolean().default(false),
      inputs: z.record(z.string(), z.unknown()).default({}),
    }),
  ),
});

/** @param deployment of `pulumi stack export` */
export function deployedResources(deployment: unknown): DeployedResource[] {
  return state
    .parse(deployment)
    .resources.filter(({ type, custom, delete: gone }) => custom && !gone && !type.startsWith("pulumi:"))
    .map(({ urn, type, inputs }) => ({
      type,
      name: urn.split("::").at(-1) ?? urn,
      inputs: type === "kubernetes:core/v1:Secret" ? withoutData(inputs) : shown(inputs),
    }));
}

/** @returns undefined where the state cannot be read: a demonstration is worth recording without it */
export async function readDeployed(stack: Pick<Stack, "exportStack">): Promise<DeployedResource[] | undefined> {
  try {
    const exported: { deployment: unknown } = await stack.exportStack();
    return deployedResources(exported.deployment);
  } catch {
    return undefined;
  }
}

function shown<T>(value: T): T;
function shown(value: unknown): unknown {
  if (typeof value === "string" && value.length > longestText) {
    return `[${value.length} characters, SHA-256 ${createHash("sha256").update(value).digest("hex")}]`;
  }
  if (Array.isArray(value)) return value.map((each: unknown) => shown(each));
  if (typeof value !== "object" || value === null) return value;
  if (secretSignature in value) return secretText;
  // What begins with two underscores is the provider's own bookkeeping.
  const own = Object.entries(value).filter(([key]) => !key.startsWith("__"));
  return Object.fromEntries(own.map(([key, each]) => [key, shown(each)]));
}

/** A Secret's keys without its values, also where the program did not mark them. */
function withoutData(inputs: Record<string, unknown>): Record<string, unknown> {
  const masked = Object.entries(shown(inputs)).map(([key, value]) => {
    const isData = (key === "data" || key === "stringData") && typeof value === "object" && value !== null;
    return [key, isData ? Object.fromEntries(Object.keys(value).map((name) => [name, secretText])) : value];
  });
  return Object.fromEntries(masked) as Record<string, unknown>;
}
