import { html, type Html } from "../report/html";
import { page, type Section } from "../report/page";
import { opens, table } from "../report/table";
import type { ExplainedDifferences, Portability, StackDifference } from "./portability";
import { differenceRows } from "./portability-page";

/** The comparison as one file without script, for whoever does not read Markdown. */
export function portabilityHtml(result: Portability): string {
  const { stacks, identical, adapted, explained, unexplained } = result;
  const [one, other] = stacks;
  const card = (number: number, says: string) =>
    html`<div class="card"><strong>${number}</strong><span>${says}</span></div>`;
  return page({
    title: `One program, two stacks: ${one} and ${other}`,
    lead: "Compared from the plans of both: images, rules, dashboards, topics, processor and autoscaler are the same objects.",
    generator: "acm-infrastructure portability",
    opening: html`<p class="answer">
        ${
          unexplained.length === 0
            ? `Every difference between the two has one of ${explained.length} reasons.`
            : `${unexplained.length} differences have no reason yet.`
        }
      </p>
      <div class="cards">
        ${card(identical.length, "resources are identical")}
        ${card(adapted.length, "are the same resource with other values")}
        ${card(onlyIn(result, "one"), `only ${one} has`)} ${card(onlyIn(result, "other"), `only ${other} has`)}
      </div>`,
    sections: differenceSections(result),
    footer: "Compared from the plans of both stacks: nothing was created.",
  });
}

/** Resources that one stack has and the other has not. */
function onlyIn({ explained, unexplained }: Portability, side: "one" | "other"): number {
  const all = [...explained.flatMap(({ places }) => places), ...unexplained];
  return all.filter((place) => place.path === "" && place[side] !== undefined).length;
}

/** What can change behaviour, what differs and why, what is identical; also part of a comparison of demonstrations. */
export function differenceSections({ stacks, identical, explained, unexplained }: Portability): Section[] {
  const differences = (caption: string, places: readonly StackDifference[]): Html =>
    table({
      caption,
      columns: [{ title: "where" }, { title: stacks[0] }, { title: stacks[1] }],
      rows: rowsOf(places),
    });
  const explanation = ({ reason, places }: ExplainedDifferences) =>
    opens(
      html`<span class="name">${reason.title}</span>
        <span class="tag">${places.length} ${places.length === 1 ? "place" : "places"}</span>
        <small class="below">${reason.why}</small>`,
      differences(reason.title, places),
      html` class="line"`,
    );
  return [
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
      : [
          {
            id: "unexplained",
            title: "Without a reason",
            content: differences("Places that differ without a known reason", unexplained),
          },
        ]),
    {
      id: "reasons",
      title: "What differs, and why",
      content: html`<p>Each line opens: where it is, and both values.</p>
        ${explained.map(explanation)}`,
    },
    {
      id: "identical",
      title: "Identical",
      content:
        identical.length === 0
          ? html`<p>No resource has the same values in both.</p>`
          : table({
              caption: `${identical.length} resources have the same values in both`,
              columns: [{ title: "name" }, { title: "kind" }],
              rows: identical.map((label) => [label.split(" ").at(-1) ?? label, kindOf(label)]),
            }),
    },
  ];
}

/** `kubernetes:core/v1:ConfigMap` is a ConfigMap. */
const kindOf = (label: string) => label.split(" ")[0]?.split(":").at(-1) ?? label;

function rowsOf(places: readonly StackDifference[]): (string | Html)[][] {
  return differenceRows(places).map(({ one, other, where }) => [
    html`${where.map((place, index) => html`${index > 0 && html`<br />`}${shortPlace(place)}`)}`,
    html`<code>${one}</code>`,
    html`<code>${other}</code>`,
  ]);
}

/** The resource by its kind and name, then where in it. */
function shortPlace(place: string): string {
  const [type = "", ...rest] = place.split(" ");
  return [kindOf(type), ...rest].join(" ");
}
