/**
 * Totals in floating point, for searches that try thousands of loads. What is found is evaluated again exactly before
 * anybody reads it.
 */
import { formula } from "../formula";
import { foldFormula, type Fold } from "../formula-tree";
import type { CostLine, Price } from "../model";

type Compiled = (scope: Float64Array) => number;

const rounded: Record<"ceil" | "floor", (value: number) => number> = {
  // A product such as 0.1 × 30 lies a hair above its exact value; the exact evaluation does not know such hairs.
  ceil: (value) => Math.ceil(value - Math.abs(value) * 1e-12),
  floor: (value) => Math.floor(value + Math.abs(value) * 1e-12),
};

function fold(slots: ReadonlyMap<string, number>, prices: Readonly<Record<string, Price>>): Fold<Compiled> {
  return {
    constant: (value) => {
      const number = Number(value);
      return () => number;
    },
    name: (name) => {
      const slot = slots.get(name);
      if (slot === undefined) throw new Error(`The formula names ${name}, which its line does not have.`);
      return (scope) => scope[slot] as number;
    },
    parentheses: (inner) => inner,
    operation: (operator, [a, b]) => {
      const [left, right] = [a as Compiled, b as Compiled];
      switch (operator) {
        case "add":
          return (scope) => left(scope) + right(scope);
        case "subtract":
          return (scope) => left(scope) - right(scope);
        case "multiply":
          return (scope) => left(scope) * right(scope);
        case "divide":
          return (scope) => left(scope) / right(scope);
        case "unaryMinus":
          return (scope) => -left(scope);
      }
    },
    call: (name, operands) => {
      const [first] = operands as [Compiled];
      switch (name) {
        case "min":
          return (scope) => operands.reduce((least, each) => Math.min(least, each(scope)), Infinity);
        case "max":
          return (scope) => operands.reduce((most, each) => Math.max(most, each(scope)), -Infinity);
        default: {
          const round = rounded[name];
          return (scope) => round(first(scope));
        }
      }
    },
    tiered: (quantity, price) => {
      const steps = tiers(prices[price]);
      return (scope) => {
        const q = quantity(scope);
        let sum = 0;
        for (const { from, upTo, usd } of steps) if (q > from) sum += (Math.min(q, upTo) - from) * usd;
        return sum;
      };
    },
  };
}

const tiers = (price: Price | undefined) =>
  (price?.tiers ?? []).map(({ upTo, usd }, index, all) => ({
    from: Number(all[index - 1]?.upTo ?? 0),
    upTo: upTo === undefined ? Infinity : Number(upTo),
    usd: Number(usd),
  }));

/** Amount of one line as a function of one parameter; a number when the line does not name it. */
function compileLine(line: CostLine & { readonly amountUsd?: string }, path: string): Compiled | number {
  const names = Object.entries(line.inputs).filter(([, input]) => input.path === path);
  if (names.length === 0 && line.amountUsd !== undefined) return Number(line.amountUsd);
  const steps = [...Object.entries(line.where ?? {}), ["quantity", line.quantity] as const];
  const flat = Object.entries(line.prices).filter(([, { tiers: all }]) => all.length === 1);
  const all = [...Object.keys(line.inputs), ...flat.map(([name]) => name), ...steps.map(([name]) => name)];
  const slots = new Map(all.map((name, index) => [name, index]));
  const slot = (name: string) => slots.get(name) as number;
  const scope = new Float64Array(all.length);
  for (const [name, { value }] of Object.entries(line.inputs)) scope[slot(name)] = Number(value);
  for (const [name, price] of flat) scope[slot(name)] = Number(price.tiers[0]?.usd);
  const compile = (text: string) => foldFormula(formula(text).node, fold(slots, line.prices));
  const compiled = steps.map(([name, text]) => [slot(name), compile(text)] as const);
  const amount = compile(line.amount);
  const changed = names.map(([name]) => slot(name));
  return ([value]) => {
    for (const each of changed) scope[each] = value as number;
    for (const [target, evaluate] of compiled) scope[target] = evaluate(scope);
    return amount(scope);
  };
}

/** Total of lines as a function of the one parameter at `path`. */
export function quickTotal(lines: readonly CostLine[], path: string): (value: number) => number {
  const argument = new Float64Array(1);
  let fixed = 0;
  const following: Compiled[] = [];
  for (const line of lines) {
    const compiled = compileLine(line, path);
    if (typeof compiled === "number") fixed += compiled;
    else following.push(compiled);
  }
  return (value) => {
    argument[0] = value;
    let sum = fixed;
    for (const evaluate of following) sum += evaluate(argument);
    return sum;
  };
}
