import { createHash } from "node:crypto";
import type { Resources } from "../config/schema";

/** The user that our own images run as. */
const defaultUser = 1000;

/** Labels by the Kubernetes convention; the selector of a workload is {@link selectorLabels}. */
export function labels(part: string, version?: string): Record<string, string> {
  return {
    ...selectorLabels(part),
    "app.kubernetes.io/part-of": "acm",
    "app.kubernetes.io/managed-by": "pulumi",
    ...(version === undefined ? {} : { "app.kubernetes.io/version": version }),
  };
}

/** The labels that select a part's pods. They never change, because a selector cannot. */
export function selectorLabels(part: string): Record<string, string> {
  return { "app.kubernetes.io/name": part, "app.kubernetes.io/instance": "acm" };
}

/** Pod settings that the Pod Security level "restricted" asks for. `fsGroup` makes volumes writable for the user. */
export function restrictedPod(user = defaultUser) {
  return {
    runAsNonRoot: true,
    runAsUser: user,
    runAsGroup: user,
    fsGroup: user,
    // Without this every restart walks the whole data directory to change its owner.
    fsGroupChangePolicy: "OnRootMismatch",
    seccompProfile: { type: "RuntimeDefault" },
  };
}

/** Part of a pod that runs under a service account of its own. @param serviceAccountName default: the namespace's own */
export function runsUnder<Name>(serviceAccountName: Name | undefined) {
  return serviceAccountName === undefined ? {} : { serviceAccountName };
}

/** Container settings that the Pod Security level "restricted" asks for, and a read-only root file system. */
export function restrictedContainer() {
  return {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  };
}

/**
 * Requests and limits of a container. The memory limit equals the request, because memory cannot be taken back from
 * a process: a node that promised more than it has kills somebody.
 */
export function resourceRequirements(resources: Resources) {
  return {
    requests: { cpu: resources.cpu, memory: resources.memory },
    limits: { cpu: resources.cpuLimit, memory: resources.memory },
  };
}

/**
 * Annotation of a workload with volume claims: the name under which Pulumi owns its fields. The name that Pulumi makes up
 * is lost with an `up` that is killed before it is recorded, and the next `up` then conflicts with its predecessor over
 * the claims, to which Kubernetes has added defaults.
 */
export function fieldManagerAnnotation(): Record<string, string> {
  return { "pulumi.com/patchFieldManager": "acm-infrastructure" };
}

/** Annotation that changes with the content of mounted configuration, so that pods restart with it. */
export function checksumAnnotation(...contents: string[]): Record<string, string> {
  const hash = createHash("sha256");
  for (const content of contents) hash.update(content).update("\0");
  return { "checksum/config": hash.digest("hex").slice(0, 16) };
}

/**
 * Spreads pods of a part over nodes.
 * @param rule preferred: where there are several nodes, a single one still takes them all; required: one pod a node
 */
export function spreadOverNodes(part: string, rule: "preferred" | "required" = "preferred") {
  const term = { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: selectorLabels(part) } };
  return {
    podAntiAffinity:
      rule === "required"
        ? { requiredDuringSchedulingIgnoredDuringExecution: [term] }
        : { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: term }] },
  };
}

/** Evictions take one pod of a part at a time. */
export function oneDisruptionAtATime(part: string) {
  return { maxUnavailable: 1, selector: { matchLabels: selectorLabels(part) } };
}

/** Volumes of a pod whose configuration is a ConfigMap and whose root file system is read-only. */
export function configurationVolumes<Name>(configMapName: Name) {
  return [
    { name: "config", configMap: { name: configMapName } },
    { name: "tmp", emptyDir: {} },
  ];
}

/** The claim of a StatefulSet's volume `data`. @param storageClass default: the cluster's own */
export function dataVolumeClaim(storage: string, storageClass: string | undefined) {
  return {
    metadata: { name: "data" },
    spec: {
      accessModes: ["ReadWriteOnce"],
      ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
      resources: { requests: { storage } },
    },
  };
}
