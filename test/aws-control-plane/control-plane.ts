import { randomBytes } from "node:crypto";
import { DataPlanes } from "./data-plane";
import { FaultFile } from "./faults";
import { invoke } from "./invokes";
import { accountId, AwsError, type Context, type ResourceModel, type Subject } from "./model";
import { declaredOf, inputProblems, isCreateOnly, type Problem } from "./rules";
import {
  holder,
  requireQuota,
  requireReferences,
  requireUnique,
  requireUnthrottled,
  requireValid,
  typeName,
} from "./requirements";
import { ec2 } from "./services/ec2";
import { eks } from "./services/eks";
import { eksAccess } from "./services/eks-access";
import { iam } from "./services/iam";
import { msk } from "./services/msk";
import { mskUsers } from "./services/msk-users";
import { secrets } from "./services/secrets";
import { Store, type StoredResource } from "./store";
import { changedPaths, texts, unknownValue, type Properties } from "./values";

/** How each type behaves, by Pulumi token. */
export const models: Readonly<Record<string, ResourceModel>> = {
  ...ec2,
  ...iam,
  ...secrets,
  ...eks,
  ...eksAccess,
  ...msk,
  ...mskUsers,
};

/** Made, but not active: AWS knows it, and Pulumi records it as failed. */
export class NotActive extends Error {
  constructor(
    message: string,
    readonly resource: StoredResource,
  ) {
    super(message);
  }
}

export interface Configuration {
  readonly region: string;
  readonly defaultTags: Readonly<Record<string, string>>;
}

/** What Pulumi's provider protocol asks of AWS, answered from a file, the published rules and the models. */
export class ControlPlane {
  readonly store: Store;
  readonly faults: FaultFile;
  private readonly planes: DataPlanes;

  constructor(
    folder: string,
    private readonly configuration: Configuration,
  ) {
    this.store = new Store(folder);
    this.faults = new FaultFile(folder);
    this.planes = new DataPlanes(folder);
  }

  /** Fills in a generated name where none is given, and says what AWS would refuse. */
  check(token: string, name: string, olds: Properties, news: Properties): { inputs: Properties; problems: Problem[] } {
    const model = modelOf(token);
    const inputs = { ...news };
    const property = model.unique;
    if (property !== undefined && inputs[property] === undefined && inputs[`${property}Prefix`] === undefined) {
      const kept = texts(olds["__defaults"]).includes(property) ? olds[property] : undefined;
      inputs[property] = kept ?? `${name}-${randomBytes(4).toString("hex").slice(0, 7)}`;
      inputs["__defaults"] = [property];
    }
    return { inputs, problems: inputProblems(token, inputs) };
  }

  /** Which inputs differ, and which of them AWS cannot change. */
  diff(
    token: string,
    olds: Properties,
    news: Properties,
  ): { changes: string[]; replaces: string[]; deleteFirst: boolean } {
    const model = modelOf(token);
    const paths = changedPaths(olds, news);
    const changes = [...new Set(paths.map(first))];
    const replaces = changes.filter((property) => {
      if (model.updatable?.includes(property) === true) return false;
      if (model.replaceOn?.includes(property) === true) return true;
      return paths.some((path) => first(path) === property && isCreateOnly(token, path));
    });
    // Two with the same name cannot exist at once; a generated one is generated anew.
    const { unique } = model;
    const keepsName =
      unique !== undefined && olds[unique] === news[unique] && !texts(news["__defaults"]).includes(unique);
    return { changes, replaces, deleteFirst: keepsName };
  }

  async create(token: string, inputs: Properties): Promise<StoredResource> {
    const model = modelOf(token);
    const context = this.context();
    const complete = { ...model.defaults, ...inputs };
    requireUnthrottled(token, model, this.faults);
    requireReferences(model, complete, context);
    requireQuota(token, model, this.store, this.faults);
    requireUnique(token, model, complete, this.store);
    requireValid(model, complete, context);
    const id = model.identify(complete, context);
    const resource = await this.realise(token, { id, inputs: complete, before: {}, hidden: {} }, inputs);
    const waits = model.waits;
    if (waits === undefined || !this.faults.takeStuck(token)) return resource;
    const pending = { ...resource, outputs: { ...resource.outputs, status: waits.pending } };
    this.store.put(pending);
    throw new NotActive(
      `waiting for ${waits.what} (${id}) create: timeout while waiting for state to become '${waits.active}' (last state: '${waits.pending}', timeout: ${waits.timeout})`,
      pending,
    );
  }

