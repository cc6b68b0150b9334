/** `npm start`: cluster, stack, load, summary. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { helpText, readOptions, UsageError, type Values } from "../cli/options";
import { consoleProgress, type Progress } from "../local/progress";
import { withLock } from "../local/lock";
import { pulumiTools } from "../local/pulumi";
import { UserError } from "../local/user-error";
import type { StackOutputs } from "../outputs";
import { ifExists } from "./cluster-access";
import { removeJobs } from "./kafka-job";
import { loadOf } from "./load-options";
import {
  localAutoscalerKind,
  requireLocalNamespace,
  setAutoscaler,
  writeVariant,
  type AutoscalerKind,
} from "./project-variant";
import { forgetStack, openExistingStack, openStack, outputsOf, up, type PulumiTools } from "./pulumi-stack";
import { currentCommit, newRunId, repositoryRoot } from "./repository";
import { runScenario } from "./run";
import type { RunRecord } from "./run-record";
import { destination, type Destination } from "./start-cluster";
import { startNotes, startOptions, startSummary, startUsage } from "./start-options";
import { summaryTable } from "./summary-table";

const stackName = "local";
const namespace = "acm";
/** Size of an event, bytes: small enough for 75,000 of them to be seconds of network. */
const eventBytes = 500;

/** Set by Ctrl-C. */
const interruption = new AbortController();
/** What has to be cleared away before the process ends by Ctrl-C; undefined while Pulumi does that itself. */
let leave: (() => Promise<void>) | undefined = () => Promise.resolve();

type Load = ReturnType<typeof loadOf>;

async function start(options: Values<typeof startOptions>, load: Load, progress: Progress): Promise<number> {
  requireLocalNamespace(namespace);
  const autoscaler = options.autoscaler === "as-is" ? localAutoscalerKind() : options.autoscaler;
  const where = await destination(options.kubeconfig, autoscaler, progress);
  const tools = await toolsFor(where, progress);
  const stack = options.keep ? await deployed(tools) : await deploy(where, tools, projectOf(autoscaler), progress);

  const runId = newRunId();
  leave = () => removeJobs(where.access, namespace);
  const record = await runScenario(
    {
      runId,
      ...load,
      invalidShare: options["invalid-share"],
      bytes: eventBytes,
      // Ten times what three replicas need for it, with time for a restart.
      drainTimeout: Math.ceil(load.events / 100) + 300,
      awaitScaleDown: true,
    },
    {
      cluster: where.access,
      stack,
      facts: {
        commit: currentCommit(),
        cluster: { kind: where.kind, server: where.access.server },
        addresses: where.addresses,
      },
      progress,
    },
  );
  const file = path.join(repositoryRoot, "out", "local", "run.json");
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(record, undefined, 2)}\n`);
  if (options.json) console.log(JSON.stringify(record));
  else console.log(`\n${summaryTable(record)}\n\n${advice(record, where, options.autoscaler)}`);
  for (const problem of record.problems) console.error(problem);
  return record.problems.length === 0 ? 0 : 1;
}

async function toolsFor(where: Destination, progress: Progress): Promise<PulumiTools> {
  const tools = await pulumiTools(progress);
  if (where.stateFolder === undefined) return tools;
  const folder = path.join(repositoryRoot, "out", "given", where.stateFolder);
  mkdirSync(folder, { recursive: true });
  return { ...tools, environment: { ...tools.environment, PULUMI_BACKEND_URL: `file://${folder}` } };
}

/** The folder of the project to deploy: this repository, or a copy of its stack file with another autoscaler. */
function projectOf(autoscaler: AutoscalerKind): string {
  if (autoscaler === localAutoscalerKind()) return repositoryRoot;
  const folder = path.join(repositoryRoot, "out", "local", "project");
  writeVariant(folder, stackName, path.join(repositoryRoot, "out", "local", "kubeconfig"), (settings) =>
    setAutoscaler(settings, autoscaler),
  );
  return folder;
}

