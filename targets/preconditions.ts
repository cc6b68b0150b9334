import { existsSync } from "node:fs";
import type * as kubernetesClient from "@kubernetes/client-node";
import type { AppsV1Api, CoreV1Api, KubeConfig, StorageV1Api } from "@kubernetes/client-node";
import type { OnPremisesConfiguration } from "../config/schema";
import { topicsConfigMap } from "../components/kafka-topics";
import { labels } from "../components/workload";
import { kafkaConfigMap } from "../components/kafka-properties";
import { loadDefault } from "./kubeconfig";
import { metricsApiProblems } from "./metrics-apis";
import { changeProblems, type DeployedSet } from "./running-stack";

/** How long a cluster may take to answer, ms. */
const answerTimeout = 10_000;

/** The label by which the stack's own namespace is known. */
const partOf = "app.kubernetes.io/part-of";

/** What has to hold in a Kubernetes cluster before the stack is created there; see TargetModule.problems. */
export async function clusterProblems(
  configuration: OnPremisesConfiguration,
  kubeconfig: string | undefined,
): Promise<string[]> {
  // Loaded here, because a plan of the program needs neither a cluster nor this client.
  const client = await import("@kubernetes/client-node");
  const config = new client.KubeConfig();
  const loadProblem = load(config, kubeconfig, configuration.cluster.context, () => new client.KubeConfig());
  if (loadProblem !== undefined) return [loadProblem];
  const server = config.getCurrentCluster()?.server ?? "";

  const version = config.makeApiClient(client.VersionApi);
  try {
    await withTimeout(version.getCode());
  } catch (error) {
    return [
      `The cluster at ${server} (context ${config.getCurrentContext()}) does not answer: ${cause(error)}. ` +
        "Start it, or correct the kubeconfig or its credentials.",
    ];
  }
  const core = config.makeApiClient(client.CoreV1Api);
  return (
    await Promise.all([
      namespaceProblems(core, configuration),
      storageClassProblems(config.makeApiClient(client.StorageV1Api), configuration),
      kedaProblems(config, configuration, client),
      apiProblems(config, configuration, client),
      runningStackProblems(core, config.makeApiClient(client.AppsV1Api), configuration),
    ])
  ).flat();
}

function load(
  config: KubeConfig,
  kubeconfig: string | undefined,
  context: string | undefined,
  create: () => KubeConfig,
): string | undefined {
  if (kubeconfig !== undefined && !existsSync(kubeconfig)) {
    return `The kubeconfig ${kubeconfig} does not exist. Correct acm:stack.cluster.kubeconfig, or create the cluster first (npm start makes the local one).`;
  }
  try {
    if (kubeconfig === undefined) loadDefault(config, process.env["KUBECONFIG"], create);
    else config.loadFromFile(kubeconfig);
  } catch (error) {
    return `The kubeconfig ${kubeconfig ?? "(default)"} cannot be read: ${cause(error)}. Check that it is a kubeconfig in YAML.`;
  }
  const known = config.getContexts().map(({ name }) => name);
  if (context !== undefined) {
    if (!known.includes(context)) {
      return `The kubeconfig has no context "${context}"; it has ${known.join(", ") || "none"}. Correct acm:stack.cluster.context.`;
    }
    config.setCurrentContext(context);
  }
  const cluster = config.getCurrentCluster();
  // The client's own last resort, which is never what somebody meant.
  if (cluster === null || cluster.server === "http://localhost:8080") {
    return known.length > 0 && known[0] !== "loaded-context"
      ? `The kubeconfig ${kubeconfig ?? "(default)"} has no current context with a cluster; it has ${known.join(", ")}. Set acm:stack.cluster.context to one of them.`
      : "No kubeconfig was found. Set acm:stack.cluster.kubeconfig or the KUBECONFIG environment variable.";
  }
  return undefined;
}

async function namespaceProblems(
  core: CoreV1Api,
  { namespace, createNamespace }: OnPremisesConfiguration,
): Promise<string[]> {
  try {
    const { metadata } = await withTimeout(core.readNamespace({ name: namespace }));
    return createNamespace && metadata?.labels?.[partOf] !== labels("acm")[partOf]
      ? [
          `The namespace "${namespace}" exists and was not made by this stack, which would remove it with all that it holds. ` +
            "Set acm:stack.createNamespace to false to use it, or choose another acm:stack.namespace.",
        ]
      : [];
  } catch (error) {
    return statusOf(error) === 404 && !createNamespace
      ? [
          `The namespace "${namespace}" does not exist and acm:stack.createNamespace is false. Ask for the namespace, or set createNamespace to true.`,
        ]
      : [];
  }
}