  async update(token: string, id: string, inputs: Properties): Promise<StoredResource> {
    const model = modelOf(token);
    const context = this.context();
    const existing = this.store.get(token, id);
    if (existing === undefined) throw new AwsError("NotFound", `${token} ${id} does not exist`);
    const complete = { ...model.defaults, ...inputs };
    requireReferences(model, complete, context);
    requireValid(model, complete, context, existing);
    const subject = { id, inputs: complete, before: existing.outputs, hidden: existing.hidden ?? {} };
    return this.realise(token, subject, inputs);
  }

  read(token: string, id: string): StoredResource | undefined {
    return this.store.get(token, id);
  }

  async delete(token: string, id: string): Promise<void> {
    const model = modelOf(token);
    const existing = this.store.get(token, id);
    if (existing === undefined) return;
    if (existing.inputs["deletionProtection"] === true) {
      throw new AwsError("InvalidRequestException", `deletion protection of ${id} is enabled: disable it first`);
    }
    const held = holder(models, existing, this.store);
    if (held !== undefined) throw model.heldBy?.error(id, `${typeName(held.token)} ${held.id}`) ?? new Error();
    await model.release?.(existing, this.context());
    this.store.remove(token, id);
  }

  invoke(token: string, args: Properties): Properties {
    return invoke(token, args, this.context());
  }

  /** Everything that a preview knows of a resource that is not made yet. */
  preview(token: string, inputs: Properties, known: Properties = {}): Properties {
    const unknown = Object.keys(declaredOf(token).outputs).map((name) => [name, known[name] ?? unknownValue] as const);
    const within = Object.entries(modelOf(token).outputsWithin ?? {}).map(([property, names]) => {
      const before = known[property] as Properties | undefined;
      const computed = names.map((name) => [name, before?.[name] ?? unknownValue]);
      return [property, { ...(inputs[property] as Properties), ...(Object.fromEntries(computed) as Properties) }];
    });
    return { ...Object.fromEntries(unknown), ...inputs, ...(Object.fromEntries(within) as Properties) };
  }

  private context(): Context {
    const { region } = this.configuration;
    const partition = region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
    return { account: accountId, region, partition, store: this.store, planes: this.planes };
  }

  private async realise(token: string, subject: Subject, inputs: Properties): Promise<StoredResource> {
    const model = modelOf(token);
    const context = this.context();
    const hidden = (await model.apply?.(subject, context)) ?? subject.hidden;
    const computed = model.outputs?.({ ...subject, hidden }, context) ?? {};
    const tagsAll = { ...this.configuration.defaultTags, ...(subject.inputs["tags"] as Record<string, string>) };
    const outputs = { ...empty(token), ...subject.inputs, ...computed, tagsAll, region: context.region };
    const { outputs: declared } = declaredOf(token);
    const told = Object.fromEntries(Object.entries(outputs).filter(([name]) => declared[name] !== undefined));
    const resource = { id: subject.id, token, inputs, outputs: told, hidden };
    this.store.put(resource);
    return resource;
  }
}

export function modelOf(token: string): ResourceModel {
  const model = models[token];
  if (model === undefined) throw new Error(`the stand-in for AWS does not know the resource type ${token}`);
  return model;
}

const first = (path: string): string => path.split(".")[0] ?? path;

const emptyValues: Readonly<Record<string, unknown>> = { string: "", number: 0, boolean: false, array: [], object: {} };

/** Outputs that are always there have the empty value of their type, as Terraform's computed attributes do. */
function empty(token: string): Properties {
  const declared = Object.entries(declaredOf(token).outputs).filter(([, kind]) => !kind.endsWith("?"));
  return Object.fromEntries(declared.map(([name, kind]) => [name, emptyValues[kind]]));
}
