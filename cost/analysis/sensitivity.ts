import { decimal, decimalText, formula } from "../formula";
import type { EvaluatedLine, Input, Option } from "../model";
import { parameterTable } from "../parameter-table";
import { totalWith, type Changes } from "./changes";
import type { CaseInput, Cases, Sensitivity, Swing } from "./model";

/** How far an input is moved: a fifth down and up, whole numbers by at least one. */
export const swing = "0.2";
/** Conventions and facts, not uncertainties. */
const fixed: ReadonlySet<string> = new Set(["hoursPerMonth", "onPremises.pricedServers", "messaging.copies"]);

/** The low and high case: what the use of the stream may turn out to be, as factors. Prices and capacity stay. */
export const caseFactors: Readonly<Record<string, { readonly low: string; readonly high: string }>> = {
  "workload.eventsPerDay": { low: "0.5", high: "2" },
  "workload.eventBytes": { low: "0.8", high: "1.25" },
  "workload.readyEventBytes": { low: "0.8", high: "1.25" },
  "workload.meanMs": { low: "0.8", high: "1.25" },
};

const definitions = new Map(parameterTable.map((definition) => [definition.path, definition]));
const isNumber = (value: string) => /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value);
const accepted = (path: string, value: string) =>
  definitions.get(path)?.schema.safeParse(Number(value)).success ?? true;

/** The value moved by a factor, as far as its parameter allows: whole where it must be whole, never out of bounds. */
export function moved({ path, value }: Input, factor: string): string {
  const exact = decimal(value).times(decimal(factor));
  const whole = accepted(path, value) && !accepted(path, decimalText(decimal(value).plus(decimal("0.001"))));
  if (!whole) return accepted(path, decimalText(exact)) ? decimalText(exact) : value;
  const step = decimal(factor).lt(1) ? exact.floor() : exact.ceil();
  return accepted(path, decimalText(step)) ? decimalText(step) : value;
}

/** Numeric inputs that formulas of these lines really name, by path. */
export function namedInputs(lines: readonly EvaluatedLine[]): Map<string, Input> {
  const found = new Map<string, Input>();
  for (const line of lines) {
    const named = new Set(
      [...Object.values(line.where ?? {}), line.quantity, line.amount].flatMap((text) => formula(text).names),
    );
    for (const [name, input] of Object.entries(line.inputs)) {
      if (named.has(name) && isNumber(input.value) && !fixed.has(input.path)) found.set(input.path, input);
    }
  }
  return found;
}

const less = (a: string, b: string) => decimal(a).minus(decimal(b));
const width = ({ lowUsd, highUsd }: Swing) => less(highUsd, lowUsd).abs();
const [down, up] = [decimalText(decimal("1").minus(decimal(swing))), decimalText(decimal("1").plus(decimal(swing)))];

function swingsOf(option: Option): Swing[] {
  const total = (changes: Changes) => totalWith(option, changes);
  const inputs = [...namedInputs(option.lines).values()].map((input): Swing => {
    const [low, high] = [moved(input, down), moved(input, up)];
    const usd = (value: string) => total({ inputs: { [input.path]: value } });
    const { path, label, unit } = input;
    return { path, kind: "parameter", label, unit, low, high, lowUsd: usd(low), highUsd: usd(high) };
  });
  const keys = new Set(option.lines.flatMap(({ prices }) => Object.values(prices).map(({ key }) => key)));
  const prices = [...keys].map((key): Swing => {
    const usd = (factor: string) => total({ prices: { [key]: factor } });
    return {
      path: key,
      kind: "price",
      label: `price ${key}`,
      unit: "× the price",
      low: down,
      high: up,
      lowUsd: usd(down),
      highUsd: usd(up),
    };
  });
  return [...inputs, ...prices].filter((each) => !width(each).isZero()).sort((a, b) => width(b).cmp(width(a)));
}

/** What a fifth less and more of each input and of each price does to each option. */
export function sensitivity(options: readonly Option[]): Sensitivity[] {
  return options.map((option) => ({ option: option.id, middleUsd: option.monthlyUsd, swings: swingsOf(option) }));
}

/** Each option when the stream is used less, as expected, and more. */
export function cases(options: readonly Option[]): Cases {
  const named = namedInputs(options.flatMap(({ lines }) => lines));
  const inputs = [...named.values()].flatMap((input): CaseInput[] => {
    const factors = caseFactors[input.path];
    if (factors === undefined) return [];
    const { path, label, unit, value } = input;
    return [{ path, label, unit, low: moved(input, factors.low), middle: value, high: moved(input, factors.high) }];
  });
  const values = (which: "low" | "high") => Object.fromEntries(inputs.map((each) => [each.path, each[which]]));
  return {
    inputs,
    options: options.map((option) => ({
      option: option.id,
      lowUsd: totalWith(option, { inputs: values("low") }),
      middleUsd: option.monthlyUsd,
      highUsd: totalWith(option, { inputs: values("high") }),
    })),
  };
}
