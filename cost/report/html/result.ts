import { stackedBars } from "../../../report/charts";
import { html, type Html } from "../../../report/html";
import { table } from "../../../report/table";
import { decimal, sumOf } from "../../formula";
import type { Option } from "../../model";
import { Money, percent, perMillion } from "../money";
import { reportFacts, titleOf, unconfirmedPrices, type Report } from "../report";
import { facts } from "../../../report/page";

/** What a reader must know who reads nothing else. */
export function opening(report: Report): Html {
  const { comparison } = report;
  const unconfirmed = unconfirmedPrices(comparison.options).length;
  const notes = [
    ...comparison.missingPrices.map(({ option, message }) => `${option} has no total. ${message}`),
    ...comparison.warnings,
    ...(unconfirmed === 0
      ? []
      : [
          `${unconfirmed} of the prices ${unconfirmed === 1 ? "is" : "are"} not confirmed by a published price list; each is marked where it is used.`,
        ]),
  ];
  return html`<p class="answer">${headline(report)}</p>
    ${cards(report)} ${notes.length > 0 && html`<div class="note">${notes.map((note) => html`<p>${note}</p>`)}</div>`}
    ${facts(reportFacts(report))}`;
}

/** The answer as a sentence. */
export function headline(report: Report): string {
  const sorted = [...report.analysis.differences].sort((a, b) => decimal(a.monthlyUsd).cmp(decimal(b.monthlyUsd)));
  const [best, next] = sorted;
  const money = new Money(report.context);
  if (best === undefined) return "";
  const first = `${titleOf(report, best.option)} costs least: ${money.text(best.monthlyUsd)} ${money.currency} a month`;
  if (next === undefined || decimal(next.monthlyUsd).isZero()) return `${first}.`;
  const less = decimal("1")
    .minus(decimal(best.monthlyUsd).div(decimal(next.monthlyUsd)))
    .times(100);
  return `${first}, ${percent(less.toFixed(), false)} less than ${titleOf(report, next.option)}.`;
}

function cards(report: Report): Html {
  const money = new Money(report.context);
  return html`<div class="cards">
    ${report.analysis.differences.map((each) => {
      const compared = each.baseline
        ? "baseline"
        : `${money.difference(each.differenceUsd)}${each.differencePercent === undefined ? "" : ` (${percent(each.differencePercent)})`}`;
      return html`<div class="card${each.cheapest && " best"}">
        ${titleOf(report, each.option)}${each.cheapest && html` <span class="tag good">cheapest</span>`}<strong
          >${money.text(each.monthlyUsd)}</strong
        ><span>${money.currency} a month · ${compared}</span>
      </div>`;
    })}
  </div>`;
}

export function result(report: Report): Html {
  const { analysis } = report;
  const money = new Money(report.context);
  return html`${table({
    caption: `${money.currency}, rounded half up for display; lines add up exactly`,
    columns: [
      { title: "Option" },
      { title: "a month", numeric: true },
      { title: "a year", numeric: true },
      { title: "difference", numeric: true },
      { title: "%", numeric: true },
      { title: "a million events", numeric: true },
    ],
    rows: analysis.differences.map((each) => [
      html`<a href="#lines-${each.option}">${titleOf(report, each.option)}</a>
        ${each.baseline && html`<span class="tag">baseline</span>`}
        ${each.cheapest && html`<span class="tag good">cheapest</span>`}`,
      money.text(each.monthlyUsd),
      money.text(each.yearlyUsd),
      each.baseline ? "–" : money.difference(each.differenceUsd),
      each.baseline || each.differencePercent === undefined ? "–" : percent(each.differencePercent),
      perMillion(each, money),
    ]),
    marked: (row) => (analysis.differences[row]?.cheapest === true ? "strong" : undefined),
  })}
  ${bars(report, money)}`;
}

/** Amounts of an option by service. */
export function byService({ lines }: Option): ReadonlyMap<string, string> {
  const found = new Map<string, string[]>();
  for (const { service, amountUsd } of lines) found.set(service, [...(found.get(service) ?? []), amountUsd]);
  return new Map([...found].map(([service, amounts]) => [service, sumOf(amounts)]));
}

/** Parts that have a colour and a pattern of their own; the smaller ones share the last. */
const mostParts = 7;

function bars(report: Report, money: Money): Html {
  const { options } = report.comparison;
  const services = options.map(byService);
  const weight = (service: string) => Math.max(...services.map((each) => Number(each.get(service) ?? 0)));
  const names = [...new Set(services.flatMap((each) => [...each.keys()]))].sort((a, b) => weight(b) - weight(a));
  const shown = names.length > mostParts + 1 ? names.slice(0, mostParts) : names;
  const rest = names.filter((name) => !shown.includes(name));
  const other = "all others";
  const amount = (usd: string) => Number(money.exact(usd));
  return stackedBars({
    id: "by-service",
    title: "A month by service",
    says: "Each bar is an option; its parts are the services that it pays for.",
    unit: `${money.currency} a month`,
    parts: rest.length > 0 ? [...shown, other] : shown,
    format: (value) => money.text(String(value / Number(money.exact("1")))),
    bars: options.map((option, index) => {
      const parts: Record<string, number> = {};
      for (const [service, usd] of services[index] ?? []) {
        const name = shown.includes(service) ? service : other;
        parts[name] = (parts[name] ?? 0) + amount(usd);
      }
      const difference = report.analysis.differences.find((each) => each.option === option.id);
      const tags = [difference?.baseline === true && "baseline", difference?.cheapest === true && "cheapest"];
      const tag = tags.filter((each) => each !== false).join(", ");
      return { name: option.title, parts, total: money.text(option.monthlyUsd), ...(tag === "" ? {} : { tag }) };
    }),
  });
}
