import { mkdirSync } from "node:fs";
import path from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";

jest.setTimeout(120_000);

/** Pictures of the last run, for people. */
const pictures = path.join("out", "test", "documents");
const example = `file://${path.resolve("docs/example/cost/thesis.html")}`;
const sizes = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } } as const;

let browser: Browser;
beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  // As root Chromium has no sandbox; the page is our own.
  browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
});
afterAll(() => browser.close());

/** Opens the example and gathers what goes wrong. */
async function open(size: { width: number; height: number }): Promise<{ page: Page; problems: string[] }> {
  const page = await browser.newPage({ viewport: size });
  const problems: string[] = [];
  page.on("console", (message) => problems.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => problems.push(`error: ${error.message}`));
  page.on("request", (request) => {
    if (!/^(file|data):/.test(request.url())) problems.push(`request: ${request.url()}`);
  });
  await page.goto(example);
  return { page, problems };
}

interface Chart {
  readonly shown: number;
  readonly label: string;
  readonly rows: number;
}

/** Runs in the page: elements whose text leaves the screen, outside of what scrolls in itself. */
const outside = `(() => {
  const width = document.documentElement.clientWidth;
  return [...document.querySelectorAll("h1, h2, p, li, figcaption, summary, dd, svg text")]
    .filter((element) => element.closest(".scroll") === null && element.getClientRects().length > 0)
    .filter((element) => element.getBoundingClientRect().right > width + 1)
    .map((element) => element.textContent);
})()`;

describe.each(Object.entries(sizes))("%s", (name, size) => {
  test("the page shows without an error, a request or a sideways scroll", async () => {
    const { page, problems } = await open(size);
    await page.screenshot({ path: path.join(pictures, `cost-${name}.png`), fullPage: true });
    expect(problems).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(size.width);
    expect(await page.evaluate(outside)).toEqual([]);
    await page.close();
  });

  test("with everything opened it still fits, and every line shows its formula and its sources", async () => {
    const { page, problems } = await open(size);
    await page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))");
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(size.width);
    expect(await page.evaluate(outside)).toEqual([]);
    const line = page.locator("details.line", { hasText: "kinesis.shards" }).first();
    await expect(line.innerText()).resolves.toMatch(/amount = .* = [\d,.]+ USD/);
    await page.screenshot({ path: path.join(pictures, `cost-${name}-opened.png`), fullPage: true });
    expect(problems).toEqual([]);
    await page.close();
  });

  test("each chart is drawn once, in the width of the screen, and says what it shows", async () => {
    const { page } = await open(size);
    const charts = await page.evaluate<Chart[]>(`[...document.querySelectorAll("figure")].map((figure) => {
      const shown = [...figure.querySelectorAll("svg[role=img]")].filter((svg) => getComputedStyle(svg).display !== "none");
      return { shown: shown.length, label: figure.querySelector("svg[role=img]").getAttribute("aria-label"), rows: figure.querySelectorAll("tbody tr").length };
    })`);
    expect(charts.length).toBeGreaterThan(3);
    for (const { shown, label, rows } of charts) {
      expect(shown).toBe(1);
      expect(label.length).toBeGreaterThan(10);
      expect(rows).toBeGreaterThan(0);
    }
    await page.close();
  });
});

test("it prints on A4 in a reasonable number of pages", async () => {
  const { page } = await open(sizes.desktop);
  const pdf = await page.pdf({ format: "A4", path: path.join(pictures, "cost.pdf") });
  const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  expect(pages).toBeGreaterThan(3);
  expect(pages).toBeLessThan(25);
  await page.close();
});
