/** A formula's parse tree, folded into something else: a spreadsheet's formula, a compiled function. */
import type { MathNode } from "mathjs";
import { formulaFunctions } from "./formula";

export type Operator = "add" | "subtract" | "multiply" | "divide" | "unaryMinus";
/** Functions over numbers; `tiered` is apart because its second argument is a price. */
export type NumberFunction = Exclude<keyof typeof formulaFunctions, "tiered">;

export interface Fold<T> {
  /** An exact decimal. */
  constant(value: string): T;
  name(name: string): T;
  operation(operator: Operator, operands: readonly T[]): T;
  call(name: NumberFunction, operands: readonly T[]): T;
  tiered(quantity: T, price: string): T;
  parentheses(inner: T): T;
}

interface Node {
  readonly type: string;
  readonly value?: { toFixed(): string };
  readonly name?: string;
  readonly fn?: string | { readonly name: string };
  readonly args?: readonly Node[];
  readonly content?: Node;
  toString(): string;
}

const operators: ReadonlySet<string> = new Set<Operator>(["add", "subtract", "multiply", "divide", "unaryMinus"]);

/** @throws {Error} for a node that no formula may have: a mistake of the architecture */
export function foldFormula<T>(node: MathNode, fold: Fold<T>): T {
  const visit = (each: Node): T => {
    const { type, args = [] } = each;
    if (type === "ConstantNode" && each.value !== undefined) return fold.constant(each.value.toFixed());
    if (type === "SymbolNode" && each.name !== undefined) return fold.name(each.name);
    if (type === "ParenthesisNode" && each.content !== undefined) return fold.parentheses(visit(each.content));
    if (type === "OperatorNode" && typeof each.fn === "string" && operators.has(each.fn)) {
      return fold.operation(each.fn as Operator, args.map(visit));
    }
    const called = typeof each.fn === "object" ? each.fn.name : each.name;
    if (type === "FunctionNode" && called !== undefined && called in formulaFunctions) {
      const [quantity, price] = args;
      if (called !== "tiered") return fold.call(called as NumberFunction, args.map(visit));
      if (quantity !== undefined && price?.name !== undefined) return fold.tiered(visit(quantity), price.name);
    }
    throw new Error(`A formula may not contain this ${type}: ${each.toString()}`);
  };
  return visit(node);
}
