/** What the parts of the cost module hand to each other: parameters and prices → lines → evaluated options → reports. */

/** Where a value comes from, in the order in which a later source overlays an earlier one. */
export type OriginKind = "default" | "thesis" | "stack" | "plan" | "file" | "run" | "measured" | "command line";

export interface Origin {
  readonly kind: OriginKind;
  /** What exactly: a stack's name, a file, a query, a page of the thesis. */
  readonly detail?: string;
}

/** One value of the parameters as a formula sees it. */
export interface Input {
  /** Path in the parameters, `workload.eventsPerDay`; what the assumptions sheet lists and `--set` sets. */
  readonly path: string;
  readonly label: string;
  /** Exact decimal, never a float: "170000000", "0.07841". */
  readonly value: string;
  readonly unit: string;
  readonly origin: Origin;
}

export type Confidence = "confirmed" | "reconstructed" | "unconfirmed";

/** One step of a tiered price: `usd` per unit up to `upTo` units a month; the last step has none. */
export interface PriceTier {
  readonly upTo?: string;
  readonly usd: string;
}

export interface Price {
  /** `lambda.requests`, `ec2.c5a.16xlarge`. */
  readonly key: string;
  readonly region: string;
  /** What `usd` is for one of: "request", "GB-second", "hour". */
  readonly unit: string;
  /** One step when the price is flat. Exact decimals. */
  readonly tiers: readonly PriceTier[];
  /** ISO date on which the price held. */
  readonly priceDate: string;
  readonly source: string;
  readonly confidence: Confidence;
}

/**
 * - deployed: capacity that the stack holds whether it is used or not
 * - usage: follows the load
 * - assumption: an input that neither the stack nor a measurement gives
 */
export type Basis = "deployed" | "usage" | "assumption";

/** A line before evaluation: what an architecture returns. */
export interface CostLine {
  /** Unique within its option: `lambda.duration`. */
  readonly id: string;
  /** As the provider bills it: "AWS Lambda", "Amazon MSK", "Servers". */
  readonly service: string;
  readonly resource: string;
  /** A cloud region, or "on-premises". */
  readonly region: string;
  readonly basis: Basis;
  /** Unit of `quantity`, that of its price. */
  readonly unit: string;
  /** Parameters that the formulas name. */
  readonly inputs: Readonly<Record<string, Input>>;
  /**
   * Prices that the formulas name. A flat price named `p` is the variable `p`; a tiered price named `p` is used through
   * the function call `tiered(q, p)`, which evaluates to the sum over its steps.
   */
  readonly prices: Readonly<Record<string, Price>>;
  /** Named steps, in order, each a mathjs expression over inputs, prices and the steps before it. */
  readonly where?: Readonly<Record<string, string>>;
  /** Billed units in a month: a mathjs expression. */
  readonly quantity: string;
  /** US dollars in a month: a mathjs expression that may also name `quantity`. */
  readonly amount: string;
  readonly note?: string;
}

export interface EvaluatedLine extends CostLine {
  /** Exact decimals. */
  readonly quantityValue: string;
  readonly amountUsd: string;
  /** Amount by quantity: the unit price that was paid in effect. "0" when the quantity is 0. */
  readonly effectiveUnitPriceUsd: string;
}

export const optionIds = [
  "on-premises",
  "eks-msk",
  "eks-kafka",
  "virtual-machines",
  "lambda",
  "step-functions",
] as const;
/** What is compared, or a list of services that was priced by itself (`npm run cost -- estimate`). */
export type OptionId = (typeof optionIds)[number] | "estimate";

/** One column of the comparison: compute and messaging together. */
export interface Option {
  readonly id: OptionId;
  readonly title: string;
  /** Names of the parts that it is made of, `lambda` and `kinesis-provisioned`. */
  readonly parts: readonly string[];
  readonly lines: readonly EvaluatedLine[];
  /** Exact sum of the lines. */
  readonly monthlyUsd: string;
  /** What a reader might expect in it and will not find. */
  readonly exclusions: readonly string[];
}

/** Read access to parameters. */
export interface ParameterSet {
  /** @throws {Error} for a path that the schema does not know: a mistake of the programmer */
  input(path: string): Input;
  /** As `input(path)`, undefined for an optional value that nobody gave. */
  optional(path: string): Input | undefined;
  text(path: string): string;
  flag(path: string): boolean;
}

/** Read access to prices of dated files with overrides laid over them. */
export interface PriceBook {
  /** @throws {MissingPrice} never a price of 0, never another region's */
  price(key: string, region: string): Price;
  has(key: string, region: string): boolean;
}

export class MissingPrice extends Error {
  constructor(
    readonly key: string,
    readonly region: string,
    message: string,
  ) {
    super(message);
    this.name = "MissingPrice";
  }
}

/** One file in cost/architectures/: a way to run the event stream, or the messaging beneath one. */
export interface Architecture {
  readonly id: string;
  readonly title: string;
  readonly kind: "compute" | "messaging";
  readonly exclusions: readonly string[];
  /** Pure: the same parameters and prices give the same lines. */
  lines(parameters: ParameterSet, prices: PriceBook): CostLine[];
}
