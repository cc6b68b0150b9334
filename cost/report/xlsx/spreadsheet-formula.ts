import { formula } from "../../formula";
import { foldFormula, type Operator } from "../../formula-tree";

/** References of one step of a tiered price; the last step has no upper end. */
export interface TierReferences {
  readonly from: string;
  readonly upTo: string | undefined;
  readonly usd: string;
}

/** Where the names of a formula stand in the workbook. */
export interface Places {
  readonly names: ReadonlyMap<string, string>;
  readonly tiers: ReadonlyMap<string, readonly TierReferences[]>;
}

const signs: Readonly<Record<Exclude<Operator, "unaryMinus">, string>> = {
  add: "+",
  subtract: "-",
  multiply: "*",
  divide: "/",
};

/**
 * A formula of a cost line as a spreadsheet calculates it, from the same parse tree that mathjs evaluates. A spreadsheet
 * has floating point only: whole steps are taken after rounding away what lies below its precision.
 * @throws {Error} for a name that has no place: a mistake of the architecture
 */
export function spreadsheetFormula(text: string, { names, tiers }: Places): string {
  return foldFormula<string>(formula(text).node, {
    constant: (value) => value,
    name: (name) => {
      const place = names.get(name);
      if (place === undefined) throw new Error(`The formula "${text}" names ${name}, which its line does not have.`);
      return place;
    },
    parentheses: (inner) => `(${inner})`,
    operation: (operator, [left = "", right = ""]) =>
      operator === "unaryMinus" ? `-${left}` : `${left}${signs[operator]}${right}`,
    call: (name, operands) => {
      switch (name) {
        case "min":
        case "max":
          return `${name.toUpperCase()}(${operands.join(",")})`;
        case "ceil":
          return `-INT(-ROUND(${operands.join()},9))`;
        case "floor":
          return `INT(ROUND(${operands.join()},9))`;
      }
    },
    tiered: (quantity, price) => {
      const steps = tiers.get(price);
      if (steps === undefined)
        throw new Error(`The formula "${text}" names the price ${price}, which its line does not have.`);
      const parts = steps.map(({ from, upTo, usd }) => {
        const top = upTo === undefined ? `(${quantity})` : `MIN(${quantity},${upTo})`;
        return `MAX(0,${top}-${from})*${usd}`;
      });
      return `(${parts.join("+")})`;
    },
  });
}
