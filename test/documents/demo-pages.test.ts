/** Pages of a demonstration, of two side by side, of one run, and of the portability of two stacks, as people see them. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { runProgram } from "../../plan/engine";
import { comparePlans } from "../../plan/portability";
import { renderPortability } from "../../plan/portability-page";
import { openBrowser } from "../../report/picture";
import { compareRecords } from "../../scenarios/demo/comparison/model";
import { comparisonPage } from "../../scenarios/demo/comparison/page";
import { exampleFiles, hasExamples } from "../../scenarios/demo/example";
import { demoPage } from "../../scenarios/demo/page";
import { runPage } from "../../scenarios/demo/run-page";
import { awsDemo, demo, run, withFailure } from "../scenarios/demo/fixture";
import { charts, open, openEverything, outside, overlapping, pictures, printed, sizes } from "./browser";

jest.setTimeout(240_000);

let browser: Browser;
let folder: string;
beforeAll(async () => {
  browser = await openBrowser();
  folder = mkdtempSync(path.join(os.tmpdir(), "acm-pages-"));
  const write = (name: string, content: string) => {
    writeFileSync(path.join(folder, `${name}.html`), content);
  };
  write("demo", demoPage(demo));
  write("failed", demoPage(withFailure));
  write("comparison", comparisonPage(compareRecords(demo, awsDemo)));
  write("run", runPage(run));
  const [one, other] = [await runProgram({ stack: "onprem" }), await runProgram({ stack: "aws" })];
  write("portability", renderPortability("html", comparePlans(one, other)));
  if (!hasExamples()) return;
  for (const [file, content] of Object.entries(exampleFiles())) {
    if (file.endsWith(".html")) write(`example-${path.basename(file, ".html")}`, content);
  }
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

const examples = ["example-onprem-local", "example-aws-stand-in", "example-comparison"];
const names = ["demo", "failed", "comparison", "run", "portability", ...(hasExamples() ? examples : [])];
const withCharts = names.filter((name) => name !== "portability");
const file = (name: string) => path.join(folder, `${name}.html`);

describe.each(Object.entries(sizes))("%s", (device, size) => {
  test.each(names)("%s shows without an error, a request or a sideways scroll, closed and opened", async (name) => {
    const { page, problems } = await open(browser, file(name), size);
    for (const state of ["closed", "opened"]) {
      if (state === "opened") await openEverything(page);
      await page.screenshot({ path: path.join(pictures, `${name}-${device}-${state}.png`), fullPage: true });
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(size.width);
      expect(await outside(page)).toEqual([]);
    }
    expect(problems).toEqual([]);
    expect(statSync(file(name)).size).toBeLessThan(2_000_000);
    await page.close();
  });

  test.each(withCharts)("each chart of %s is drawn once, its texts are apart, its data is a table", async (name) => {
    const { page } = await open(browser, file(name), size);
    const found = await charts(page);
    expect(found.length).toBeGreaterThan(1);
    expect(found.map(({ shown }) => shown)).toEqual(found.map(() => 1));
    for (const { label, rows } of found) {
      expect(label.length).toBeGreaterThan(10);
      expect(rows).toBeGreaterThan(3);
    }
    expect(await overlapping(page)).toEqual([]);
    await page.close();
  });
});

test("lines of a chart differ in more than their colour", () => {
  for (const name of ["demo", "comparison"]) {
    const looks = [...readFileSync(file(name), "utf8").matchAll(/<ul class="legend">[\s\S]*?<\/ul>/g)].map(([legend]) =>
      [...legend.matchAll(/stroke-dasharray="([^"]*)"/g)].map(([, dash]) => dash),
    );
    expect(looks.length).toBeGreaterThan(0);
    for (const dashes of looks) expect(new Set(dashes).size).toBe(dashes.length);
  }
});

/** What the first such element in the page says to an expression. */
const of = <T>(page: Page, selector: string, expression: string) =>
  page.evaluate<T>(`document.querySelector(${JSON.stringify(selector)}).${expression}`);

test("printed, evidence stands open, the data of charts does not, and it is no book", async () => {
  const { page } = await open(browser, file("demo"), sizes.desktop);
  await page.emulateMedia({ media: "print" });
  expect(await of(page, "details.printed .opened", "checkVisibility()")).toBe(true);
  expect(await of(page, "figure details .opened", "checkVisibility()")).toBe(false);
  expect(await printed(page, path.join(pictures, "demo.pdf"))).toBeLessThan(15);
  await page.close();
});

test("on a phone, verdict and numbers are seen without scrolling", async () => {
  const { page } = await open(browser, file("demo"), sizes.phone);
  expect(await of<number>(page, ".cards", "getBoundingClientRect().bottom")).toBeLessThan(sizes.phone.height);
  await page.close();
});
