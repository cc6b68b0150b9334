/**
 * What AWS bills, one function a billed item: the architectures and `npm run cost -- estimate` derive the billed units
 * from different inputs and share everything after that, steps of billing, free tiers, tiers and prices.
 */
import type { Basis, CostLine, Input, PriceBook } from "../model";

/** Where and from which list a line is priced. */
export interface Place {
  readonly region: string;
  readonly book: PriceBook;
}

/** Names that a line's formulas may use: inputs, and steps over them. Each function says which names it needs. */
export interface Terms {
  readonly inputs: Readonly<Record<string, Input>>;
  readonly where?: Readonly<Record<string, string>>;
}

export interface Billed {
  readonly id: string;
  readonly service: string;
  readonly resource: string;
  readonly basis: Basis;
  readonly unit: string;
  /** Key of the price, named `price` in the formulas. */
  readonly price: string;
  /** Steps after those of the terms. */
  readonly where?: Readonly<Record<string, string>>;
  readonly quantity: string;
  /** @default "quantity * price" */
  readonly amount?: string;
  readonly note?: string | undefined;
}

/** What a caller may say otherwise: the same item with another id and another description. */
export type Named = Partial<Pick<Billed, "id" | "resource" | "basis" | "note">>;

/** @throws {MissingPrice} when the region has no such price */
export function billed({ region, book }: Place, { inputs, where }: Terms, line: Billed): CostLine {
  const { price, where: steps, amount = "quantity * price", note, ...rest } = line;
  const all = { ...where, ...steps };
  return {
    ...rest,
    region,
    inputs,
    prices: { price: book.price(price, region) },
    ...(Object.keys(all).length === 0 ? {} : { where: all }),
    amount,
    ...(note === undefined ? {} : { note }),
  };
}
