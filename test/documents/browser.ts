/** How the tests of this folder look at a page. */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";

/** Pictures of the last run, for people. */
export const pictures = path.join("out", "test", "documents");
mkdirSync(pictures, { recursive: true });

export const sizes = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } } as const;
export type Size = (typeof sizes)[keyof typeof sizes];

/** Opens a file and gathers what goes wrong: what the console says, errors, requests for anything but the file. */
export async function open(browser: Browser, file: string, size: Size): Promise<{ page: Page; problems: string[] }> {
  const page = await browser.newPage({ viewport: size });
  const problems: string[] = [];
  page.on("console", (message) => problems.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => problems.push(`error: ${error.message}`));
  page.on("request", (request) => {
    if (!/^(file|data):/.test(request.url())) problems.push(`request: ${request.url()}`);
  });
  await page.goto(pathToFileURL(path.resolve(file)).href);
  return { page, problems };
}

export const openEverything = (page: Page) =>
  page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))");

/** Elements whose text leaves the screen, outside of what scrolls in itself. */
export const outside = (page: Page) =>
  page.evaluate<string[]>(`(() => {
  const width = document.documentElement.clientWidth;
  return [...document.querySelectorAll("h1, h2, h3, h4, p, li, figcaption, summary, dd, caption, .card, svg text")]
    .filter((element) => (element.closest(".scroll") === null || element.matches("caption")) && element.getClientRects().length > 0)
    .filter((element) => element.getBoundingClientRect().right > width + 1)
    .map((element) => element.textContent);
})()`);

/** Texts of a chart that lie on each other, a pair of them each. */
export const overlapping = (page: Page) =>
  page.evaluate<string[]>(`[...document.querySelectorAll("svg[role=img]")]
  .filter((svg) => getComputedStyle(svg).display !== "none")
  .flatMap((svg) => {
    const texts = [...svg.querySelectorAll("text")].map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }));
    const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 3 && b.top < a.bottom - 3;
    return texts.flatMap(({ text, box }, index) =>
      texts.slice(index + 1).filter((other) => meet(box, other.box)).map((other) => text.trim() + " / " + other.text.trim()));
  })`);

export interface Chart {
  /** How many of its drawings are shown: one, for the width of the screen. */
  readonly shown: number;
  readonly label: string;
  /** Of the table behind it. */
  readonly rows: number;
}

export const charts = (page: Page) =>
  page.evaluate<Chart[]>(`[...document.querySelectorAll("figure")].map((figure) => {
  const shown = [...figure.querySelectorAll("svg[role=img]")].filter((svg) => getComputedStyle(svg).display !== "none");
  return { shown: shown.length, label: figure.querySelector("svg[role=img]").getAttribute("aria-label"), rows: figure.querySelectorAll("details tbody tr").length };
})`);

/** Pages of A4. */
export async function printed(page: Page, file: string): Promise<number> {
  const pdf = await page.pdf({ format: "A4", path: file });
  return pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
}
