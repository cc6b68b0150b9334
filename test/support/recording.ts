import * as pulumi from "@pulumi/pulumi";
import type { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import * as settings from "@pulumi/pulumi/runtime/settings";
import { answers, computedOutputs } from "../../plan/computed-outputs";

/** One registered resource, as the engine was asked for it. */
export interface RecordedResource {
  readonly type: string;
  readonly name: string;
  /** Name of the parent, without its type. */
  readonly parent: string;
  /** Name of the provider that makes it; empty for the default one and for components. */
  readonly provider: string;
  /** Names of the resources that must exist first. */
  readonly dependencies: readonly string[];
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- Kubernetes objects, which each test reads its own part of
  readonly inputs: any;
}

interface Registration {
  getType(): string;
  getName(): string;
  getParent(): string;
  getProvider(): string;
  getDependenciesList(): string[];
}

const nameOf = (urn: string) => urn.split("::").pop() ?? "";

/**
 * Runs a program on Pulumi's own Node runtime with an engine that only records.
 * @param preview true: as `pulumi preview` of a new stack, where ids and computed outputs are unknown
 */
export async function recordProgram(program: () => unknown, { preview = false } = {}): Promise<RecordedResource[]> {
  const inputs = new Map<string, unknown>();
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs: given }) => {
        inputs.set(`${type} ${name}`, given);
        const computed = preview ? {} : computedOutputs(type, name, given as Record<string, unknown>);
        return {
          id: preview ? undefined : `${name}-id`,
          state: { ...(given as Record<string, unknown>), ...computed },
        };
      },
      call: ({ token, inputs: given }) => answers(token, given as Record<string, unknown>),
    },
    "acm",
    "test",
    preview,
  );
  const monitor = settings.getMonitor() as unknown as MockMonitor & {
    registerResource: (request: Registration, callback: unknown) => unknown;
  };
  const registrations: Registration[] = [];
  const original = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    registrations.push(request);
    return original(request as never, callback as never);
  };
  await pulumi.runtime.runInPulumiStack(() => Promise.resolve(program()) as Promise<never>);
  await settled();
  return registrations.map((request) => ({
    type: request.getType(),
    name: request.getName(),
    parent: nameOf(request.getParent()),
    provider: request.getProvider().split("::").at(-2) ?? "",
    dependencies: request.getDependenciesList().map(nameOf),
    inputs: inputs.get(`${request.getType()} ${request.getName()}`) ?? {},
  }));
}

/** Waits until the runtime has no call under way. */
async function settled(): Promise<void> {
  await (pulumi.runtime as unknown as { disconnect?: () => Promise<void> }).disconnect?.();
  await (settings as unknown as { waitForRPCs: () => Promise<void> }).waitForRPCs();
}

/** The one resource of a type and name. */
export function resource(resources: readonly RecordedResource[], type: string, name: string): RecordedResource {
  const found = resources.filter((candidate) => candidate.type === type && candidate.name === name);
  const [only] = found;
  if (only === undefined || found.length > 1) {
    const seen = resources.map((candidate) => `${candidate.type} ${candidate.name}`).join("\n");
    throw new Error(`${found.length} resources ${type} ${name}; there are:\n${seen}`);
  }
  return only;
}

/** The containers of a recorded StatefulSet, Deployment or Job, as a list. */
export function podTemplates(resources: readonly RecordedResource[]): { name: string; template: PodTemplate }[] {
  return resources.flatMap(({ name, inputs }) => {
    const template = (inputs as { spec?: { template?: PodTemplate } }).spec?.template;
    return template === undefined ? [] : [{ name, template }];
  });
}

/** The part of a pod template that tests look at. */
export interface PodTemplate {
  metadata: { labels: Record<string, string>; annotations?: Record<string, string> };
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- see RecordedResource.inputs
  spec: any;
}
