import { number } from "../../cli/options";
import type { Schedule } from "./schedule";

/** Most events a second that a shape may ask for: more than one process writes. */
export const maxRate = 200_000;

/** How one kind of shape is written, read and carried out. */
export interface ShapeKind<S extends { readonly kind: string }> {
  /** What stands on the command line, and what its parts are. */
  readonly usage: string;
  /** Whether its rates are absolute, so that --rate has nothing to say. */
  readonly ownRates: boolean;
  /**
   * @param settings what follows the first colon; empty when there is none
   * @throws RangeError with what is wrong, in a few words
   */
  parse(settings: string): S;
  /** The settings from which {@link parse} makes the same shape again; empty when there are none. */
  settings(shape: S): string;
  /** For people, to stand in a sentence. */
  describe(shape: S): string;
  /** @param rate mean events a second; without meaning for a kind with its own rates */
  schedule(shape: S, events: number, rate: number): Schedule;
}

/** A number for people. */
export const shown = (value: number): string => value.toLocaleString("en-US", { maximumFractionDigits: 1 });

/** One number of the settings. @param name what the message calls it @throws RangeError */
export function readNumber(name: string, text: string, minimum: number, maximum: number): number {
  try {
    return number("", "", { minimum, maximum }).read(text.trim());
  } catch (error) {
    throw new RangeError(`${name} is ${text === "" ? "empty" : text}, not ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** Settings of the form `from=1,to=2`, each exactly once. @throws RangeError with the one that is wrong */
export function namedNumbers<K extends string>(
  settings: string,
  limits: Readonly<Record<K, readonly [minimum: number, maximum: number]>>,
): Record<K, number> {
  const given = new Map<string, string>();
  for (const part of settings === "" ? [] : settings.split(",")) {
    const [name = "", ...value] = part.split("=");
    if (!Object.hasOwn(limits, name)) throw new RangeError(`"${part}" is none of its settings`);
    if (given.has(name)) throw new RangeError(`${name} is given twice`);
    given.set(name, value.join("="));
  }
  const read = Object.entries<readonly [number, number]>(limits).map(([name, [minimum, maximum]]) => {
    const text = given.get(name);
    if (text === undefined) throw new RangeError(`${name} is missing`);
    return [name, readNumber(name, text, minimum, maximum)];
  });
  return Object.fromEntries(read) as Record<K, number>;
}
