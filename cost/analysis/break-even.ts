import { decimal, decimalText } from "../formula";
import type { Option, OptionId, ParameterSet } from "../model";
import { totalWith } from "./changes";
import type { BreakEven, BreakEvenPair, Crossing } from "./model";
import { quickTotal } from "./quick-total";

const load = "workload.eventsPerDay";
/** Loads are searched from a thousandth to a hundred times the current one, this many to a power of ten. */
const [below, above, density] = [-3, 2, 40] as const;
/** More crossings than these come from steps of whole shards or machines; the first ones are told. */
const mostCrossings = 3;
/** What a picture shows: a twentieth to five times the current load. */
const [curveFrom, curveTo, curvePoints] = [0.05, 5, 49] as const;

interface Curve {
  readonly option: Option;
  readonly total: (eventsPerDay: number) => number;
  readonly values: readonly number[];
}

/** Loads at which any two options cost the same. */
export function breakEven(options: readonly Option[], parameters: ParameterSet): BreakEven {
  const current = Number(parameters.text(load));
  const count = (above - below) * density + 1;
  const loads = Array.from({ length: count }, (_, index) => current * 10 ** (below + index / density));
  const curves = options.map((option): Curve => {
    const total = quickTotal(option.lines, load);
    return { option, total, values: loads.map(total) };
  });
  const pairs = curves.flatMap((a, index) => curves.slice(index + 1).map((b) => pair(a, b, loads)));
  const capacity = onPremisesCapacity(parameters);
  const drawn = Array.from({ length: curvePoints }, (_, index) =>
    Math.round(current * curveFrom * (curveTo / curveFrom) ** (index / (curvePoints - 1))),
  );
  return {
    from: String(Math.round(loads[0] ?? 0)),
    to: String(Math.round(loads.at(-1) ?? 0)),
    current: parameters.text(load),
    pairs,
    curves: curves.map(({ option, total }) => ({
      option: option.id,
      points: drawn.map((at) => [at, Math.round(total(at) * 100) / 100] as const),
    })),
    ...(capacity === undefined ? {} : { onPremisesCapacity: capacity }),
  };
}

function pair(a: Curve, b: Curve, loads: readonly number[]): BreakEvenPair {
  const difference = (eventsPerDay: number) => a.total(eventsPerDay) - b.total(eventsPerDay);
  const ids: readonly [OptionId, OptionId] = [a.option.id, b.option.id];
  const crossings: Crossing[] = [];
  let before = 0;
  for (const [index, at] of loads.entries()) {
    const now = Math.sign((a.values[index] ?? 0) - (b.values[index] ?? 0));
    if (now === 0) continue;
    if (before !== 0 && now !== before && crossings.length < mostCrossings) {
      const found = bisect(difference, loads[index - 1] ?? 0, at);
      const eventsPerDay = String(Math.round(found));
      crossings.push({
        eventsPerDay,
        monthlyUsd: totalWith(a.option, { inputs: { [load]: eventsPerDay } }),
        cheaperBelow: before < 0 ? ids[0] : ids[1],
        cheaperAbove: now < 0 ? ids[0] : ids[1],
      });
    }
    before = now;
  }
  if (crossings.length > 0 || before === 0) return { options: ids, crossings };
  return { options: ids, crossings, alwaysCheaper: before < 0 ? ids[0] : ids[1] };
}

/** Where a function changes its sign, to one event. */
function bisect(difference: (value: number) => number, from: number, to: number): number {
  const first = Math.sign(difference(from));
  let [low, high] = [from, to];
  while (high - low > Math.max(0.25, high * 1e-12)) {
    const middle = (low + high) / 2;
    if (Math.sign(difference(middle)) === first) low = middle;
    else high = middle;
  }
  return high;
}

/** By Little's law the cores in use follow the load. */
function onPremisesCapacity(parameters: ParameterSet): string | undefined {
  const busy = parameters.optional("onPremises.busyCores")?.value;
  const [servers, cores] = [
    parameters.optional("onPremises.servers"),
    parameters.optional("onPremises.coresPerServer"),
  ];
  if (busy === undefined || servers === undefined || cores === undefined || decimal(busy).isZero()) return undefined;
  const all = decimal(servers.value).times(decimal(cores.value));
  return decimalText(decimal(parameters.text(load)).times(all).div(decimal(busy)).floor());
}
