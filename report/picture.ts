import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";

/** A browser for pages of our own: as root Chromium has no sandbox. @throws Error when Debian's chromium is not installed */
export async function openBrowser(): Promise<Browser> {
  const { chromium } = await import("playwright-core");
  return chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
}

export interface Picture {
  /** The page, and the PNG file that is written. */
  readonly page: string;
  readonly file: string;
  /** CSS pixels. */
  readonly width: number;
  /** From the top of the page: CSS pixels, or to the end of what a selector finds. */
  readonly height: number | string;
  /** Further style, for example to leave a section out. */
  readonly style?: string;
}

/** A picture of a page for a README. */
export async function takePicture({ page, file, width, height, style }: Picture): Promise<void> {
  const browser = await openBrowser();
  try {
    const view = await browser.newPage({ viewport: { width, height: typeof height === "number" ? height : 1000 } });
    await view.goto(pathToFileURL(path.resolve(page)).href);
    if (style !== undefined) await view.addStyleTag({ content: style });
    const bottom =
      typeof height === "number"
        ? height
        : await view.evaluate<number>(
            `document.querySelector(${JSON.stringify(height)}).getBoundingClientRect().bottom + scrollY`,
          );
    await view.screenshot({
      path: file,
      fullPage: true,
      clip: { x: 0, y: 0, width, height: Math.ceil(bottom) },
    });
  } finally {
    await browser.close();
  }
}
