import { randomUUID } from "node:crypto";
import type { CoreV1Event, V1Job, V1JobCondition, V1Pod } from "@kubernetes/client-node";
import { z } from "zod";
import { UserError } from "../local/user-error";
import { ifExists, reasonOf, type ClusterAccess } from "./cluster-access";
import { jobFailure, neverStarts, type JobTrace } from "./job-failure";

/** Where jobs run and from which image; both come from the running stack. */
export interface JobSettings {
  readonly namespace: string;
  readonly image: string;
  readonly imagePullPolicy: string;
  /** Service account of the stack's Kafka clients. @default the namespace's own */
  readonly serviceAccountName?: string | undefined;
}

/** What one job is to do. */
export interface JobRequest {
  /** Name of the Kubernetes Job, a DNS label. */
  readonly name: string;
  /** Subcommand of kafka-jobs and its options, without --connection. */
  readonly args: readonly string[];
  /** Seconds; the Job is ended by Kubernetes afterwards. */
  readonly timeout: number;
  /** Called with every line of type "progress" once. */
  readonly onProgress?: (line: Readonly<Record<string, unknown>>) => void;
}

const connectionFile = "/etc/acm/connection.json";
/** Label, and its value, that tells the Jobs of this process from those of another. */
const startedBy = "acm/started-by";
export const jobsOfThisProcess = randomUUID();
let removed = false;

/** The Job for the Pod Security level "restricted", which the stack's namespace enforces. */
export function jobManifest(settings: JobSettings, { name, args, timeout }: JobRequest) {
  const { image, imagePullPolicy, namespace, serviceAccountName } = settings;
  const labels = {
    "app.kubernetes.io/name": "kafka-jobs",
    "app.kubernetes.io/part-of": "acm",
    [startedBy]: jobsOfThisProcess,
  };
  const [command = "", ...rest] = args;
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name, namespace, labels },
    spec: {
      // A second attempt would write the events again, or count what the first attempt has changed.
      backoffLimit: 0,
      activeDeadlineSeconds: timeout,
      ttlSecondsAfterFinished: 600,
      template: {
        metadata: { labels },
        spec: {
          restartPolicy: "Never",
          // A removed load must not go on writing; there is nothing that it would have to end in good order.
          terminationGracePeriodSeconds: 1,
          ...(serviceAccountName === undefined ? {} : { serviceAccountName }),
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 1000,
            runAsGroup: 1000,
            seccompProfile: { type: "RuntimeDefault" },
          },
          containers: [
            {
              name: "kafka-jobs",
              image,
              imagePullPolicy,
              args: [command, "--connection", connectionFile, ...rest],
              resources: { requests: { cpu: "50m", memory: "192Mi" }, limits: { cpu: "1", memory: "512Mi" } },
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ["ALL"] },
              },
              volumeMounts: [
                { name: "connection", mountPath: "/etc/acm", readOnly: true },
                { name: "credentials", mountPath: "/etc/kafka-credentials", readOnly: true },
              ],
            },
          ],
          volumes: [
            { name: "connection", configMap: { name: "kafka-connection" } },
            // Only where the connection asks for a name and a password.
            { name: "credentials", secret: { secretName: "kafka-credentials", optional: true } },
          ],
        },
      },
    },
  } satisfies V1Job;
}

const line = z.looseObject({ type: z.enum(["progress", "result", "error", "log"]) });
type Line = z.infer<typeof line>;

/** The JSON lines of a job's log; other text, such as a warning of Node, is left out. */
export function jobLines(log: string): Line[] {
  return log.split("\n").flatMap((text) => {
    try {
      const parsed = line.safeParse(JSON.parse(text));
      return parsed.success ? [parsed.data] : [];
    } catch {
      return [];
    }
  });
}

/** How long a pod may take until it runs, ms: an image has to be fetched, or a node to be added. */
const startPatience = 300_000;
/** Readings that may fail one after the other, half a second apart. */
const unreadablePatience = 60;

/**
 * Runs a job in the cluster and returns the result that it reports, also when it found something wrong (a lost event
 * is a finding, not a failure to look). Without a result, the Job is removed.
 * @throws UserError when it could not be started or has no result, with what the cluster says about it
 */
