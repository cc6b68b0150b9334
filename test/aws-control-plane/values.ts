/** Plain values of resource properties, as Pulumi's protocol carries them. */
export type Properties = Record<string, unknown>;

/** What Pulumi sends for a value that is known only after an update (sdk/go/common/resource/plugin/rpc.go). */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function isObject(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** True when a value, or anything in it, is not yet known. */
export function hasUnknown(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasUnknown);
  return isObject(value) ? Object.values(value).some(hasUnknown) : value === unknownValue;
}

export function equal(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((value, index) => equal(value, other[index]));
  }
  if (isObject(one) && isObject(other)) {
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...keys].every((key) => equal(one[key], other[key]));
  }
  return one === other || (one ?? null) === (other ?? null);
}

/** Paths of the leaves that differ, "a.b"; lists are compared whole, and names that begin with "__" are Pulumi's. */
export function changedPaths(olds: unknown, news: unknown, path: readonly string[] = []): string[] {
  if (isObject(olds) && isObject(news)) {
    const keys = new Set([...Object.keys(olds), ...Object.keys(news)].filter((key) => !key.startsWith("__")));
    return [...keys].flatMap((key) => changedPaths(olds[key], news[key], [...path, key]));
  }
  return equal(olds, news) ? [] : [path.join(".")];
}

/** The value at "a.b", looking into the first entry of a list on the way. */
export function at(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((inner, key) => {
    const one: unknown = Array.isArray(inner) ? inner[0] : inner;
    return isObject(one) ? one[key] : undefined;
  }, value);
}

export const text = (value: unknown): string => (typeof value === "string" ? value : "");
export const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === "string") : typeof value === "string" ? [value] : [];
