import { html, type Content, type Html } from "../html";
import { opens, table, type Table } from "../table";

/** Widths in which a chart is drawn: letters stay as large on a phone as on a desk. */
export const widths = { wide: 760, narrow: 350 } as const;
export type Width = keyof typeof widths;

export interface Drawing {
  readonly height: number;
  readonly content: Html;
}

export interface Figure {
  /** Unique on its page. */
  readonly id: string;
  readonly title: string;
  /** What to see in it, in a sentence: also what a screen reader says. */
  readonly says: string;
  readonly legend?: Content;
  /** `prefix` makes the names of patterns unique. */
  readonly draw: (width: number, prefix: string) => Drawing;
  /** Every value that is drawn. */
  readonly data: Table;
}

/** A chart in two widths, its legend, and its data as a table that opens. */
export function figure({ id, title, says, legend, draw, data }: Figure): Html {
  const drawings = Object.entries(widths).map(([name, width]) => {
    const { height, content } = draw(width, `${id}-${name}`);
    return html`<svg
      class="${name}"
      viewBox="0 0 ${width} ${height}"
      role="img"
      aria-label="${title}. ${says}"
      font-size="13"
    >
      ${content}
    </svg> `;
  });
  return html`<figure id="${id}">
    <figcaption>${title}<small>${says}</small></figcaption>
    ${legend} ${drawings} ${opens("Data of this chart", table(data))}
  </figure>`;
}

/** Names beside a sample of fill or line. */
export function legendOf(entries: readonly { readonly name: string; readonly sample: Html }[]): Html {
  return html`<ul class="legend">
    ${entries.map(({ name, sample }) => html`<li><svg viewBox="0 0 26 14" width="26" height="14" aria-hidden="true">${sample}</svg>${name}</li>`)}
  </ul>`;
}
