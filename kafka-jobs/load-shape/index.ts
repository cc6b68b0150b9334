/** Shapes of a load: how its events are spread over time. A shape is one text, the same for people and for the job. */
import type { Option } from "../../cli/options";
import { burst, type BurstShape } from "./burst";
import { constant, type ConstantShape } from "./constant";
import { daily, type DailyShape } from "./daily";
import type { ShapeKind } from "./kind";
import { ramp, type RampShape } from "./ramp";
import { replay, type ReplayShape } from "./replay";
import type { Schedule } from "./schedule";

export { maxRate } from "./kind";
export type { Schedule } from "./schedule";

export type LoadShape = ConstantShape | RampShape | BurstShape | DailyShape | ReplayShape;

const kinds: { readonly [K in LoadShape["kind"]]: ShapeKind<Extract<LoadShape, { kind: K }>> } = {
  constant,
  ramp,
  burst,
  daily,
  replay,
};

/** The kinds' names, and how each is written. */
export const shapeUsages: Readonly<Record<LoadShape["kind"], string>> = {
  constant: constant.usage,
  ramp: ramp.usage,
  burst: burst.usage,
  daily: daily.usage,
  replay: replay.usage,
};

const kindOf = <S extends LoadShape>({ kind }: S) => kinds[kind] as unknown as ShapeKind<S>;

/** @throws RangeError whose message continues "must be " */
export function parseShape(text: string, usages = shapeUsages): LoadShape {
  const [name = "", ...settings] = text.split(":");
  if (!isKind(name)) throw new RangeError(`one of ${Object.values(usages).join("; ")}`);
  try {
    return kinds[name].parse(settings.join(":"));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RangeError(`${usages[name]}; ${error.message}`, { cause: error });
  }
}

/** The option `--shape`. @param usages how each kind is written there */
export function shapeOption(usages = shapeUsages, read: (text: string) => LoadShape = parseShape): Option<LoadShape> {
  return {
    placeholder: "SHAPE",
    description: `how the events are spread over time: ${Object.values(usages).join("; ")}`,
    fallback: { value: { kind: "constant" }, shown: "constant" },
    read: (text) => read(text),
  };
}

const isKind = (name: string): name is LoadShape["kind"] => Object.hasOwn(kinds, name);

/** The text from which {@link parseShape} makes the same shape. */
export function shapeText(shape: LoadShape): string {
  const settings = kindOf(shape).settings(shape);
  return settings === "" ? shape.kind : `${shape.kind}:${settings}`;
}

/** For people, to stand in a sentence. */
export function describeShape(shape: LoadShape): string {
  return kindOf(shape).describe(shape);
}

/** Whether the shape says its rates itself, so that a mean rate beside it would contradict it. */
export function hasOwnRates(shape: LoadShape): boolean {
  return kindOf(shape).ownRates;
}

/**
 * When each event is due.
 * @param rate mean events a second; needed unless the shape has its own rates
 */
export function schedule(shape: LoadShape, events: number, rate = Number.NaN): Schedule {
  return kindOf(shape).schedule(shape, events, rate);
}
