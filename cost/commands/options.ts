import { flag, number, oneOf, optionalText, text, texts, type Option } from "../../cli/options";
import { optionIds, type OptionId } from "../model";
import { formats } from "../report";

/** Sources of parameters, in the order in which later ones overlay earlier ones. */
export const sourceOptions = {
  scenario: optionalText("NAME", 'a named scenario: "thesis" is chapter 8 as printed, "consistent" without its quirks'),
  stack: optionalText("NAME", "outputs of a deployed Pulumi stack"),
  plan: optionalText("NAME", "what Pulumi.NAME.yaml would deploy; needs neither a cluster nor the Pulumi command"),
  file: optionalText("FILE", 'parameters from JSON or YAML; "-" reads JSON from standard input'),
  run: optionalText("FILE", "a recorded run: out/local/run.json after npm start"),
  prometheus: optionalText("URL", "load, time of an event and replicas as measured by this Prometheus"),
  window: text("TIME", "time up to now that --prometheus averages", {
    fallback: "1h",
    pattern: /^\d+[smhdw]$/,
    rule: 'a time such as "30m" or "1d"',
  }),
  set: texts("PATH=VALUE", "one parameter, over all of the above: workload.eventsPerDay=2e8; may be repeated"),
} as const;

export const priceOptions = {
  prices: optionalText("FILE", "negotiated prices laid over the list prices: discounts, Savings Plans, reserved rates"),
  "price-date": optionalDate("prices of this day or the last before it; default: the newest"),
  "max-price-age": number("DAYS", "older prices are warned of", { fallback: 365, minimum: 1, maximum: 36_500 }),
} as const;

export const reportOptions = {
  format: oneOf(formats, "form of the report", "table"),
  output: optionalText("FILE", "writes the report there; default: standard output"),
  currency: text("CODE", "currency of the report", {
    fallback: "USD",
    pattern: /^[A-Z]{3}$/,
    rule: 'three capital letters, such as "EUR"',
  }),
  "exchange-rate": optionalRate(),
} as const;

export const compareOptions = {
  ...sourceOptions,
  options: optionList(),
  baseline: optionalOption("option that differences are taken to; default: on-premises"),
  ...priceOptions,
  budget: optionalUsd("most US dollars a month; more ends with exit code 3"),
  "budget-for": optionalOption("option that the budget is for; default: the one that is deployed, else the baseline"),
  ...reportOptions,
} as const;

export const estimateOptions = { ...priceOptions, budget: compareOptions.budget, ...reportOptions } as const;

export const yes = flag("writes without asking");

function optional<T>(placeholder: string, description: string, read: (text: string) => T): Option<T | undefined> {
  return { placeholder, description, fallback: { value: undefined, shown: "" }, read };
}

function isDate(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

export function optionalDate(description: string): Option<string | undefined> {
  return optional("DATE", description, (value) => {
    if (!isDate(value)) throw new RangeError("a day such as 2026-11-25");
    return value;
  });
}

function optionalRate(): Option<{ readonly rate: string; readonly date: string } | undefined> {
  return optional("RATE@DATE", "units of the currency for one US dollar, and the day: 0.92@2026-11-20", (value) => {
    const [, rate, date] = /^(\d+(?:\.\d+)?)@(.+)$/.exec(value) ?? [];
    if (rate === undefined || date === undefined || Number(rate) <= 0 || !isDate(date)) {
      throw new RangeError("a rate and its day, such as 0.92@2026-11-20");
    }
    return { rate, date };
  });
}

function optionalUsd(description: string): Option<string | undefined> {
  return optional("USD", description, (value) => {
    if (!/^\d+(\.\d+)?$/.test(value)) throw new RangeError("an amount such as 9000 or 9000.50");
    return value;
  });
}

function optionId(value: string): OptionId {
  const found = optionIds.find((id) => id === value);
  if (found === undefined) throw new RangeError(`one of ${optionIds.join(", ")}`);
  return found;
}

function optionalOption(description: string): Option<OptionId | undefined> {
  return optional("OPTION", description, optionId);
}

function optionList(): Option<readonly OptionId[] | undefined> {
  return optional("A,B,…", `only these of ${optionIds.join(", ")}`, (value) => [
    ...new Set(value.split(",").map(optionId)),
  ]);
}
