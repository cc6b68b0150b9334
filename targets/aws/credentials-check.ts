import { execFile } from "node:child_process";
import type { AwsConfiguration } from "../../config/aws-schema";

/** How long AWS may take to say who we are, ms. */
const answerTimeout = 20_000;

/** What the AWS CLI's `sts get-caller-identity` says, or why it says nothing. */
export type Identity = { readonly account: string } | { readonly missing: "command" } | { readonly failure: string };

/** Asks with the same command that Kubernetes' credentials come from, so that what works here works there. */
export function callerIdentity({ region, profile }: Pick<AwsConfiguration, "region" | "profile">): Promise<Identity> {
  const args = ["sts", "get-caller-identity", "--output", "json", "--region", region];
  return new Promise((resolve) => {
    execFile(
      "aws",
      [...args, ...(profile === undefined ? [] : ["--profile", profile])],
      { timeout: answerTimeout },
      (error, stdout, stderr) => {
        if (error !== null) {
          const last = stderr.trim().split("\n").at(-1) ?? "";
          resolve(
            (error as NodeJS.ErrnoException).code === "ENOENT"
              ? { missing: "command" }
              : { failure: last || error.message },
          );
          return;
        }
        try {
          resolve({ account: (JSON.parse(stdout) as { Account: string }).Account });
        } catch {
          resolve({ failure: `the AWS CLI answered "${stdout.slice(0, 80)}"` });
        }
      },
    );
  });
}

/** Whether AWS can be used with what the stack file says; each problem with its remedy. */
export function identityProblems(settings: AwsConfiguration, identity: Identity): string[] {
  if ("missing" in identity) {
    return [
      "The AWS CLI (the command aws) was not found: Kubernetes' credentials for EKS come from it. Install version 2 and put it on the PATH.",
    ];
  }
  if ("failure" in identity) {
    return [
      `AWS does not accept the credentials${settings.profile === undefined ? "" : ` of profile "${settings.profile}"`} in ${settings.region}: ${identity.failure} ` +
        "Log in (aws sso login, aws configure, or AWS_PROFILE), or correct acm:stack.aws.profile and aws.region.",
    ];
  }
  return settings.accountId === undefined || settings.accountId === identity.account
    ? []
    : [
        `The credentials belong to account ${identity.account}, and acm:stack.aws.accountId allows ${settings.accountId} only. Log in to that account, or correct the stack file.`,
      ];
}
