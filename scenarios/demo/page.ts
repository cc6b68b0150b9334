import { html } from "../../report/html";
import { page, type Section } from "../../report/page";
import { experimentFigures } from "./figures";
import { environmentFacts, experimentTable, opening, priceTable, requirementList, resourceTable } from "./parts";
import type { DemoRecord } from "./record";
import { verdictOf } from "./verdict";

export const generator = "acm-infrastructure demo";

/** The whole report of one demonstration as one HTML file. */
export function demoPage(record: DemoRecord): string {
  const { target } = record.stack;
  const sections: Section[] = [];
  if (record.runs.length > 0) {
    sections.push({
      id: "experiment",
      title: "The scalability experiment",
      content: html`<p>
          The same load three times: to one replica that may not scale, with scaling from one replica, and with scaling
          from the replicas that are left.
        </p>
        ${experimentFigures(record.runs)}${experimentTable(record)}${resourceTable(record.runs)}`,
    });
    sections.push({
      id: "prices",
      title: "What the runs cost",
      content: html`${priceTable(record)}${record.priceNotes.map((note) => html`<p>${note}</p>`)}`,
    });
  }
  sections.push({
    id: "requirements",
    title: "Requirements",
    content: html`<p>Each line opens: what was asked, what was answered, when.</p>
      ${requirementList(record.requirements)}`,
  });
  sections.push({ id: "environment", title: "Environment, and how to repeat", content: environmentFacts(record) });
  return page({
    title: `ACM event stream: demonstration on ${target}`,
    lead: `Stack "${record.stackName}", ${record.startedAt.slice(0, 16).replace("T", " ")} UTC, commit ${record.commit.slice(0, 12)}`,
    opening: opening(verdictOf(record)),
    sections,
    footer: html`<p>
      Recorded data: the JSON file beside this page. Render it again: <code>npm run report -- FILE.json</code>
    </p>`,
    generator,
  });
}
