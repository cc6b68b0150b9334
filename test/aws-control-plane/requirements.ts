/** What has to hold before AWS makes, changes or deletes a resource. */
import { attempts, type FaultFile } from "./faults";
import { AwsError, type Context, type ResourceModel } from "./model";
import type { Store, StoredResource } from "./store";
import { at, hasUnknown, texts, type Properties } from "./values";

type Models = Readonly<Record<string, ResourceModel>>;

export const typeName = (token: string) => token.split(":").at(-1) ?? token;

/** The SDK of the real provider asks again; only what is throttled for longer is seen. */
export function requireUnthrottled(token: string, { operation }: ResourceModel, faults: FaultFile): void {
  for (let attempt = 1; faults.takeThrottle(token); attempt++) {
    if (attempt === attempts) {
      throw new Error(
        `operation error ${operation}, exceeded maximum number of attempts, ${attempts}, https response error StatusCode: 400, api error ThrottlingException: Rate exceeded`,
      );
    }
  }
}

export function requireReferences(model: ResourceModel, inputs: Properties, { store }: Context): void {
  for (const [path, token] of Object.entries(model.references ?? {})) {
    for (const reference of texts(at(inputs, path)).filter((one) => one !== "" && !hasUnknown(one))) {
      // AWS's own policies and roles, and what it makes beside a resource, such as a cluster's security group.
      const ofAws = /^arn:[\w-]+:iam::aws:/.test(reference);
      if (ofAws || store.find(token, reference) !== undefined || mentions(store, reference)) continue;
      throw new AwsError(
        `Invalid${typeName(token)}.NotFound`,
        `The ${typeName(token)} '${reference}' does not exist (${model.operation}, ${path})`,
      );
    }
  }
}

export function requireQuota(token: string, { operation }: ResourceModel, store: Store, faults: FaultFile): void {
  const quota = faults.quota(token);
  if (quota === undefined || store.of(token).length < quota) return;
  throw new AwsError(
    `${typeName(token)}LimitExceeded`,
    `The maximum number of ${typeName(token)} resources in this account and region has been reached: ${quota} (${operation}). Request an increase of the service quota.`,
  );
}

export function requireUnique(
  token: string,
  { unique, operation }: ResourceModel,
  inputs: Properties,
  store: Store,
): void {
  if (unique === undefined) return;
  const other = store.of(token).find((one) => one.outputs[unique] === inputs[unique]);
  if (other === undefined) return;
  throw new AwsError(`${typeName(token)}AlreadyExists`, `${String(inputs[unique])} exists already (${operation})`);
}

export function requireValid(model: ResourceModel, inputs: Properties, context: Context, self?: StoredResource): void {
  // A resource is no conflict of its own.
  const others = self === undefined ? context : { ...context, store: without(context.store, self) };
  const problems = model.problems?.(inputs, others, self?.outputs) ?? [];
  if (problems.length === 0) return;
  throw new AwsError(
    "InvalidParameterException",
    `${model.operation}: ${problems.map(({ property, reason }) => `${property}: ${reason}`).join("; ")}`,
  );
}

/** What keeps a resource from being deleted. */
export function holder(models: Models, { token, id }: StoredResource, store: Store): StoredResource | undefined {
  const { heldBy } = models[token] ?? {};
  return store.all().find((one) => {
    if (heldBy?.types.includes(one.token) !== true) return false;
    const references = Object.entries(models[one.token]?.references ?? {}).filter(([, type]) => type === token);
    const values = references.flatMap(([path]) => texts(at(one.outputs, path)));
    return values.some((value) => store.find(token, value)?.id === id);
  });
}

function mentions(store: Store, reference: string): boolean {
  const quoted = JSON.stringify(reference);
  return store.all().some(({ outputs }) => JSON.stringify(outputs).includes(quoted));
}

/** The account as if one resource were not in it. */
function without(store: Store, { token, id }: StoredResource): Store {
  const others = () => store.all().filter((one) => one.token !== token || one.id !== id);
  return Object.assign(Object.create(store) as Store, {
    all: others,
    of: (type: string) => others().filter((one) => one.token === type),
  });
}
