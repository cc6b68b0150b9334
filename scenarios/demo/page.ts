import { html } from "../../report/html";
import { page, type Section } from "../../report/page";
import { experimentFigures } from "./figures";
import { environmentFacts, opening, repetition } from "./parts";
import { priceSection } from "./price-section";
import type { DemoRecord } from "./record";
import { requirementList } from "./requirement-list";
import { experimentTables } from "./run-tables";
import { verdictOf } from "./verdict";
import { minute, place } from "./words";

export const generator = "acm-infrastructure demo";

/** The whole report of one demonstration as one HTML file. */
export function demoPage(record: DemoRecord): string {
  return page({
    title: `ACM event stream: demonstration ${place(record)}`,
    lead: `Stack "${record.stackName}", ${minute(record.startedAt)} UTC, commit ${record.commit.slice(0, 12)}`,
    opening: opening(record, verdictOf(record)),
    sections: sections(record),
    footer: html`<p>
      Recorded data: the JSON file beside this page. Render it again: <code>npm run report -- FILE.json</code>
    </p>`,
    generator,
  });
}

function sections(record: DemoRecord): Section[] {
  const requirements: Section = {
    id: "requirements",
    title: "Requirements",
    content: html`<p>Each line opens: what was asked, what was answered, when. What failed is open.</p>
      ${requirementList(record.requirements)}`,
  };
  const experiment: Section = {
    id: "experiment",
    title: "The scalability experiment",
    content: html`<p>
        The same load three times: to one replica that may not scale, with scaling from one replica, and with scaling
        from the replicas that are left.
      </p>
      ${experimentFigures(record.runs)}${experimentTables(record)}`,
  };
  const prices: Section = { id: "prices", title: "What the runs cost", content: priceSection(record) };
  return [
    ...(record.requirements.length > 0 ? [requirements] : []),
    ...(record.runs.length > 0 ? [experiment, prices] : []),
    { id: "repeat", title: "How to repeat it", content: repetition(record) },
    { id: "environment", title: "Environment", content: environmentFacts(record) },
  ];
}
