import { html, Html, type Content } from "./html";
import { style } from "./style";

export interface Section {
  /** Anchor, and what the contents link to. */
  readonly id: string;
  readonly title: string;
  readonly content: Content;
}

export interface Page {
  readonly title: string;
  /** One sentence below the title. */
  readonly lead: Content;
  /** What stands above the first section. */
  readonly opening?: Content;
  readonly sections: readonly Section[];
  readonly footer: Content;
  /** Name of the program, for whoever finds the file later. */
  readonly generator: string;
}

/**
 * A whole page in one file: no script, nothing loaded, which its content security policy also forbids. Readable on a
 * phone, printable on A4.
 */
export function page({ title, lead, opening, sections, footer, generator }: Page): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        />
        <meta name="color-scheme" content="light" />
        <meta name="generator" content="${generator}" />
        <link rel="icon" href="data:," />
        <title>${title}</title>
        <style>
          ${new Html(style)}
        </style>
      </head>
      <body>
        <header>
          <h1>${title}</h1>
          <p class="lead">${lead}</p>
          <nav aria-label="Contents">
            <ul>
              ${sections.map(({ id, title: name }) => html`<li><a href="#${id}">${name}</a></li>`)}
            </ul>
          </nav>
        </header>
        <main>
          ${opening}
          ${sections.map(
            (section) =>
              html`<section aria-labelledby="${section.id}">
                <h2 id="${section.id}">${section.title}</h2>
                ${section.content}
              </section> `,
          )}
        </main>
        <footer>${footer}</footer>
      </body>
    </html> `.text;
}

/** Label and value, one below the other. */
export function facts(rows: readonly (readonly [label: string, value: Content])[]): Html {
  return html`<dl class="facts">
    ${rows.map(
      ([label, value]) =>
        html`<dt>${label}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
}
