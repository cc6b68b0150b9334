import type { PlannedResource } from "./plan";
import type { Rule } from "./policies";

interface Container {
  readonly name?: string;
  readonly image?: string;
  readonly resources?: Readonly<Record<"requests" | "limits", Readonly<Record<string, string>> | undefined>>;
  readonly securityContext?: Readonly<Record<string, unknown>>;
}
interface PodSpec {
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly securityContext?: { readonly runAsNonRoot?: boolean; readonly seccompProfile?: { readonly type?: string } };
  readonly automountServiceAccountToken?: boolean;
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly volumes?: readonly Readonly<Record<string, unknown>>[];
}
interface Manifest {
  readonly kind?: string;
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: { readonly type?: string; readonly template?: { readonly spec?: PodSpec } };
  readonly parameters?: Readonly<Record<string, string>>;
  readonly rules?: readonly { readonly verbs?: readonly string[]; readonly resources?: readonly string[] }[];
}

const manifest = ({ inputs }: PlannedResource) => inputs as Manifest;
const podOf = (resource: PlannedResource): PodSpec => manifest(resource).spec?.template?.spec ?? {};
const containersOf = (resource: PlannedResource) => {
  const { containers = [], initContainers = [] } = podOf(resource);
  return [...containers, ...initContainers];
};

/** A check of each container; the name of the container stands before each problem. */
function eachContainer(check: (container: Container) => readonly string[]): Rule["problems"] {
  return (resource) =>
    containersOf(resource).flatMap((container) =>
      check(container).map((problem) => `container ${container.name ?? "?"} ${problem}`),
    );
}

export const kubernetesRules: readonly Rule[] = [
  {
    id: "labelled",
    reason: "what belongs to the stack can be found",
    problems: (resource) =>
      manifest(resource).metadata?.labels?.["app.kubernetes.io/part-of"] === "acm" || resource.type.endsWith("Patch")
        ? []
        : ["has no label app.kubernetes.io/part-of"],
  },
  {
    id: "pinned",
    reason: "two deployments run the same",
    problems: eachContainer(({ image = "" }) =>
      /(:[\w][\w.-]*|@sha256:[0-9a-f]{64})$/.test(image) && !image.endsWith(":latest")
        ? []
        : [`has the image ${image}`],
    ),
  },
  {
    id: "resources",
    reason: "no pod takes from another what it was not given",
    problems: eachContainer(({ resources }) =>
      (["requests", "limits"] as const).flatMap((kind) =>
        ["cpu", "memory"].filter((what) => !resources?.[kind]?.[what]).map((what) => `has no ${kind} of ${what}`),
      ),
    ),
  },
  {
    id: "restricted",
    reason: "the Pod Security level that the namespace enforces",
    problems: (resource) => {
      if (containersOf(resource).length === 0) return [];
      const { securityContext, automountServiceAccountToken, hostNetwork, hostPID, volumes = [] } = podOf(resource);
      return [
        ...(securityContext?.runAsNonRoot === true ? [] : ["may run as root"]),
        ...(securityContext?.seccompProfile?.type === "RuntimeDefault" ? [] : ["has no seccomp profile"]),
        ...(automountServiceAccountToken === false ? [] : ["is given a token of Kubernetes' API"]),
        ...(hostNetwork === true || hostPID === true ? ["shares its node's network or processes"] : []),
        ...volumes.filter((volume) => volume["hostPath"] !== undefined).map(() => "mounts a folder of its node"),
        ...eachContainer(({ securityContext: own }) => [
          ...(own?.["allowPrivilegeEscalation"] === false ? [] : ["may gain privileges"]),
          ...(own?.["readOnlyRootFilesystem"] === true ? [] : ["may write to its image"]),
        ])(resource),
      ];
    },
  },
  {
    id: "not-public",
    reason: "services are reached inside the cluster, and outside of it through an Ingress alone",
    problems: (resource) => {
      const type = manifest(resource).kind === "Service" ? manifest(resource).spec?.type : undefined;
      return type === "LoadBalancer" || type === "NodePort" ? [`is of type ${type}`] : [];
    },
  },
  {
    id: "encrypted",
    reason: "whoever gets hold of a disk reads nothing",
    problems: (resource) =>
      manifest(resource).kind === "StorageClass" && manifest(resource).parameters?.["encrypted"] !== "true"
        ? ["makes volumes that are not encrypted"]
        : [],
  },
  {
    id: "no-wildcards",
    reason: "rights are those that are needed, on what they are needed for",
    problems: (resource) =>
      (manifest(resource).rules ?? []).flatMap(({ verbs = [], resources = [] }) =>
        [...verbs, ...resources].includes("*") ? ["has a rule with *"] : [],
      ),
  },
];
