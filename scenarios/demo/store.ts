import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { junit } from "./junit";
import { demoPage } from "./page";
import type { DemoRecord } from "./record";

/** The files of one demonstration. */
export interface ReportFiles {
  readonly json: string;
  readonly xml: string;
  readonly html: string;
}

export function reportFiles(folder: string, name: string): ReportFiles {
  const file = (extension: string) => path.join(folder, `${name}.${extension}`);
  return { json: file("json"), xml: file("xml"), html: file("html") };
}

/** Replaces a file in one step: whoever reads it meanwhile, or ends the program, never sees half of it. */
export function writeWhole(file: string, content: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const draft = `${file}.draft`;
  writeFileSync(draft, content);
  renameSync(draft, file);
}

/** Recorded data alone; called after every check and every run. */
export function keep({ json }: ReportFiles, record: DemoRecord): void {
  writeWhole(json, `${JSON.stringify(record)}\n`);
}

/** All three files. */
export function writeReport(files: ReportFiles, record: DemoRecord): void {
  keep(files, record);
  writeWhole(files.xml, junit(record));
  writeWhole(files.html, demoPage(record));
}
