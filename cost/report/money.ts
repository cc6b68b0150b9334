/** Numbers for readers. Rounding happens here and nowhere before, half up. */
import { decimal, decimalText } from "../formula";
import type { Difference } from "../analysis/model";
import type { ReportContext } from "./report";

/** decimal.js' ROUND_HALF_UP: away from zero at a half. */
const halfUp = 4;

/** Fixed places, thousands apart: "5,866.67". */
export function fixed(value: string, places: number): string {
  const [whole = "", fraction] = decimal(value).toFixed(places, halfUp).split(".");
  const negative = whole.startsWith("-");
  const digits = negative ? whole.slice(1) : whole;
  const grouped = digits.replace(/\B(?=(\d{3})+$)/g, ",");
  const text = fraction === undefined ? grouped : `${grouped}.${fraction}`;
  return negative && /[1-9]/.test(text) ? `−${text}` : text;
}

/** As many places as it has, at most `places`: "403,325,000", "0.07841". */
export function plain(value: string, places = 4): string {
  const text = fixed(value, places);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** A unit price: all its digits, up to five that count. */
export function unitPrice(value: string): string {
  const number = decimal(value);
  if (number.abs().gte(100)) return fixed(value, 2);
  return plain(decimalText(number.toSignificantDigits(6, halfUp)), 16);
}

/** "+31.1 %". */
export function percent(value: string, signed = true): string {
  const text = fixed(value, 1);
  const sign = signed && decimal(value).gt(0) && /[1-9]/.test(text) ? "+" : "";
  return `${sign}${text} %`;
}

/** A value of a parameter: numbers grouped, text as it is. */
export function parameterValue(value: string): string {
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value) ? plain(value, 12) : value;
}

/** Money in the currency of a report. */
export class Money {
  private readonly rate: string;
  readonly currency: string;

  /** @throws {RangeError} for a currency other than the US dollar without a rate */
  constructor({ currency, exchangeRate }: Pick<ReportContext, "currency" | "exchangeRate">) {
    if (currency !== "USD" && exchangeRate === undefined) {
      throw new RangeError(
        `Prices are in USD; for ${currency} give the rate and its day: --exchange-rate 0.92@2026-11-20`,
      );
    }
    this.currency = currency;
    this.rate = exchangeRate?.rate ?? "1";
  }

  /** Exact amount in the currency. */
  exact(usd: string): string {
    return decimalText(decimal(usd).times(decimal(this.rate)));
  }

  /** "5,866.67". */
  text(usd: string, places = 2): string {
    return fixed(this.exact(usd), places);
  }

  /** "+1,635.99". */
  difference(usd: string): string {
    const text = this.text(usd);
    return decimal(usd).gt(0) && /[1-9]/.test(text) ? `+${text}` : text;
  }

  unitPrice(usd: string): string {
    return unitPrice(this.exact(usd));
  }
}

/** Price of a million events. An estimate of single services has no load of events to divide by. */
export function perMillion({ option, perMillionEventsUsd }: Difference, money: Money): string {
  return option === "estimate" ? "–" : money.text(perMillionEventsUsd);
}
