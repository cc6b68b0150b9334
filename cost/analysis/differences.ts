import { decimal, decimalText } from "../formula";
import type { Option, OptionId, ParameterSet } from "../model";
import type { Difference } from "./model";

/** Digits of what is a ratio and no sum of money: 1/3 has no end. */
export const ratioDigits = 20;

export function ratio(part: string, whole: string, factor = "1"): string | undefined {
  if (decimal(whole).isZero()) return undefined;
  return decimalText(decimal(part).times(decimal(factor)).div(decimal(whole)).toSignificantDigits(ratioDigits));
}

/** Exact number of events in a month. */
export function monthlyEvents(parameters: ParameterSet): string {
  const [perDay, hours] = [parameters.text("workload.eventsPerDay"), parameters.text("hoursPerMonth")];
  return decimalText(decimal(perDay).times(decimal(hours)).div(24));
}

/** Each option beside the baseline, in the order of the comparison. */
export function differences(options: readonly Option[], baseline: OptionId, parameters: ParameterSet): Difference[] {
  const base = options.find(({ id }) => id === baseline)?.monthlyUsd ?? "0";
  const least = options.reduce<Option | undefined>(
    (best, each) => (best === undefined || decimal(each.monthlyUsd).lt(decimal(best.monthlyUsd)) ? each : best),
    undefined,
  );
  const events = monthlyEvents(parameters);
  return options.map(({ id, monthlyUsd }) => {
    const difference = decimalText(decimal(monthlyUsd).minus(decimal(base)));
    const percent = ratio(difference, base, "100");
    return {
      option: id,
      monthlyUsd,
      yearlyUsd: decimalText(decimal(monthlyUsd).times(12)),
      perMillionEventsUsd: ratio(monthlyUsd, events, "1000000") ?? "0",
      differenceUsd: difference,
      ...(percent === undefined ? {} : { differencePercent: percent }),
      cheapest: id === least?.id,
      baseline: id === baseline,
    };
  });
}
