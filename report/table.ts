import { html, type Content, type Html } from "./html";

export interface Column {
  readonly title: Content;
  /** Numbers stand at the right, so that their digits are below each other. */
  readonly numeric?: boolean;
}

export interface Table {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Content[])[];
  /** Set off at the end: a total. */
  readonly foot?: readonly Content[];
  /** Index of a row that is marked. */
  readonly marked?: (row: number) => string | undefined;
}

/** A table that scrolls sideways in itself when the screen is narrower; the first column names its row. */
export function table({ caption, columns, rows, foot, marked }: Table): Html {
  const alignment = (index: number) => (columns[index]?.numeric === true ? html` class="n"` : undefined);
  const cells = (row: readonly Content[]) =>
    row.map((cell, index) =>
      index === 0 ? html`<th scope="row" ${alignment(index)}>${cell}</th>` : html`<td${alignment(index)}>${cell}</td>`,
    );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map(({ title }, index) => html`<th scope="col" ${alignment(index)}>${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map((row, index) => {
          const mark = marked?.(index);
          return html`<tr${mark !== undefined && html` class="${mark}"`}>${cells(row)}</tr>\n`;
        })}
      </tbody>
      ${
        foot !== undefined &&
        html`<tfoot>
          <tr>
            ${cells(foot)}
          </tr>
        </tfoot>`
      }
    </table>
  </div>`;
}

/** Something that opens: closed at first, readable without a script. */
export function opens(summary: Content, content: Content, attributes?: Html): Html {
  return html`<details${attributes}><summary>${summary}</summary><div class="opened">${content}</div></details>`;
}
