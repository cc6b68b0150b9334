import { html } from "../../report/html";
import { page, type Section } from "../../report/page";
import { autoscaling, cases, run, sensitivity, years } from "./html/analysis";
import { breakEven, conclusion } from "./html/conclusion";
import { everyLine } from "./html/lines";
import { opening, result } from "./html/result";
import { assumptions, limits, prices } from "./html/sources";
import { reportFacts, type Report } from "./report";

/** One page in one file: the answer first, under what it holds, then every number down to its source. */
export function render(report: Report): string {
  const { analysis, context } = report;
  const sections: (Section | undefined)[] = [
    { id: "result", title: "Result", content: result(report) },
    { id: "conclusion", title: "What the answer hangs on", content: conclusion(report) },
    { id: "load", title: "By load", content: breakEven(report) },
    { id: "cases", title: "Low, expected, high", content: cases(report) },
    { id: "sensitivity", title: "Sensitivity", content: sensitivity(report) },
    { id: "years-section", title: "One, three, five years", content: years(report) },
    analysis.autoscaling && { id: "scaling", title: "Autoscaling", content: autoscaling(report) },
    analysis.run && { id: "run", title: "The recorded run", content: run(report) },
    { id: "lines", title: "Every line", content: everyLine(report) },
    { id: "assumptions", title: "Assumptions", content: assumptions(report) },
    { id: "prices", title: "Prices", content: prices(report) },
    { id: "limits", title: "Not included, not confirmed", content: limits(report) },
  ];
  const facts = reportFacts(report).map(([label, value]) => `${label}: ${value}`);
  return page({
    title: "What the event stream costs",
    lead: `Comparison of ${report.comparison.options.length} ways to run it, ${context.created.slice(0, 10)}. An estimate, not a bill.`,
    opening: opening(report),
    sections: sections.filter((section) => section !== undefined),
    footer: html`${facts.join(" · ")}`,
    generator: "acm-infrastructure",
  });
}
