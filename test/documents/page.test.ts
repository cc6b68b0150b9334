import path from "node:path";
import type { Browser } from "playwright-core";
import { openBrowser } from "../../report/picture";
import { charts, open, openEverything, outside, pictures, printed, sizes } from "./browser";

jest.setTimeout(120_000);

const example = "docs/example/cost/thesis.html";

let browser: Browser;
beforeAll(async () => (browser = await openBrowser()));
afterAll(() => browser.close());

describe.each(Object.entries(sizes))("%s", (name, size) => {
  test("the page shows without an error, a request or a sideways scroll", async () => {
    const { page, problems } = await open(browser, example, size);
    await page.screenshot({ path: path.join(pictures, `cost-${name}.png`), fullPage: true });
    expect(problems).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(size.width);
    expect(await outside(page)).toEqual([]);
    await page.close();
  });

  test("with everything opened it still fits, and every line shows its formula and its sources", async () => {
    const { page, problems } = await open(browser, example, size);
    await openEverything(page);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(size.width);
    expect(await outside(page)).toEqual([]);
    const line = page.locator("details.line", { hasText: "kinesis.shards" }).first();
    await expect(line.innerText()).resolves.toMatch(/amount = .* = [\d,.]+ USD/);
    await page.screenshot({ path: path.join(pictures, `cost-${name}-opened.png`), fullPage: true });
    expect(problems).toEqual([]);
    await page.close();
  });

  test("each chart is drawn once, in the width of the screen, and says what it shows", async () => {
    const { page } = await open(browser, example, size);
    const found = await charts(page);
    expect(found.length).toBeGreaterThan(3);
    for (const { shown, label, rows } of found) {
      expect(shown).toBe(1);
      expect(label.length).toBeGreaterThan(10);
      expect(rows).toBeGreaterThan(0);
    }
    await page.close();
  });
});

test("it prints on A4 in a reasonable number of pages", async () => {
  const { page } = await open(browser, example, sizes.desktop);
  const pages = await printed(page, path.join(pictures, "cost.pdf"));
  expect(pages).toBeGreaterThan(3);
  expect(pages).toBeLessThan(25);
  await page.close();
});
