/**
 * Formulas of cost lines: mathjs' parser and compiler over its BigNumber, and nothing else of mathjs, so that a cold
 * process starts fast. Money never passes through a float.
 */
import {
  bignumberDependencies,
  create,
  parseDependencies,
  type BigNumber,
  type FactoryFunctionMap,
  type MathNode,
} from "mathjs";
import type { CostLine, EvaluatedLine, Price } from "./model";

/** Far more digits than any sum of money has, so that a division such as 730/24 is exact to every cent of a year. */
const precision = 64;

const dependencies = { bignumberDependencies, parseDependencies } as FactoryFunctionMap;
const math = create(dependencies, { number: "BigNumber", precision });

/** A price with steps, as `tiered` takes it. */
export interface TieredPrice {
  readonly steps: readonly {
    readonly from: BigNumber;
    readonly upTo: BigNumber | undefined;
    readonly usd: BigNumber;
  }[];
}
export type FormulaValue = BigNumber | TieredPrice;

const zero = decimal("0");
const least = (values: readonly BigNumber[]) => values.reduce((a, b) => (b.lt(a) ? b : a));
const most = (values: readonly BigNumber[]) => values.reduce((a, b) => (b.gt(a) ? b : a));

// A service that is tiered in one region, or by AWS, may be flat in another region or in an override.
const stepsOf = (price: FormulaValue): TieredPrice["steps"] =>
  "steps" in price ? price.steps : [{ from: zero, upTo: undefined, usd: price }];

/** Every function that a formula may call; the spreadsheet translates the same ones. */
export const formulaFunctions = {
  /** Sum over the steps of a tiered price of what falls into each, times its price; a flat price has one step. */
  tiered: (quantity: BigNumber, price: FormulaValue): BigNumber =>
    stepsOf(price).reduce((sum, { from, upTo, usd }) => {
      const top = upTo === undefined || quantity.lt(upTo) ? quantity : upTo;
      return top.gt(from) ? sum.plus(top.minus(from).times(usd)) : sum;
    }, zero),
  min: (...values: BigNumber[]): BigNumber => least(values),
  max: (...values: BigNumber[]): BigNumber => most(values),
  ceil: (value: BigNumber): BigNumber => value.ceil(),
  floor: (value: BigNumber): BigNumber => value.floor(),
} as const;

math.import(
  {
    ...formulaFunctions,
    // What the operators of a formula call.
    add: (a: BigNumber, b: BigNumber) => a.plus(b),
    subtract: (a: BigNumber, b: BigNumber) => a.minus(b),
    multiply: (a: BigNumber, b: BigNumber) => a.times(b),
    divide: (a: BigNumber, b: BigNumber) => a.div(b),
    unaryMinus: (a: BigNumber) => a.neg(),
  },
  // The parser brings functions of some of these names, for matrices and floats.
  { override: true },
);

/** An exact decimal from its text: "0.07841", "170000000". */
export function decimal(text: string): BigNumber {
  return (math as unknown as { bignumber: (value: string) => BigNumber }).bignumber(text);
}

/** Values of inputs and prices come again in line after line; an analysis gives up to as many others. */
const mostDecimals = 10_000;
const decimals = new Map<string, BigNumber>();

function knownDecimal(text: string): BigNumber {
  const known = decimals.get(text);
  if (known !== undefined) return known;
  if (decimals.size >= mostDecimals) decimals.clear();
  const made = decimal(text);
  decimals.set(text, made);
  return made;
}

/** Plain digits without an exponent. */
export function decimalText(value: BigNumber): string {
  return value.toFixed();
}

export interface Formula {
  readonly text: string;
  readonly node: MathNode;
  /** Variables that it names, without functions. */
  readonly names: readonly string[];
  evaluate(scope: Map<string, FormulaValue>): BigNumber;
}

const parsed = new Map<string, Formula>();

/** Parses a formula once; the same text gives the same object. @throws {SyntaxError} of mathjs for a text that is none */
export function formula(text: string): Formula {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const node = math.parse(text);
  const functions = new Set(Object.keys(formulaFunctions));
  const names = new Set<string>();
  node.traverse((each) => {
    const { isSymbolNode, name } = each as { isSymbolNode?: boolean; name?: string };
    if (isSymbolNode === true && name !== undefined && !functions.has(name)) names.add(name);
  });
  const code = node.compile();
  const made: Formula = {
    text,
    node,
    names: [...names],
    evaluate: (scope) => code.evaluate(scope) as BigNumber,
  };
  parsed.set(text, made);
  return made;
}

const priceValues = new WeakMap<Price, FormulaValue>();

/** A price as formulas use it: a number when it is flat, else its steps. */
export function priceValue(price: Price): FormulaValue {
  const known = priceValues.get(price);
  if (known !== undefined) return known;
  const made = valueOf(price);
  priceValues.set(price, made);
  return made;
}

function valueOf({ tiers }: Price): FormulaValue {
  const [first] = tiers;
  if (first !== undefined && tiers.length === 1 && first.upTo === undefined) return decimal(first.usd);
  return {
    steps: tiers.map(({ upTo, usd }, index) => ({
      from: decimal(tiers[index - 1]?.upTo ?? "0"),
      upTo: upTo === undefined ? undefined : decimal(upTo),
      usd: decimal(usd),
    })),
  };
}

/** What a line's formulas name, with the values that its steps come to. */
export function lineScope(line: CostLine): Map<string, FormulaValue> {
  const scope = new Map<string, FormulaValue>();
  for (const [name, { value }] of Object.entries(line.inputs)) scope.set(name, knownDecimal(value));
  for (const [name, price] of Object.entries(line.prices)) scope.set(name, priceValue(price));
  for (const [name, text] of Object.entries(line.where ?? {})) scope.set(name, formula(text).evaluate(scope));
  return scope;
}

/** Quantity and amount of a line, exact. */
export function evaluateLine(line: CostLine): EvaluatedLine {
  const scope = lineScope(line);
  const quantity = formula(line.quantity).evaluate(scope);
  scope.set("quantity", quantity);
  const amount = formula(line.amount).evaluate(scope);
  return {
    ...line,
    quantityValue: decimalText(quantity),
    amountUsd: decimalText(amount),
    effectiveUnitPriceUsd: quantity.isZero() ? "0" : decimalText(amount.div(quantity)),
  };
}

/** Exact sum of decimals. */
export function sumOf(values: readonly string[]): string {
  return decimalText(values.reduce((sum, value) => sum.plus(value), zero));
}