async function deploy(
  where: Destination,
  tools: PulumiTools,
  project: string,
  progress: Progress,
): Promise<StackOutputs> {
  progress.step("ACM stack: pulumi up", 90);
  leave = undefined;
  let stack = await openStack(stackName, tools, project);
  const isEmpty = (await ifExists(where.access.core.readNamespace({ name: namespace }))) === undefined;
  if (where.kind === "local" && isEmpty) {
    // The local cluster keeps nothing when it is stopped: what was recorded about its objects is void.
    await forgetStack(stack);
    stack = await openStack(stackName, tools, project);
  }
  const { result, outputs } = await up({ stack, progress, refresh: isEmpty, signal: interruption.signal });
  const { same = 0, ...changes } = result.summary.resourceChanges ?? {};
  const changed = Object.entries(changes).map(([operation, count]) => `${count} ${operation}`);
  progress.note(`resources: ${[...changed, `${same} unchanged`].join(", ")}`);
  return outputs;
}

/** The outputs of a stack that has been deployed before. */
async function deployed(tools: PulumiTools): Promise<StackOutputs> {
  const outputs = await (await openExistingStack(stackName, tools)).outputs();
  if (Object.keys(outputs).length > 0) return outputsOf(outputs);
  throw new UserError("--keep was given and no stack is deployed.", "Run npm start without --keep.");
}

function advice({ addresses }: RunRecord, { kind }: Destination, autoscaler: string): string {
  const same = autoscaler === "as-is" ? "" : ` --autoscaler ${autoscaler}`;
  const lines =
    kind === "local"
      ? [
          `Look:      ${addresses.prometheus}/graph?g0.expr=kafka_consumergroup_lag_sum&g0.tab=0`,
          "           npm run local -- kubectl --namespace acm get pods",
          `Again:     npm start --${same} --events 20000 --rate 1000, or --shape ramp:from=200,to=3000`,
          "Change:    Pulumi.local.yaml, for example more partitions, then npm start",
          "Disturb:   npm run chaos -- --runs 1",
          "Remove:    npm stop",
        ]
      : ["Again:     the same command with --keep", "Change:    Pulumi.local.yaml, then the same command"];
  return `${lines.join("\n")}\nThe whole record with the series is in out/local/run.json; npm run report -- out/local/run.json makes a page of it.`;
}

let interruptedAt = 0;

function onInterrupt(progress: Progress): void {
  // A terminal and npm may both pass on one and the same Ctrl-C.
  if (Date.now() - interruptedAt < 500) return;
  interruptedAt = Date.now();
  if (interruption.signal.aborted) process.exit(130);
  interruption.abort();
  progress.note("Interrupted. Press Ctrl-C again to end at once.");
  if (leave === undefined) {
    progress.note("Pulumi finishes what it has begun …");
    return;
  }
  const end = () => {
    progress.note("The same command goes on from here.");
    process.exit(130);
  };
  setTimeout(end, 5_000).unref();
  leave().then(end, end);
}

async function main(argv: readonly string[]): Promise<number> {
  const progress = consoleProgress();
  try {
    const options = readOptions(startOptions, argv);
    if (options === "help") {
      console.log(helpText(startUsage, startSummary, startOptions, startNotes));
      return 0;
    }
    const load = loadOf(options);
    if (options.keep && options.autoscaler !== "as-is") {
      throw new UsageError("--keep deploys nothing, so that --autoscaler has no effect. Leave one of them out.");
    }
    process.on("SIGINT", () => onInterrupt(progress));
    process.on("SIGTERM", () => onInterrupt(progress));
    // Two loads at once would each see the other's lag and events.
    const lock = path.join(repositoryRoot, "out", "local", "start.lock");
    const run = () => start(options, load, progress);
    return await (process.platform === "linux" ? withLock(lock, "npm start", run) : run());
  } catch (error) {
    progress.done();
    if (error instanceof UsageError) {
      console.error(`${error.message}\nnpm start -- --help lists the options.`);
      return 2;
    }
    const text = error instanceof Error ? error.message : String(error);
    console.error(
      error instanceof UserError ? `\n${text}` : `\n${text}\nThis is a defect; npm stop and npm start begin anew.`,
    );
    if (process.env["ACM_DEBUG"] !== undefined) console.error(error);
    return interruption.signal.aborted ? 130 : 1;
  }
}

void main(process.argv.slice(2)).then((code) => process.exit(code));
