import { jobLines, jobManifest } from "../../scenarios/kafka-job";
import type { TestStack } from "./context";

/** A client that is none of the stack's own. */
export interface Intruder {
  /** Of its Job, a DNS label. */
  readonly name: string;
  /** The `security` of its connection (kafka-client/connection.ts). */
  readonly security: object;
  /** Files in /etc/kafka-credentials by name. */
  readonly credentials: Readonly<Record<string, string>>;
}

/**
 * Runs a Job that shows something else than the stack's clients and asks for offsets.
 * @returns how the Job ended, and its log
 * @throws when it was answered
 */
export async function intrude(stack: TestStack, { name, security, credentials }: Intruder): Promise<string> {
  const { core, batch } = await stack.cluster();
  const { namespace } = stack;
  const { workloads } = (await stack.context()).stack;
  const bootstrapServers = [`kafka-cluster.${namespace}.svc.cluster.local:9092`];
  const connection = JSON.stringify({ bootstrapServers, security, clientVersion: "3.9.1" });
  const metadata = { name, namespace };
  await core.createNamespacedConfigMap({ namespace, body: { metadata, data: { "connection.json": connection } } });
  await core.createNamespacedSecret({ namespace, body: { metadata, stringData: credentials } });
  const image = workloads.find((workload) => workload.name === "kafka-topics")?.image ?? "";
  const settings = { namespace, image, imagePullPolicy: "Never" };
  const manifest = jobManifest(settings, { name, args: ["offsets"], timeout: 20 });
  const volumes = [
    { name: "connection", configMap: { name } },
    { name: "credentials", secret: { secretName: name } },
  ];
  const { template } = manifest.spec;
  // The Job has not ended before its pod is gone, and one that waits for an answer is not ended by a signal.
  const spec = { ...template.spec, volumes, terminationGracePeriodSeconds: 1 };
  const body = { ...manifest, spec: { ...manifest.spec, template: { ...template, spec } } };
  await batch.createNamespacedJob({ namespace, body });
  let log = "";
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const { status } = await batch.readNamespacedJob({ namespace, name });
    const ended = status?.conditions?.find((condition) => /^(Complete|Failed)$/.test(condition.type));
    const { items } = await core.listNamespacedPod({ namespace, labelSelector: `job-name=${name}` });
    const pod = items[0]?.metadata?.name;
    // A pod that took too long is removed with its log: the longest that was seen is kept, not what is said in its place.
    const read = pod === undefined ? "" : await core.readNamespacedPodLog({ namespace, name: pod }).catch(() => "");
    if (read.length > log.length && !read.startsWith("unable to retrieve")) log = read;
    if (ended === undefined) continue;
    await batch.deleteNamespacedJob({ namespace, name, propagationPolicy: "Background" });
    await core.deleteNamespacedSecret({ namespace, name });
    await core.deleteNamespacedConfigMap({ namespace, name });
    if (jobLines(log).some(({ type }) => type === "result")) throw new Error(`${name} was let in: ${log}`);
    return `${ended.type} ${ended.reason ?? ""} ${log}`;
  }
}
