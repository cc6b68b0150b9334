import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { labels } from "../../components/workload";
import { versions } from "../../config/versions";
import { tags, type AwsContext } from "./context";
import { kubeconfig, type KubernetesCluster } from "./kubernetes-cluster";

/** Class of the volumes, and EBS's kind of them. */
export const volumeType = "gp3";
/** Namespace of KEDA, whose operator reads the lag from Kafka. */
export const kedaNamespace = "keda";

/** The provider of all Kubernetes objects. It outlives them: nodes and add-ons are there until the last is gone. */
export function kubernetesProvider(
  { settings }: Pick<AwsContext, "settings">,
  cluster: KubernetesCluster,
): kubernetes.Provider {
  const { region, profile } = settings;
  return new kubernetes.Provider(
    "kubernetes",
    {
      kubeconfig: pulumi
        .all([cluster.name, cluster.endpoint, cluster.certificateAuthority])
        .apply(([name, endpoint, certificateAuthority]) =>
          kubeconfig({ name, endpoint, certificateAuthority, region, profile }),
        ),
      enableServerSideApply: true,
      // As on premises: a changed setting changes the object, and a killed update is continued.
      enableConfigMapMutable: true,
      enableSecretMutable: true,
      upsertExistingObjects: true,
    },
    { dependsOn: [...cluster.ready] },
  );
}

/** The default class of volumes: encrypted, growing when asked, in the zone of the pod that wants one. */
export function storageClass(context: AwsContext, provider: kubernetes.Provider): kubernetes.storage.v1.StorageClass {
  return new kubernetes.storage.v1.StorageClass(
    "storage-class",
    {
      metadata: {
        name: volumeType,
        labels: labels("storage-class"),
        annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
      },
      provisioner: "ebs.csi.aws.com",
      parameters: { type: volumeType, encrypted: "true", ...volumeTags(tags(context, "volume")) },
      volumeBindingMode: "WaitForFirstConsumer",
      allowVolumeExpansion: true,
      reclaimPolicy: "Delete",
    },
    { provider },
  );
}

/** The driver's way of writing tags: one numbered parameter each. */
function volumeTags(all: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(all).map(([key, value], index) => [`tagSpecification_${index + 1}`, `${key}=${value}`]),
  );
}

/** KEDA by its Helm chart, whose versions are KEDA's. */
export function keda(provider: kubernetes.Provider): kubernetes.helm.v3.Release {
  return new kubernetes.helm.v3.Release(
    "keda",
    {
      name: "keda",
      chart: "keda",
      version: versions.keda,
      repositoryOpts: { repo: "https://kedacore.github.io/charts" },
      namespace: kedaNamespace,
      createNamespace: true,
      // A release that failed half-way is taken back, so that the next update begins anew.
      atomic: true,
      timeout: 600,
      values: { operator: { replicaCount: 2 } },
    },
    { provider },
  );
}