async function storageClassProblems(
  storage: StorageV1Api,
  { cluster: { storageClass } }: OnPremisesConfiguration,
): Promise<string[]> {
  if (storageClass === undefined) return [];
  try {
    await withTimeout(storage.readStorageClass({ name: storageClass }));
    return [];
  } catch (error) {
    // Somebody with rights in one namespace only may not look; Kubernetes will tell.
    return statusOf(error) === 404
      ? [
          `The storage class "${storageClass}" does not exist in the cluster. Correct acm:stack.cluster.storageClass; kubectl get storageclass lists them.`,
        ]
      : [];
  }
}

async function kedaProblems(
  config: KubeConfig,
  { autoscaler }: OnPremisesConfiguration,
  client: typeof kubernetesClient,
): Promise<string[]> {
  if (autoscaler.kind !== "keda") return [];
  try {
    const groups = await withTimeout(config.makeApiClient(client.ApisApi).getAPIVersions());
    if (groups.groups.some(({ name }) => name === "keda.sh")) return [];
  } catch (error) {
    return [`The cluster does not list its APIs: ${cause(error)}. Check the rights of this user.`];
  }
  return [
    "KEDA is not installed in the cluster. Ask its administrator to install KEDA (keda.sh, its Helm chart or manifests, cluster-wide), or set acm:stack.autoscaler to {kind: hpa} or {kind: none}.",
  ];
}

/** One owner for each metrics API, and those there that the autoscaler reads. */
async function apiProblems(
  config: KubeConfig,
  configuration: OnPremisesConfiguration,
  client: typeof kubernetesClient,
): Promise<string[]> {
  const { kind } = configuration.autoscaler;
  if (kind === "none") return [];
  try {
    const { items } = await withTimeout(config.makeApiClient(client.ApiregistrationV1Api).listAPIService());
    return metricsApiProblems(
      configuration,
      items.flatMap(({ metadata, spec, status }) =>
        spec?.service === undefined
          ? []
          : {
              group: spec.group ?? "",
              name: metadata?.name ?? "",
              owner: `${spec.service.namespace}/${spec.service.name}`,
              available: (status?.conditions ?? []).some(
                (condition) => condition.type === "Available" && condition.status === "True",
              ),
            },
      ),
    );
  } catch (error) {
    // With KEDA the stack registers no API of its own: an account of one namespace is enough.
    return kind === "keda"
      ? []
      : [
          `The cluster's APIServices cannot be read: ${cause(error)}. ` +
            "Prometheus Adapter is installed cluster-wide: deploy with an account that may, or set acm:stack.autoscaler.kind to keda.",
        ];
  }
}

async function runningStackProblems(
  core: CoreV1Api,
  apps: AppsV1Api,
  configuration: OnPremisesConfiguration,
): Promise<string[]> {
  const { namespace } = configuration;
  const file = async ({ name, key }: { readonly name: string; readonly key: string }) =>
    (await unlessMissing(core.readNamespacedConfigMap({ name, namespace })))?.data?.[key];
  const set = async (name: string): Promise<DeployedSet | undefined> => {
    const spec = (await unlessMissing(apps.readNamespacedStatefulSet({ name, namespace })))?.spec;
    return spec === undefined
      ? undefined
      : {
          replicas: spec.replicas ?? 1,
          storage: spec.volumeClaimTemplates?.[0]?.spec?.resources?.requests?.["storage"],
        };
  };
  try {
    const [topics, kafkaProperties, kafka, zookeeper] = await Promise.all([
      file(topicsConfigMap),
      file(kafkaConfigMap),
      set("kafka"),
      set("zookeeper"),
    ]);
    return changeProblems(configuration, { topics, kafkaProperties, kafka, zookeeper });
  } catch (error) {
    return [
      `What runs in the namespace "${namespace}" cannot be read: ${cause(error)}. Give this user the right to read ConfigMaps and StatefulSets there.`,
    ];
  }
}

async function unlessMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await withTimeout(reading);
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

function withTimeout<T>(promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${answerTimeout / 1000} s`)), answerTimeout);
  });
  return Promise.race([promise, timeout]).finally(() => clearTimeout(timer));
}

function statusOf(error: unknown): number | undefined {
  const { code } = error as { code?: unknown };
  return typeof code === "number" ? code : undefined;
}

/** The innermost cause, in one line. */
function cause(error: unknown): string {
  const status = statusOf(error);
  if (status === 401) return "the credentials are refused (401)";
  if (status === 403) return "this user has no right to do so (403)";
  let inner: unknown = error;
  while (inner instanceof Error && inner.cause !== undefined) inner = inner.cause;
  const text =
    inner instanceof Error
      ? inner.message || String((inner as NodeJS.ErrnoException).code ?? inner.name)
      : String(inner);
  return text.split("\n")[0] ?? text;
}
