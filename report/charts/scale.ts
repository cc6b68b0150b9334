/** From values to places on an axis. */
export interface Scale {
  place(value: number): number;
  readonly ticks: readonly number[];
}

/** Steps of 1, 2 or 5 times a power of ten, about `wanted` of them between the ends. */
export function niceTicks(from: number, to: number, wanted: number): number[] {
  const span = to - from;
  if (!(span > 0)) return [from];
  const rough = span / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough) ?? rough;
  const first = Math.ceil(from / step - 1e-9);
  const count = Math.floor(to / step + 1e-9) - first;
  // Multiples of the step, not repeated additions: 0.1 + 0.2 is no label.
  return Array.from({ length: count + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

export function linear(domain: readonly [number, number], range: readonly [number, number], wanted: number): Scale {
  const [from, to] = domain;
  const [low, high] = range;
  const span = to - from || 1;
  return { place: (value) => low + ((value - from) / span) * (high - low), ticks: niceTicks(from, to, wanted) };
}

/** Powers of ten; the domain must be above 0. */
export function logarithmic(
  domain: readonly [number, number],
  range: readonly [number, number],
  wanted: number,
): Scale {
  const [from, to] = [Math.log10(domain[0]), Math.log10(domain[1])];
  const inner = linear([from, to], range, wanted);
  const whole = Array.from({ length: Math.ceil(to) - Math.floor(from) + 1 }, (_, index) => Math.floor(from) + index);
  const inside = (factors: readonly number[]) =>
    whole
      .flatMap((exponent) => factors.map((factor) => Number((factor * 10 ** exponent).toPrecision(12))))
      .filter((tick) => tick >= domain[0] && tick <= domain[1]);
  // As many of 1, 2 and 5 times a power of ten as there is room for.
  const candidates = [inside([1, 2, 5]), inside([1, 3]), inside([1])];
  const ticks = candidates.find(({ length }) => length <= wanted + 2) ?? candidates.at(-1) ?? [];
  const every = Math.max(1, Math.ceil(ticks.length / Math.max(2, wanted + 2)));
  return {
    place: (value) => inner.place(Math.log10(value)),
    ticks: ticks.filter((_, index) => index % every === 0),
  };
}

const units: readonly [number, string][] = [
  [1e12, " tn"],
  [1e9, " bn"],
  [1e6, " M"],
  [1e3, " k"],
];

/** A number for an axis: "170 M", "2.5 k", "0.05". */
export function short(value: number): string {
  const [size, unit] = units.find(([least]) => Math.abs(value) >= least) ?? [1, ""];
  return `${Number((value / size).toPrecision(3))}${unit}`.replace("-", "−");
}
