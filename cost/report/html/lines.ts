import { html, type Content, type Html } from "../../../report/html";
import { opens, table } from "../../../report/table";
import { decimalText, lineScope } from "../../formula";
import type { EvaluatedLine, Origin, Price } from "../../model";
import { Money, parameterValue, plain, unitPrice } from "../money";
import type { Report } from "../report";

export const originText = ({ kind, detail }: Origin) => (detail === undefined ? kind : `${kind}: ${detail}`);

export const confidenceTag = ({ confidence }: Price): Html | undefined =>
  confidence === "confirmed" ? undefined : html`<span class="tag warn">${confidence}</span>`;

/** "0.0000133334 up to 7,500,000,000, then …" */
export function tiersText({ tiers }: Price): string {
  return tiers
    .map(({ upTo, usd }) => (upTo === undefined ? unitPrice(usd) : `${unitPrice(usd)} up to ${plain(upTo)}`))
    .join(", then ");
}

/** Every line of every option, to be opened down to formula, inputs, price and source. */
export function everyLine(report: Report): Html {
  const money = new Money(report.context);
  return html`<p>
      Open a line to see its formula, every value in it and where that value comes from. Formulas give US
      dollars${money.currency === "USD" ? "" : `; amounts beside the lines are in ${money.currency}`}.
    </p>
    ${report.comparison.options.map(
      (option) =>
        html`<h3 id="lines-${option.id}">
            ${option.title}: ${money.text(option.monthlyUsd)} ${money.currency} a month
          </h3>
          <p class="lead">Made of ${option.parts.join(" and ")}.</p>
          ${option.lines.map((line) => lineDetails(line, money))} `,
    )}`;
}

function lineDetails(line: EvaluatedLine, money: Money): Html {
  const summary = html`<span class="name"
      >${line.service} · ${line.resource} ${Object.values(line.prices).map(confidenceTag)}
      <small
        >${plain(line.quantityValue, 2)} ${line.unit} × ${unitPrice(money.exact(line.effectiveUnitPriceUsd))}</small
      ></span
    ><span class="amount">${money.text(line.amountUsd)}</span>`;
  return opens(summary, body(line), html` class="line"`);
}

function body(line: EvaluatedLine): Html {
  const values = lineScope(line);
  const steps = Object.entries(line.where ?? {}).map(([name, text]) => {
    const value = values.get(name);
    return equation(name, text, value === undefined || "steps" in value ? "" : plain(decimalText(value), 6));
  });
  return html`<p class="formula">
      ${steps}${equation("quantity", line.quantity, `${plain(line.quantityValue, 6)} ${line.unit}`)}${equation("amount", line.amount, `${plain(line.amountUsd, 6)} USD`)}
    </p>
    ${line.note !== undefined && html`<p>${line.note}</p>`} ${inputsTable(line)} ${pricesTable(line)}
    <p>
      <small>Region ${line.region} · basis: ${line.basis} · line <code>${line.id}</code></small>
    </p>`;
}

const equation = (name: string, text: string, value: string): Content =>
  html`${name} = ${text}${value !== "" && html` = <strong>${value}</strong>`}<br />`;

function inputsTable({ inputs, id }: EvaluatedLine): Html | undefined {
  const entries = Object.entries(inputs);
  if (entries.length === 0) return undefined;
  return table({
    caption: `Inputs of ${id}`,
    columns: [
      { title: "In the formula" },
      { title: "What it is" },
      { title: "Value", numeric: true },
      { title: "Unit" },
      { title: "Comes from" },
    ],
    rows: entries.map(([name, { label, value, unit, origin, path }]) => [
      html`<code>${name}</code>`,
      html`${label} <small>(${path})</small>`,
      parameterValue(value),
      unit,
      originText(origin),
    ]),
  });
}

function pricesTable({ prices, id }: EvaluatedLine): Html | undefined {
  const entries = Object.entries(prices);
  if (entries.length === 0) return undefined;
  return table({
    caption: `Prices of ${id}`,
    columns: [
      { title: "In the formula" },
      { title: "Price" },
      { title: "USD", numeric: true },
      { title: "for one" },
      { title: "of" },
      { title: "Source" },
    ],
    rows: entries.map(([name, price]) => [
      html`<code>${name}</code>`,
      html`${price.key}, ${price.region} ${confidenceTag(price)}`,
      tiersText(price),
      price.unit,
      price.priceDate,
      price.source,
    ]),
  });
}
