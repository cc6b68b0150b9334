import { decimal, decimalText, sumOf } from "../formula";
import type { EvaluatedLine, Option, ParameterSet } from "../model";
import type { Years } from "./model";

export const horizons = [1, 3, 5] as const;
const purchase = "onPremises.purchaseUsd";

/**
 * Money that leaves the house in one, three and five years. What is bought is paid in its first year and again when
 * its months of use have passed; its warranty falls due in the last years of them; the rest runs monthly. Nothing is
 * discounted.
 */
export function years(options: readonly Option[], parameters: ParameterSet): Years[] {
  return options.flatMap((option) => {
    const bought = option.lines.filter(spreadPurchase);
    const monthly = sumOf(option.lines.filter((line) => !spreadPurchase(line)).map(({ amountUsd }) => amountUsd));
    return horizons.map((horizon): Years => {
      const { capital, warranty } = bought.length > 0 ? hardware(parameters, horizon) : { capital: "0", warranty: "0" };
      const runningUsd = sumOf([decimalText(decimal(monthly).times(12 * horizon)), warranty]);
      return {
        option: option.id,
        years: horizon,
        capitalUsd: capital,
        runningUsd,
        totalUsd: sumOf([capital, runningUsd]),
      };
    });
  });
}

/** A line that spreads the purchase of servers, or their warranty, over the months of use. */
function spreadPurchase(line: EvaluatedLine): boolean {
  return Object.values(line.inputs).some(({ path }) => path === purchase);
}

function hardware(parameters: ParameterSet, horizon: number): { capital: string; warranty: string } {
  // The purchase price is that of a number of servers, which need not be the number that is run.
  const share = parameters.optional("onPremises.pricedServers");
  const servers = share === undefined ? decimal("1") : decimal(parameters.text("onPremises.servers")).div(share.value);
  const price = decimal(parameters.text(purchase)).times(servers);
  const fraction = decimal(parameters.text("onPremises.warrantyFraction"));
  const life = Number(parameters.text("onPremises.months")) / 12;
  const warrantyYears = Math.min(Number(parameters.text("onPremises.warrantyYears")), life);
  let paid = 0;
  for (let bought = 0; bought < horizon; bought += life) {
    paid += Math.max(0, Math.min(horizon - bought, life) - (life - warrantyYears));
  }
  return {
    capital: decimalText(price.times(Math.ceil(horizon / life))),
    warranty: decimalText(price.times(fraction).times(decimal(String(paid)))),
  };
}
