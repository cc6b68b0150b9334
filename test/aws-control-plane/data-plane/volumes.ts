/**
 * What the EBS CSI driver does for claims, on the local cluster's only node: makes a volume for a claim whose class has
 * the driver's name, and removes it when the claim is gone. The volume is a folder of the node.
 */
import { rmSync } from "node:fs";
import path from "node:path";
import {
  CoreV1Api,
  StorageV1Api,
  type V1PersistentVolume,
  type V1PersistentVolumeClaim,
} from "@kubernetes/client-node";
import { localPaths } from "../../../local/paths";
import { loadKubeconfig } from "../../../scenarios/cluster-access";

const driver = "ebs.csi.aws.com";
const provisionedBy = "pv.kubernetes.io/provisioned-by";
const selectedNode = "volume.kubernetes.io/selected-node";
/** Folders here are made writable for pods by the local cluster. */
const folder = "/tmp/hostpath_pv";

export class VolumeDriver {
  private readonly core: CoreV1Api;
  private readonly storage: StorageV1Api;
  private readonly timer: NodeJS.Timeout;
  private running: Promise<void> = Promise.resolve();

  constructor(kubeconfig: string) {
    const config = loadKubeconfig(kubeconfig);
    this.core = config.makeApiClient(CoreV1Api);
    this.storage = config.makeApiClient(StorageV1Api);
    this.timer = setInterval(() => {
      // An API server that does not answer for a moment is asked again.
      this.running = this.running.then(() => this.reconcile()).catch(() => undefined);
    }, 1_000);
  }

  /** Ends, after the volumes of claims that are gone have been removed. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
    await this.reconcile();
  }

  private async reconcile(): Promise<void> {
    const { items: classes } = await this.storage.listStorageClass();
    const ours = new Set(
      classes.filter(({ provisioner }) => provisioner === driver).map(({ metadata }) => metadata?.name),
    );
    const { items: claims } = await this.core.listPersistentVolumeClaimForAllNamespaces();
    const { items: volumes } = await this.core.listPersistentVolume();
    const existing = new Set(volumes.map(({ metadata }) => metadata?.name));
    for (const claim of claims) {
      const waits = claim.status?.phase === "Pending" && ours.has(claim.spec?.storageClassName);
      const scheduled = claim.metadata?.annotations?.[selectedNode] !== undefined;
      if (waits && scheduled && !existing.has(volumeName(claim))) {
        await this.core.createPersistentVolume({ body: volumeFor(claim) });
      }
    }
    for (const { metadata, status } of volumes) {
      if (metadata?.annotations?.[provisionedBy] !== driver || status?.phase !== "Released") continue;
      await this.core.deletePersistentVolume({ name: metadata.name ?? "" });
      rmSync(path.join(localPaths().cluster, folder, metadata.name ?? "none"), { recursive: true, force: true });
    }
  }
}

const volumeName = ({ metadata }: V1PersistentVolumeClaim) => `pvc-${metadata?.uid ?? ""}`;

function volumeFor(claim: V1PersistentVolumeClaim): V1PersistentVolume {
  const { metadata, spec } = claim;
  const name = volumeName(claim);
  return {
    metadata: { name, annotations: { [provisionedBy]: driver } },
    spec: {
      capacity: { storage: spec?.resources?.requests?.["storage"] ?? "1Gi" },
      accessModes: spec?.accessModes ?? ["ReadWriteOnce"],
      ...(spec?.storageClassName === undefined ? {} : { storageClassName: spec.storageClassName }),
      persistentVolumeReclaimPolicy: "Delete",
      claimRef: {
        ...(metadata?.namespace === undefined ? {} : { namespace: metadata.namespace }),
        ...(metadata?.name === undefined ? {} : { name: metadata.name }),
        ...(metadata?.uid === undefined ? {} : { uid: metadata.uid }),
      },
      hostPath: { path: path.join(folder, name), type: "DirectoryOrCreate" },
    },
  };
}
