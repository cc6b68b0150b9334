import type { Report } from "./report";
import { analysisSheet } from "./xlsx/analysis";
import { linesSheet } from "./xlsx/lines";
import { references } from "./xlsx/references";
import { summarySheet } from "./xlsx/summary";
import { workbook } from "./xlsx/workbook";

/** A workbook that calculates: totals follow lines, lines follow assumptions and prices. */
export function render(report: Report): Uint8Array {
  const places = references(report);
  const lines = linesSheet(report, places);
  const sheets = [summarySheet(report, lines, places), lines.sheet, ...places.sheets, analysisSheet(report)];
  return workbook(sheets, "What the event stream costs", report.context.created);
}
