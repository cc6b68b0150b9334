import type { Provider } from "@pulumi/aws/provider";
import * as pulumi from "@pulumi/pulumi";
import type { AwsConfiguration } from "../../config/aws-schema";

/** What every part of the aws target needs to name and mark what it makes. */
export interface AwsContext {
  readonly settings: AwsConfiguration;
  readonly provider: Provider;
  /** `aws`, or what stands in its place in the ARNs of China and the government regions. */
  readonly partition: string;
  /** Account that the credentials belong to. */
  readonly accountId: pulumi.Output<string>;
}

/** Tags of everything: which stack it belongs to, who answers for it, who pays; and what it is called in lists. */
export function tags({ settings }: Pick<AwsContext, "settings">, name: string): Record<string, string> {
  return {
    ...settings.tags,
    stack: `${pulumi.getProject()}/${pulumi.getStack()}`,
    owner: settings.owner,
    "cost-centre": settings.costCentre,
    Name: `${settings.name}-${name}`,
  };
}

/** @param region such as "cn-north-1" */
export function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

/** A policy document as AWS reads it. */
export function policyDocument(statements: readonly PolicyStatement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: Readonly<Record<string, string>>;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}
