import { html, type Html } from "../../../report/html";
import { table } from "../../../report/table";
import { Money, parameterValue } from "../money";
import { titleOf, unconfirmedPrices, usedPrices, type Report, type Variant } from "../report";
import { confidenceTag, originText, tiersText } from "./lines";

export function assumptions({ comparison }: Report): Html {
  return table({
    caption: "Every parameter, its value and its origin",
    columns: [{ title: "What it is" }, { title: "Value", numeric: true }, { title: "Unit" }, { title: "Comes from" }],
    rows: comparison.parameters.map(({ path, label, value, unit, origin }) => [
      html`${label} <small>(${path})</small>`,
      value.startsWith("[") ? html`<small>${value.replaceAll(",", ", ")}</small>` : parameterValue(value),
      unit,
      originText(origin),
    ]),
  });
}

export function prices({ comparison }: Report): Html {
  const rows = usedPrices(comparison.options).map(({ price }) => [
    html`${price.key} ${confidenceTag(price)}`,
    price.region,
    tiersText(price),
    price.unit,
    price.priceDate,
    price.source,
  ]);
  return table({
    caption: "Every price that a line uses, in US dollars",
    columns: [
      { title: "Price" },
      { title: "Region" },
      { title: "USD", numeric: true },
      { title: "for one" },
      { title: "of" },
      { title: "Source" },
    ],
    rows,
  });
}

/** What a reader might look for and will not find, and what nobody confirms. */
export function limits(report: Report): Html {
  const { comparison, reconstructions = [] } = report;
  const unconfirmed = unconfirmedPrices(comparison.options);
  return html`<h3>Not included</h3>
    <ul>
      ${comparison.options.map(({ title, exclusions }) => html`<li><strong>${title}:</strong> ${exclusions.join("; ")}</li>`)}
    </ul>
    ${
      unconfirmed.length > 0 &&
      html`<h3>Prices not confirmed</h3>
        <ul>
          ${unconfirmed.map(({ price, options }) => html`<li><strong>${price.key}</strong>, ${price.region}: ${price.confidence}. ${price.source}. Used by ${options.map((id) => titleOf(report, id)).join(", ")}.</li>`)}
        </ul>`
    }
    ${
      reconstructions.length > 0 &&
      html`<h3>Figures worked back from their result</h3>
        <ul>
          ${reconstructions.map((each) => html`<li><strong>${each.figure}</strong> <span class="tag warn">${each.confidence}</span> ${each.inputs}. ${each.why}</li>`)}
        </ul>`
    }`;
}

export function switches(report: Report): Html | undefined {
  const { switches: choices = [], variants = [], analysis, context } = report;
  if (choices.length === 0) return undefined;
  const money = new Money(context);
  const ids = analysis.differences.map(({ option }) => option);
  const row = (name: string, totals: Variant["totals"]) => [
    name,
    ...ids.map((id) => {
      const total = totals.find(({ option }) => option === id);
      return total === undefined ? "–" : money.text(total.monthlyUsd);
    }),
  ];
  return html`<h3>Choices of this scenario</h3>
    <p>Each can be thrown by itself.</p>
    <ul>
      ${choices.map(({ name, value, explanation }) => html`<li><strong>${name}</strong> <small>(${value})</small>: ${explanation}</li>`)}
    </ul>
    ${
      variants.length > 0 &&
      table({
        caption: `Totals with one of them thrown, and with all; ${money.currency} a month`,
        columns: [{ title: "" }, ...ids.map((id) => ({ title: titleOf(report, id), numeric: true }))],
        rows: [
          row("as in this report", analysis.differences),
          ...variants.map(({ title, totals }) => row(title, totals)),
        ],
        marked: (index) => (index === 0 || index === variants.length ? "strong" : undefined),
      })
    }`;
}
