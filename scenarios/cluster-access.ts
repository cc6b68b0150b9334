import { existsSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import path from "node:path";
import {
  ApiException,
  ApisApi,
  AppsV1Api,
  AutoscalingV2Api,
  BatchV1Api,
  CoreV1Api,
  CustomObjectsApi,
  KubeConfig,
  VersionApi,
} from "@kubernetes/client-node";
import { UserError } from "../local/user-error";

/** The Kubernetes API of one cluster, as scenarios use it. */
export interface ClusterAccess {
  /** Address of the API server, for messages. */
  readonly server: string;
  /** Version of Kubernetes, `v1.34.4`. */
  readonly version: string;
  readonly core: CoreV1Api;
  readonly apps: AppsV1Api;
  readonly batch: BatchV1Api;
  readonly autoscaling: AutoscalingV2Api;
  /** Objects of any kind by group, version and plural. */
  readonly objects: CustomObjectsApi;
  /** GET of a path of the API server, service proxies among them. @throws ProxyError with the status */
  get(pathAndQuery: string): Promise<string>;
}

/** The API server, or a service behind it, answered with an error. */
export class ProxyError extends Error {
  override readonly name = "ProxyError";
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** How long one request may take, ms. */
const requestTimeout = 15_000;

/**
 * Connects to the cluster of a kubeconfig and looks whether it answers.
 * @param needsKeda false for a stack that KEDA does not scale
 * @throws UserError when the file, the cluster or KEDA is not there
 */
export async function accessCluster(kubeconfig: string, { needsKeda = true } = {}): Promise<ClusterAccess> {
  const config = loadKubeconfig(kubeconfig);
  const cluster = config.getCurrentCluster();
  const server = cluster?.server ?? "";
  const answers = async <T>(request: Promise<T>): Promise<T> => {
    try {
      return await withTimeout(request);
    } catch (error) {
      throw new UserError(
        `The cluster at ${server} (kubeconfig ${kubeconfig}) does not answer: ${reasonOf(error)}.`,
        "Start it, or correct the kubeconfig or its credentials.",
      );
    }
  };
  const version = await answers(config.makeApiClient(VersionApi).getCode());
  const { groups } = await answers(config.makeApiClient(ApisApi).getAPIVersions());
  if (needsKeda && !groups.some(({ name }) => name === "keda.sh")) {
    throw new UserError(
      `KEDA is not installed in the cluster at ${server}.`,
      "Ask its administrator to install KEDA (https://keda.sh/docs/deploy/), then run this again.",
    );
  }
  return {
    server,
    version: version.gitVersion,
    core: config.makeApiClient(CoreV1Api),
    apps: config.makeApiClient(AppsV1Api),
    batch: config.makeApiClient(BatchV1Api),
    autoscaling: config.makeApiClient(AutoscalingV2Api),
    objects: config.makeApiClient(CustomObjectsApi),
    get: (pathAndQuery) => get(config, `${server}${pathAndQuery}`),
  };
}

/** @throws UserError when it cannot be used */
export function loadKubeconfig(file: string): KubeConfig {
  const absolute = path.resolve(file);
  if (!existsSync(absolute)) {
    throw new UserError(`The kubeconfig ${absolute} does not exist.`, "Give the path of an existing one.");
  }
  const config = new KubeConfig();
  try {
    config.loadFromFile(absolute);
  } catch (error) {
    throw new UserError(
      `The kubeconfig ${absolute} cannot be read: ${reasonOf(error)}.`,
      "Check that it is a kubeconfig in YAML.",
    );
  }
  if (config.getCurrentCluster() === null) {
    throw new UserError(
      `The kubeconfig ${absolute} has no current context with a cluster.`,
      "Choose one: kubectl config use-context NAME",
    );
  }
  return config;
}

async function get(config: KubeConfig, url: string): Promise<string> {
  const options: https.RequestOptions = { headers: { accept: "application/json" }, timeout: requestTimeout };
  await config.applyToHTTPSOptions(options);
  return new Promise((resolve, reject) => {
    const { get: send } = url.startsWith("http:") ? http : https;
    const request = send(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const body = Buffer.concat(chunks).toString("utf8");
        const status = response.statusCode ?? 0;
        if (status >= 200 && status < 300) resolve(body);
        else reject(new ProxyError(status, `GET ${new URL(url).pathname} answered ${status}: ${sentenceOf(body)}`));
      });
    });
    request.on("timeout", () => request.destroy(new Error(`no answer within ${requestTimeout / 1000} s`)));
    request.on("error", reject);
  });
}

/** What an answer says: the message of a Kubernetes Status, or the beginning of any other text. */
export function sentenceOf(body: string): string {
  try {
    const { message } = JSON.parse(body) as { message?: unknown };
    if (typeof message === "string" && message !== "") return message;
  } catch {
    // Not JSON: a service behind the API server answers as it likes.
  }
  return body.slice(0, 300).trim();
}

/** HTTP status of a Kubernetes client's error; undefined for others. */
export function statusOf(error: unknown): number | undefined {
  if (error instanceof ProxyError) return error.status;
  return error instanceof ApiException ? error.code : undefined;
}

/** The answer, or undefined when the object does not exist. */
export async function ifExists<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

function withTimeout<T>(promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${requestTimeout / 1000} s`)), requestTimeout);
  });
  return Promise.race([promise, timeout]).finally(() => clearTimeout(timer));
}

/** The innermost cause in one line, without a stack. */
export function reasonOf(error: unknown): string {
  const status = statusOf(error);
  if (status === 401) return "the credentials are refused (401)";
  // Kubernetes says what is forbidden: a right, a quota, a policy.
  if (error instanceof ApiException) {
    const said = sentenceOf(typeof error.body === "string" ? error.body : JSON.stringify(error.body ?? ""));
    if (said !== "" && said !== '""') return `${said} (${error.code})`;
  }
  if (status === 403) return "this user has no right to do so (403)";
  let inner: unknown = error;
  while (inner instanceof Error && inner.cause !== undefined) inner = inner.cause;
  if (!(inner instanceof Error)) return String(inner);
  const { code } = inner as NodeJS.ErrnoException;
  const [first] = inner.message.split("\n");
  return first !== undefined && first !== "" ? first : (code ?? inner.name);
}