export async function runJob<T extends z.ZodType>(
  cluster: ClusterAccess,
  settings: JobSettings,
  request: JobRequest,
  result: T,
): Promise<z.infer<T>> {
  const { namespace } = settings;
  const { name } = request;
  if (removed) throw new UserError(`The job ${name} is not started: the command is ending.`, "Run it again.");
  try {
    await cluster.batch.createNamespacedJob({ namespace, body: jobManifest(settings, request) });
  } catch (error) {
    throw new UserError(`The job ${name} cannot be started: ${reasonOf(error)}.`, "Correct that and run it again.");
  }
  try {
    const { lines, ...trace } = await followed(cluster, namespace, request);
    const last = lines.findLast(({ type }) => type === "result");
    if (last !== undefined) return result.parse(last);
    const said = lines.findLast(({ type }) => type === "error")?.["message"];
    const events = await jobEvents(cluster, namespace, name).catch(() => []);
    throw jobFailure(name, { ...trace, events, said: typeof said === "string" ? said : undefined });
  } catch (error) {
    // What cannot be removed now goes ten minutes after its end by itself.
    await cluster.batch
      .deleteNamespacedJob({ namespace, name, propagationPolicy: "Background" })
      .catch(() => undefined);
    throw error;
  }
}

interface Followed extends Omit<JobTrace, "events"> {
  readonly lines: readonly Line[];
}

/** Follows a Job to its end, or until nothing more is to be expected. @returns what was last seen of it */
async function followed(
  cluster: ClusterAccess,
  namespace: string,
  { name, timeout, onProgress }: JobRequest,
): Promise<Followed> {
  const began = Date.now();
  let seen = 0;
  let unreadable = 0;
  let pod: V1Pod | undefined;
  let log = "";
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    let conditions: readonly V1JobCondition[];
    try {
      conditions = (await cluster.batch.readNamespacedJob({ namespace, name })).status?.conditions ?? [];
      // Kubernetes removes the pod of a Job whose time is over: what was last seen of it counts.
      pod = (await podOf(cluster, namespace, name)) ?? pod;
      log = (await podLog(cluster, namespace, pod)) ?? log;
      unreadable = 0;
    } catch (error) {
      // The API server may be busy for a moment; for longer it is a failure.
      if (++unreadable > unreadablePatience) throw error;
      continue;
    }
    const lines = jobLines(log);
    for (const one of lines.slice(seen)) if (one.type === "progress") onProgress?.(one);
    seen = lines.length;
    const isTrue = (wanted: string) => conditions.find(({ type, status }) => type === wanted && status === "True");
    const condition = isTrue("Failed");
    const finished = (condition ?? isTrue("Complete")) !== undefined;
    const gaveUp = finished ? undefined : whyGiveUp(pod, Date.now() - began, timeout);
    if (finished || gaveUp !== undefined) return { condition, pod, log, lines, gaveUp };
  }
}

/** Why a Job that has not ended is not waited for any longer; undefined as long as it is. @param waited ms */
function whyGiveUp(pod: V1Pod | undefined, waited: number, timeout: number): string | undefined {
  if (!hasStarted(pod)) {
    if (neverStarts(pod)) return "its pod cannot start";
    if (waited > startPatience) return `its pod did not start within ${startPatience / 1_000} s`;
  }
  return waited > (timeout + 60) * 1_000 ? `it did not end within ${timeout} s` : undefined;
}

/** Removes all Jobs that this process has started, finished or not; it starts none afterwards. */
export async function removeJobs(cluster: Pick<ClusterAccess, "batch">, namespace: string): Promise<void> {
  removed = true;
  await removeJobsOf(cluster, namespace, jobsOfThisProcess);
}

/** Removes what another process has started and, being killed, could not. @param jobs its {@link jobsOfThisProcess} */
export async function removeJobsOf(
  { batch }: Pick<ClusterAccess, "batch">,
  namespace: string,
  jobs: string,
): Promise<void> {
  const labelSelector = `${startedBy}=${jobs}`;
  await batch.deleteCollectionNamespacedJob({ namespace, labelSelector, propagationPolicy: "Background" });
}

async function podLog(cluster: ClusterAccess, namespace: string, pod: V1Pod | undefined): Promise<string | undefined> {
  const name = pod?.metadata?.name;
  if (name === undefined || !hasStarted(pod)) return undefined;
  const log = await ifExists(cluster.core.readNamespacedPodLog({ namespace, name }));
  // What the kubelet answers in place of a log that it has removed with the container.
  return log?.startsWith("unable to retrieve container logs") === true ? undefined : log;
}

const hasStarted = (pod: V1Pod | undefined) =>
  pod?.status?.containerStatuses?.some(({ state }) => state?.running ?? state?.terminated) === true;

async function podOf(cluster: ClusterAccess, namespace: string, job: string): Promise<V1Pod | undefined> {
  const { items } = await cluster.core.listNamespacedPod({ namespace, labelSelector: `job-name=${job}` });
  return items.at(0);
}

/** Events of a Job and of its pods. */
async function jobEvents({ core }: ClusterAccess, namespace: string, job: string): Promise<CoreV1Event[]> {
  const { items } = await core.listNamespacedEvent({ namespace });
  return items.filter(({ involvedObject: { kind, name } }) =>
    kind === "Job" ? name === job : kind === "Pod" && name?.startsWith(`${job}-`),
  );
}
