import { createHash, randomBytes } from "node:crypto";
import type { DataPlanes } from "./data-plane";
import type { Problem } from "./rules";
import type { Store, StoredResource } from "./store";
import type { Properties } from "./values";

/** The account and region that everything is in. The number is the one of AWS's documentation. */
export interface Place {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
}
export const accountId = "111122223333";

/** What a model may look at. */
export interface Context extends Place {
  readonly store: Store;
  readonly planes: DataPlanes;
}

/** A resource that is being made or changed. */
export interface Subject {
  readonly id: string;
  readonly inputs: Properties;
  /** Its outputs before this change; empty when it is being made. */
  readonly before: Properties;
  readonly hidden: Properties;
}

/** An answer of AWS that is an error. */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(`${code}: ${message}`);
  }
}

/** How AWS treats one type of resource, beyond what the published schemas say. */
export interface ResourceModel {
  /** The operation as errors name it: "EC2: CreateVpc". */
  readonly operation: string;
  /** What the identifier is: made anew, or the value of an input. */
  readonly identify: (inputs: Properties, context: Context) => string;
  /** Outputs that are not inputs. Those not given here are empty, as the real provider leaves them. */
  readonly outputs?: (subject: Subject, context: Context) => Properties;
  /** Outputs inside of an input's object, which a preview does not know: "vpcConfig" → its security group. */
  readonly outputsWithin?: Readonly<Record<string, readonly string[]>>;
  /** What AWS fills in for inputs that are not given. */
  readonly defaults?: Properties;
  /** Input path → type of the resources whose id, name or ARN it holds. Each must exist. */
  readonly references?: Readonly<Record<string, string>>;
  /** Types that keep this one from being deleted while they refer to it, with AWS's words. */
  readonly heldBy?: { readonly types: readonly string[]; readonly error: (id: string, holder: string) => AwsError };
  /** Input that must be unique in the account. */
  readonly unique?: string;
  /** Inputs whose change makes a new resource, where no CloudFormation schema says so. */
  readonly replaceOn?: readonly string[];
  /** Inputs that the API (and so Terraform) changes in place though CloudFormation does not. */
  readonly updatable?: readonly string[];
  /**
   * Rules from AWS's documentation that the schemas do not state; with what exists when it is created or changed.
   * @param before outputs before a change
   */
  readonly problems?: (inputs: Properties, context: Context, before?: Properties) => Problem[];
  /** What waits for it says while it is not active: "EKS Cluster (x) create: …". */
  readonly waits?: {
    readonly what: string;
    readonly pending: string;
    readonly active: string;
    readonly timeout: string;
  };
  /** Makes it real in a data plane; returns what must be remembered. */
  readonly apply?: (subject: Subject, context: Context) => Promise<Properties | undefined>;
  readonly release?: (resource: StoredResource, context: Context) => Promise<void>;
}

/** "vpc-0f3c…": a prefix and 17 hexadecimal digits, as EC2 makes them. */
export const newId = (prefix: string) => () => `${prefix}-0${randomBytes(8).toString("hex")}`;

export const named = (property: string) => (inputs: Properties) => String(inputs[property]);

/** The same digits for the same text: for parts of identifiers that a read must repeat. */
export function digits(text: string, length: number): string {
  return createHash("sha256").update(text).digest("hex").slice(0, length);
}

/** "arn:aws:ec2:eu-central-1:111122223333:vpc/vpc-…" */
export function arn({ partition, region, account }: Place, service: string, resource: string, global = false): string {
  return `arn:${partition}:${service}:${global ? "" : region}:${account}:${resource}`;
}
