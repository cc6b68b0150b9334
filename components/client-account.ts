import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { KafkaCredentials, KafkaService } from "../targets/target";
import { imagePull } from "./registry-credentials";
import { labels } from "./workload";

/** What a pod needs to be let in by Kafka. */
export interface ClientAccess {
  readonly credentials: KafkaCredentials | undefined;
  /** Service account that rights are bound to. @default the namespace's own */
  readonly serviceAccountName: pulumi.Input<string> | undefined;
}

export interface ClientAccessArgs {
  readonly namespace: pulumi.Input<string>;
  readonly kafka: Pick<KafkaService, "credentials" | "clientAccount">;
  /** Docker's config.json. @default images are pulled without credentials */
  readonly registryCredentials: pulumi.Input<string> | undefined;
}

/** Makes the service account of Kafka's clients where the target asks for one; in Kubernetes itself it has no rights. */
export function clientAccess(
  { namespace, kafka, registryCredentials }: ClientAccessArgs,
  options: pulumi.CustomResourceOptions,
): ClientAccess {
  const { credentials, clientAccount: name } = kafka;
  if (name === undefined) return { credentials, serviceAccountName: undefined };
  const account = new kubernetes.core.v1.ServiceAccount(
    `${name}-account`,
    {
      metadata: { name, namespace, labels: labels(name) },
      automountServiceAccountToken: false,
      ...imagePull(registryCredentials),
    },
    options,
  );
  return { credentials, serviceAccountName: account.metadata.name };
}
