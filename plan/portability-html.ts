import { html, type Html } from "../report/html";
import { page } from "../report/page";
import { opens, table } from "../report/table";
import type { Portability, StackDifference } from "./portability";
import { differenceRows } from "./portability-page";

/** The comparison as one file without script, for whoever does not read Markdown. */
export function portabilityHtml({ stacks, identical, adapted, explained, unexplained }: Portability): string {
  const [one, other] = stacks;
  const differences = (caption: string, places: readonly StackDifference[]): Html =>
    table({ caption, columns: [{ title: "where" }, { title: one }, { title: other }], rows: rowsOf(places) });
  return page({
    title: `One program, two stacks: ${one} and ${other}`,
    lead: `${identical.length} resources are identical, ${adapted.length} are the same with other values; each difference has its reason.`,
    generator: "acm-infrastructure portability",
    sections: [
      {
        id: "behaviour",
        title: "What can change behaviour",
        content: html`<ul>
          ${explained.map(
            ({ reason }) =>
              reason.behaviour !== undefined && html`<li><strong>${reason.title}</strong>: ${reason.behaviour}</li>`,
          )}
        </ul>`,
      },
      ...(unexplained.length === 0
        ? []
        : [{ id: "unexplained", title: "Without a reason", content: differences("Without a reason", unexplained) }]),
      {
        id: "differences",
        title: "What differs, and why",
        content: explained.map(
          ({ reason, places }) =>
            html`<h3>${reason.title}</h3>
              <p>${reason.why}</p>
              ${opens(`${places.length} ${places.length === 1 ? "place" : "places"}`, differences(reason.title, places))}`,
        ),
      },
      {
        id: "identical",
        title: "Identical",
        content: html`<ul>
          ${identical.map((label) => html`<li>${label}</li>`)}
        </ul>`,
      },
    ],
    footer: "Compared from the plans of both stacks: nothing was created.",
  });
}

function rowsOf(places: readonly StackDifference[]): (string | Html)[][] {
  return differenceRows(places).map(({ one, other, where }) => [where.join(", "), one, other]);
}
