import type { RenderOptions, Report } from "./report";

export type { Report, ReportContext, RenderOptions } from "./report";

type Render = (report: Report, options: RenderOptions) => string | Uint8Array;

/** By the name that `--format` takes; a format is loaded when it is asked for. */
const renderers = {
  table: async (): Promise<Render> => (await import("./table")).render,
  markdown: async (): Promise<Render> => (await import("./markdown")).render,
  json: async (): Promise<Render> => (await import("./json")).render,
  csv: async (): Promise<Render> => (await import("./csv")).render,
  xlsx: async (): Promise<Render> => (await import("./xlsx")).render,
  html: async (): Promise<Render> => (await import("./html")).render,
  focus: async (): Promise<Render> => (await import("./focus")).render,
} as const;

export type Format = keyof typeof renderers;
export const formats = Object.keys(renderers) as readonly Format[];

/** @throws {RangeError} for a currency without an exchange rate */
export async function renderReport(
  format: Format,
  report: Report,
  options: RenderOptions = {},
): Promise<string | Uint8Array> {
  return (await renderers[format]())(report, options);
}
