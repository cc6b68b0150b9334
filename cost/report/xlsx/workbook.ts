/** A workbook of Office Open XML from plain cells, each formula with its last value beside it. */
import { strToU8, zipSync, type Zippable } from "fflate";
import { styleNames, stylesXml, type StyleName } from "./styles";

/** A text, a number (an exact decimal), or a formula with the value that it has now. */
export type Cell =
  | undefined
  | { readonly text: string; readonly style?: StyleName }
  | { readonly number: string; readonly style?: StyleName }
  | { readonly formula: string; readonly value: string; readonly style?: StyleName }
  | { readonly formula: string; readonly textValue: string; readonly style?: StyleName };

export interface Sheet {
  readonly name: string;
  /** In characters. */
  readonly widths: readonly number[];
  readonly rows: readonly (readonly Cell[])[];
  /** Rows that stay in view. */
  readonly frozenRows?: number;
  /** Buttons to filter below the frozen row. */
  readonly filter?: boolean;
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
/** Characters that XML 1.0 cannot hold are left out. */
const escape = (text: string) =>
  // eslint-disable-next-line no-control-regex
  text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "").replace(/[&<>"]/g, (each) => entities[each] ?? each);

/** "A", "Z", "AA" for 0, 25, 26. */
export function columnName(index: number): string {
  const rest = Math.floor(index / 26) - 1;
  return (rest >= 0 ? columnName(rest) : "") + String.fromCharCode(65 + (index % 26));
}

/** "Prices!$F$5"; rows and columns count from 0. */
export function reference(sheet: string, row: number, column: number): string {
  return `${sheet}!$${columnName(column)}$${row + 1}`;
}

function cellXml(cell: Cell, place: string): string {
  if (cell === undefined) return "";
  const style = cell.style === undefined ? "" : ` s="${styleNames.indexOf(cell.style)}"`;
  if ("text" in cell) {
    if (cell.text === "") return style === "" ? "" : `<c r="${place}"${style}/>`;
    return `<c r="${place}"${style} t="inlineStr"><is><t xml:space="preserve">${escape(cell.text)}</t></is></c>`;
  }
  if ("number" in cell) return `<c r="${place}"${style}><v>${Number(cell.number)}</v></c>`;
  const formula = `<f>${escape(cell.formula)}</f>`;
  return "textValue" in cell
    ? `<c r="${place}"${style} t="str">${formula}<v>${escape(cell.textValue)}</v></c>`
    : `<c r="${place}"${style}>${formula}<v>${Number(cell.value)}</v></c>`;
}

const header = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const packages = "http://schemas.openxmlformats.org/package/2006";

function sheetXml({ widths, rows, frozenRows = 0, filter = false }: Sheet, first: boolean): string {
  const columns = widths.map(
    (width, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`,
  );
  const pane =
    frozenRows === 0
      ? ""
      : `<pane ySplit="${frozenRows}" topLeftCell="A${frozenRows + 1}" activePane="bottomLeft" state="frozen"/>`;
  const data = rows.map((row, index) => {
    const cells = row.map((cell, column) => cellXml(cell, `${columnName(column)}${index + 1}`)).join("");
    return `<row r="${index + 1}">${cells}</row>`;
  });
  const widest = Math.max(1, ...rows.map((row) => row.length));
  const filtered =
    filter && frozenRows > 0 ? `<autoFilter ref="A${frozenRows}:${columnName(widest - 1)}${rows.length}"/>` : "";
  return `${header}<worksheet xmlns="${main}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0" showGridLines="0"${first ? ' tabSelected="1"' : ""}>${pane}</sheetView></sheetViews><cols>${columns.join("")}</cols><sheetData>${data.join("")}</sheetData>${filtered}<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/></worksheet>`;
}

const type = (name: string) => `application/vnd.openxmlformats-officedocument.spreadsheetml.${name}+xml`;

/** The file's bytes; the same cells give the same bytes. */
export function workbook(sheets: readonly Sheet[], title: string, created: string): Uint8Array {
  const part = (index: number) => `worksheets/sheet${index + 1}.xml`;
  const files: Record<string, string> = {
    "[Content_Types].xml": `${header}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type("sheet.main")}"/><Override PartName="/xl/styles.xml" ContentType="${type("styles")}"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>${sheets
      .map((_, index) => `<Override PartName="/xl/${part(index)}" ContentType="${type("worksheet")}"/>`)
      .join("")}</Types>`,
    "_rels/.rels": `${header}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${relationships}/officeDocument" Target="xl/workbook.xml"/><Relationship Id="rId2" Type="${packages}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`,
    "docProps/core.xml": `${header}<cp:coreProperties xmlns:cp="${packages}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${escape(title)}</dc:title><dcterms:created xsi:type="dcterms:W3CDTF">${escape(created)}</dcterms:created></cp:coreProperties>`,
    // Values are stored with the formulas; a program that can calculate does so when it opens the file.
    "xl/workbook.xml": `${header}<workbook xmlns="${main}" xmlns:r="${relationships}"><sheets>${sheets
      .map(({ name }, index) => `<sheet name="${escape(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`)
      .join("")}</sheets><calcPr calcId="0" fullCalcOnLoad="1"/></workbook>`,
    "xl/_rels/workbook.xml.rels": `${header}<Relationships xmlns="${packages}/relationships">${sheets
      .map(
        (_, index) => `<Relationship Id="rId${index + 1}" Type="${relationships}/worksheet" Target="${part(index)}"/>`,
      )
      .join(
        "",
      )}<Relationship Id="rId${sheets.length + 1}" Type="${relationships}/styles" Target="styles.xml"/></Relationships>`,
    "xl/styles.xml": header + stylesXml(main),
  };
  for (const [index, sheet] of sheets.entries()) files[`xl/${part(index)}`] = sheetXml(sheet, index === 0);
  const zip: Zippable = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]));
  return zipSync(zip, { level: 6, mtime: new Date(2000, 0, 1) });
}
