/** `npm run cost -- diff A B`: what changes in cost between two stacks, commits or files. */
import { number, oneOf, optionalText, type Values } from "../../cli/options";
import { exitCodes, type ExitCode } from "../exit-codes";
import { decimal, decimalText } from "../formula";
import { compareOptions, priceOptions, reportOptions } from "./options";
import { priceBook } from "./compare";
import { writeReport } from "./output";
import { side, type Side } from "./sides";

export const diffOptions = {
  plan: optionalText("NAME", "stack file that commits are planned with, Pulumi.NAME.yaml"),
  set: compareOptions.set,
  prices: priceOptions.prices,
  "price-date": priceOptions["price-date"],
  tolerance: number("USD", "differences of an option's month up to this are none", {
    fallback: 0,
    minimum: 0,
    maximum: 1e12,
  }),
  format: oneOf(["table", "json"], "form of the differences", "table"),
  output: reportOptions.output,
} as const;

export const diffNotes =
  "A and B: a stack's name, a file (parameters, a recorded run, or a report of --format json), or with its kind before it:\n" +
  "stack:NAME, plan:NAME, scenario:NAME, run:FILE, file:FILE, commit:REVISION (with --plan NAME).";

interface Amounts {
  readonly a: string;
  readonly b: string;
  readonly difference: string;
}

export interface Differences {
  readonly a: string;
  readonly b: string;
  readonly options: readonly (Amounts & {
    readonly id: string;
    readonly title: string;
    /** Lines whose amounts differ. */
    readonly lines: readonly (Amounts & { readonly id: string; readonly service: string })[];
  })[];
  /** Options that only one side has: one without a price. */
  readonly onlyIn: readonly { readonly id: string; readonly side: "a" | "b" }[];
  readonly parameters: readonly { readonly path: string; readonly a: string; readonly b: string }[];
}

function amounts(a = "0", b = "0"): Amounts {
  return { a, b, difference: decimalText(decimal(b).minus(decimal(a))) };
}

export function differences(a: Side, b: Side): Differences {
  const pairs = a.options.flatMap((one) => {
    const other = b.options.find(({ id }) => id === one.id);
    return other === undefined ? [] : [{ one, other }];
  });
  const values = (each: Side) => new Map(each.parameters.map(({ path, value }) => [path, value]));
  const [before, after] = [values(a), values(b)];
  const onlyIn = (first: Side, second: Side, name: "a" | "b") =>
    first.options
      .filter(({ id }) => !second.options.some((each) => each.id === id))
      .map(({ id }) => ({ id, side: name }));
  return {
    a: a.title,
    b: b.title,
    options: pairs.map(({ one, other }) => ({
      id: one.id,
      title: one.title,
      ...amounts(one.monthlyUsd, other.monthlyUsd),
      lines: changedLines(one.lines, other.lines),
    })),
    onlyIn: [...onlyIn(a, b, "a"), ...onlyIn(b, a, "b")],
    parameters: [...new Set([...before.keys(), ...after.keys()])].flatMap((path) => {
      const [was = "", is = ""] = [before.get(path), after.get(path)];
      return was === is ? [] : [{ path, a: was, b: is }];
    }),
  };
}

type Lines = Side["options"][number]["lines"];

function changedLines(a: Lines, b: Lines) {
  return [...new Set([...a, ...b].map(({ id }) => id))].flatMap((id) => {
    const [one, other] = [a.find((line) => line.id === id), b.find((line) => line.id === id)];
    const both = amounts(one?.amountUsd, other?.amountUsd);
    return decimal(both.difference).isZero() ? [] : [{ id, service: one?.service ?? other?.service ?? "", ...both }];
  });
}

export async function diffCommand(
  values: Values<typeof diffOptions>,
  [first = "", second = ""]: readonly string[],
): Promise<ExitCode> {
  const request = { prices: priceBook(values), plan: values.plan, set: values.set };
  const found = differences(await side(first, request), await side(second, request));
  const text = values.format === "json" ? `${JSON.stringify(found, undefined, 2)}\n` : differencesText(found);
  await writeReport(text, values.output, values.format);
  const differs =
    found.onlyIn.length > 0 ||
    found.options.some(({ difference }) =>
      decimal(difference)
        .abs()
        .gt(decimal(String(values.tolerance))),
    );
  return differs ? exitCodes.differs : exitCodes.ok;
}

function differencesText({ a, b, options, onlyIn, parameters }: Differences): string {
  const money = (amount: string) => decimal(amount).toFixed(2);
  const row = (name: string, each: Amounts) => {
    const change = decimal(each.difference);
    const percent = decimal(each.a).isZero() ? "" : `${signed(change.div(decimal(each.a)).times(100).toFixed(1))} %`;
    return [
      name.padEnd(40).slice(0, 40),
      money(each.a).padStart(15),
      money(each.b).padStart(15),
      signed(change.toFixed(2)).padStart(15),
      percent.padStart(11),
    ].join(" ");
  };
  return [
    `A  ${a}`,
    `B  ${b}`,
    "",
    `${"USD a month".padEnd(40)} ${"A".padStart(15)} ${"B".padStart(15)} ${"B − A".padStart(15)}`,
    ...options.flatMap((option) => [
      row(option.title, option),
      ...option.lines.map((line) => row(`  ${line.id}`, line)),
    ]),
    ...onlyIn.map(({ id, side: which }) => `${id}: priced only in ${which.toUpperCase()}`),
    ...(parameters.length === 0 ? [] : ["", "Parameters that differ"]),
    ...parameters.map(
      (each) => `  ${each.path}: ${each.a === "" ? "not given" : each.a} → ${each.b === "" ? "not given" : each.b}`,
    ),
    "",
  ].join("\n");
}

function signed(text: string): string {
  return text.startsWith("-") || /^0(\.0+)?$/.test(text) ? text : `+${text}`;
}
