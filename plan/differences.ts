import { parse } from "yaml";

/** One place in which two values differ. */
export interface Difference {
  /** `spec.template.spec.containers.0.image`. */
  readonly path: string;
  /** Undefined where it is missing. */
  readonly one: unknown;
  readonly other: unknown;
}

/**
 * Where two values differ, down to the smallest part; texts that are JSON or YAML are looked into. Of lists of words,
 * command lines above all, a difference is what the one has and the other has not, wherever in the list it stands.
 */
export function differences(one: unknown, other: unknown, path = ""): Difference[] {
  const [left, right] = [opened(one), opened(other)];
  if (isWords(left) && isWords(right)) {
    const [gone, come] = [left.filter((word) => !right.includes(word)), right.filter((word) => !left.includes(word))];
    return gone.length + come.length === 0 ? [] : [{ path, one: gone, other: come }];
  }
  if (isContainer(left) && isContainer(right) && Array.isArray(left) === Array.isArray(right)) {
    const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
    return [...keys].flatMap((key) => differences(left[key], right[key], path === "" ? key : `${path}.${key}`));
  }
  return JSON.stringify(left) === JSON.stringify(right) ? [] : [{ path, one, other }];
}

function isWords(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((word) => typeof word === "string");
}

function isContainer(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function opened(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    if (/^[[{]/.test(value)) return JSON.parse(value) as unknown;
    return /^\w+:\n/.test(value) ? (parse(value) as unknown) : value;
  } catch {
    return value;
  }
}
