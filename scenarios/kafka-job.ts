import { randomUUID } from "node:crypto";
import type { V1Job } from "@kubernetes/client-node";
import { z } from "zod";
import { UserError } from "../local/user-error";
import { reasonOf, type ClusterAccess } from "./cluster-access";

/** Where jobs run and from which image; both come from the running stack. */
export interface JobSettings {
  readonly namespace: string;
  readonly image: string;
  readonly imagePullPolicy: string;
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
/** Tells the Jobs of this process from those of another. */
const startedBy = { label: "acm/started-by", value: randomUUID() };
let removed = false;

/** The Job for the Pod Security level "restricted", which the stack's namespace enforces. */
export function jobManifest({ image, imagePullPolicy, namespace }: JobSettings, { name, args, timeout }: JobRequest) {
  const labels = {
    "app.kubernetes.io/name": "kafka-jobs",
    "app.kubernetes.io/part-of": "acm",
    [startedBy.label]: startedBy.value,
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

/**
 * Runs a job in the cluster and returns the result that it reports, also when it found something wrong (a lost event
 * is a finding, not a failure to look).
 * @throws UserError when it could not be started or has no result
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
  await cluster.batch.createNamespacedJob({ namespace, body: jobManifest(settings, request) });
  const deadline = Date.now() + (request.timeout + 60) * 1000;
  let seen = 0;
  let unreadable = 0;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    let finished: boolean;
    let log: string | undefined;
    try {
      const { status } = await cluster.batch.readNamespacedJob({ namespace, name });
      finished = (status?.conditions ?? []).some(
        ({ type, status }) => /Complete|Failed/.test(type) && status === "True",
      );
      log = await podLog(cluster, namespace, name);
      unreadable = 0;
    } catch (error) {
      // The API server may be busy for a moment; for longer it is a failure.
      if (++unreadable > 60) throw error;
      continue;
    }
    const lines = jobLines(log ?? "");
    for (const one of lines.slice(seen)) if (one.type === "progress") request.onProgress?.(one);
    seen = lines.length;
    if (!finished && Date.now() < deadline) continue;
    const last = lines.findLast(({ type }) => type === "result");
    if (last !== undefined) return result.parse(last);
    const said = lines.findLast(({ type }) => type === "error")?.["message"];
    throw new UserError(
      `The job ${name} has no result: ${typeof said === "string" ? said : await whyNotStarted(cluster, namespace, name)}`,
      `Look at it: kubectl --namespace ${namespace} describe job ${name}`,
    );
  }
}

/** Removes all Jobs that this process has started, finished or not; it starts none afterwards. */
export async function removeJobs({ batch }: Pick<ClusterAccess, "batch">, namespace: string): Promise<void> {
  removed = true;
  const labelSelector = `${startedBy.label}=${startedBy.value}`;
  await batch.deleteCollectionNamespacedJob({ namespace, labelSelector, propagationPolicy: "Background" });
}

async function podLog(cluster: ClusterAccess, namespace: string, job: string): Promise<string | undefined> {
  const pod = await podOf(cluster, namespace, job);
  const name = pod?.metadata?.name;
  const started = pod?.status?.containerStatuses?.some(({ state }) => state?.running ?? state?.terminated);
  return name === undefined || started !== true
    ? undefined
    : await cluster.core.readNamespacedPodLog({ namespace, name });
}

async function podOf(cluster: ClusterAccess, namespace: string, job: string) {
  const { items } = await cluster.core.listNamespacedPod({ namespace, labelSelector: `job-name=${job}` });
  return items.at(0);
}

async function whyNotStarted(cluster: ClusterAccess, namespace: string, job: string): Promise<string> {
  try {
    const pod = await podOf(cluster, namespace, job);
    const [container] = pod?.status?.containerStatuses ?? [];
    const { waiting, terminated } = container?.state ?? {};
    const condition = pod?.status?.conditions?.find(({ status }) => status === "False");
    const texts = [waiting?.reason, waiting?.message, terminated?.reason, condition?.message];
    return texts.find((text) => text !== undefined && text !== "") ?? "it did not run in time.";
  } catch (error) {
    return reasonOf(error);
  }
}
