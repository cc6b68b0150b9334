/** Options again with other values: exact, and only the lines are evaluated that name what has changed. */
import { decimal, decimalText, evaluateLine, sumOf } from "../formula";
import type { EvaluatedLine, Input, Option, ParameterSet, Price } from "../model";

/** New values by path of a parameter, and factors by key of a price. */
export interface Changes {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly prices?: Readonly<Record<string, string>>;
}

function mapped<T>(values: Readonly<Record<string, T>>, change: (value: T) => T): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
}

const scaled = (price: Price, factor: string): Price => ({
  ...price,
  tiers: price.tiers.map((tier) => ({ ...tier, usd: decimalText(decimal(tier.usd).times(decimal(factor))) })),
});

/** The line with the changes; itself when it names nothing of them. */
export function changedLine(line: EvaluatedLine, { inputs = {}, prices = {} }: Changes): EvaluatedLine {
  const concerned =
    Object.values(line.inputs).some(({ path }) => inputs[path] !== undefined) ||
    Object.values(line.prices).some(({ key }) => prices[key] !== undefined);
  if (!concerned) return line;
  const value = (input: Input): Input => ({ ...input, value: inputs[input.path] ?? input.value });
  const price = (each: Price): Price => {
    const factor = prices[each.key];
    return factor === undefined ? each : scaled(each, factor);
  };
  return evaluateLine({ ...line, inputs: mapped(line.inputs, value), prices: mapped(line.prices, price) });
}

/** Exact monthly total with the changes. */
export function totalWith(option: Option, changes: Changes): string {
  return sumOf(option.lines.map((line) => changedLine(line, changes).amountUsd));
}

/** Parameters with other values, for what decides more than a number: an instance type, a kind of messaging. */
export function parametersWith<P extends ParameterSet>(parameters: P, values: Readonly<Record<string, string>>): P {
  const changed = (input: Input | undefined): Input | undefined => {
    const value = input === undefined ? undefined : values[input.path];
    return input === undefined || value === undefined ? input : { ...input, value };
  };
  return {
    ...parameters,
    input: (path: string) => changed(parameters.input(path)) as Input,
    optional: (path: string) => changed(parameters.optional(path)),
    text: (path: string) => values[path] ?? parameters.text(path),
    flag: (path: string) => (values[path] ?? parameters.text(path)) === "true",
  };
}
