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
  /** CSS pixels, from the top of the page. */
  readonly width: number;
  readonly height: number;
  /** Further style, for example to leave a section out. */
  readonly style?: string;
}

/** A picture of a page for a README. */
export async function takePicture({ page, file, width, height, style }: Picture): Promise<void> {
  const browser = await openBrowser();
  try {
    const view = await browser.newPage({ viewport: { width, height } });
    await view.goto(pathToFileURL(path.resolve(page)).href);
    if (style !== undefined) await view.addStyleTag({ content: style });
    await view.screenshot({ path: file });
  } finally {
    await browser.close();
  }
}
