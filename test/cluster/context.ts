import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setHeaderOptions, type V1ObjectMeta } from "@kubernetes/client-node";
import type { Stack } from "@pulumi/pulumi/automation";
import { z } from "zod";
import { startLocalCluster } from "../../local/cluster";
import { consoleProgress, type Progress } from "../../local/progress";
import { pulumiTools } from "../../local/pulumi";
import { accessCluster, type ClusterAccess } from "../../scenarios/cluster-access";
import { writeVariant, type StackSettings } from "../../scenarios/project-variant";
import { destroy, openStack, outputsOf, type PulumiTools } from "../../scenarios/pulumi-stack";
import { currentCommit, newRunId, repositoryRoot } from "../../scenarios/repository";
import type { ScenarioContext, ScenarioSettings } from "../../scenarios/run";

/** Everything that cluster tests write. */
export const outputFolder = path.join(repositoryRoot, "out", "test", "cluster");
export const contextFile = path.join(outputFolder, "context.json");

/** What run.ts tells the test files. */
export const testContext = z.object({
  kubeconfig: z.string(),
  tools: z.object({ cliPath: z.string(), environment: z.record(z.string(), z.string()) }),
});

/** Starts the local cluster when none runs, and writes what the test files need to know. */
export async function prepare(progress: Progress): Promise<void> {
  const { kubeconfig } = await startLocalCluster(progress);
  const context: z.infer<typeof testContext> = { kubeconfig, tools: await pulumiTools(progress) };
  writeFileSync(contextFile, JSON.stringify(context), { mode: 0o600 });
  progress.done();
}

const read = () => testContext.parse(JSON.parse(readFileSync(contextFile, "utf8")));

/** A stack of the tests: its own namespace and its own state, beside whatever else runs in the cluster. */
export class TestStack {
  readonly namespace: string;
  readonly progress: Progress = consoleProgress();
  private readonly folder: string;

  constructor(readonly name: string) {
    this.namespace = `acm-${name}`;
    this.folder = path.join(outputFolder, name);
  }

  get kubeconfig(): string {
    return read().kubeconfig;
  }

  get tools(): PulumiTools {
    const { tools } = read();
    const state = path.join(this.folder, "state");
    mkdirSync(state, { recursive: true });
    return { ...tools, environment: { ...tools.environment, PULUMI_BACKEND_URL: `file://${state}` } };
  }

  /** The folder of its project. */
  get workDir(): string {
    return path.join(this.folder, "project");
  }

  /** Writes the stack file, a changed copy of Pulumi.local.yaml. */
  configure(change: (settings: StackSettings) => void = () => undefined): void {
    writeVariant(this.workDir, this.name, this.kubeconfig, (settings) => {
      settings.namespace = this.namespace;
      change(settings);
    });
  }

  open(): Promise<Stack> {
    return openStack(this.name, this.tools, this.workDir);
  }

  /** `pulumi destroy`. @returns names of the namespaces that are left in the cluster */
  async destroy(): Promise<(string | undefined)[]> {
    await destroy({ stack: await this.open(), progress: this.progress });
    const { core } = await this.cluster();
    const { items } = await core.listNamespace();
    return items.map(({ metadata }) => metadata?.name);
  }

  cluster(): Promise<ClusterAccess> {
    return accessCluster(this.kubeconfig);
  }

  readonly mergePatch = setHeaderOptions("Content-Type", "application/merge-patch+json");

  /** As kubectl scale does. */
  async scale(kind: "deployments" | "statefulsets", name: string, replicas: number): Promise<void> {
    const { apps } = await this.cluster();
    const request = { namespace: this.namespace, name, body: { spec: { replicas } } };
    await (kind === "deployments"
      ? apps.patchNamespacedDeploymentScale(request, this.mergePatch)
      : apps.patchNamespacedStatefulSetScale(request, this.mergePatch));
  }

  /** For a scenario on the deployed stack. */
  async context(): Promise<ScenarioContext> {
    const cluster = await this.cluster();
    return {
      cluster,
      stack: outputsOf(await (await this.open()).outputs()),
      facts: {
        commit: currentCommit(),
        cluster: { kind: "local", server: cluster.server },
        addresses: { prometheus: "", processor: "" },
      },
      progress: this.progress,
    };
  }
}

/** What a deployment says of an object and who has set it: the same before and after, if nothing was left in it. */
export function ownedState(object: object): object {
  const { metadata, spec } = object as { metadata?: V1ObjectMeta; spec?: object };
  const managers = new Set((metadata?.managedFields ?? []).map(({ manager }) => manager));
  return { annotations: metadata?.annotations ?? {}, spec, managers: [...managers].sort() };
}

/** A load of so many events, at the rate of `npm start`. */
export function load(events: number): ScenarioSettings {
  return {
    runId: newRunId(),
    events,
    rate: 2_500,
    invalidShare: 0.01,
    bytes: 500,
    drainTimeout: 300 + events / 100,
    awaitScaleDown: false,
  };
}
