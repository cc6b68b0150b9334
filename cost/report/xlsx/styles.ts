/** How a cell looks; its place in this list is its number in the file. */
export const styleNames = [
  "normal",
  "title",
  "header",
  "bold",
  "wrap",
  "money",
  "moneyBold",
  "price",
  "quantity",
  "percent",
  "soft",
  "headerRight",
] as const;
export type StyleName = (typeof styleNames)[number];

interface Look {
  readonly format?: number;
  readonly font?: number;
  readonly fill?: number;
  readonly wrap?: boolean;
  readonly right?: boolean;
}

/** Numbers of built-in formats (4: #,##0.00) and of the two below. */
const looks: Readonly<Record<StyleName, Look>> = {
  normal: {},
  title: { font: 2 },
  header: { font: 1, fill: 2, wrap: true },
  bold: { font: 1 },
  wrap: { wrap: true },
  money: { format: 4 },
  moneyBold: { format: 4, font: 1 },
  price: { format: 164 },
  quantity: { format: 4 },
  percent: { format: 165 },
  soft: { font: 3 },
  headerRight: { font: 1, fill: 2, wrap: true, right: true },
};

function look({ format = 0, font = 0, fill = 0, wrap = false, right = false }: Look): string {
  const applied = `${format === 0 ? "" : ' applyNumberFormat="1"'}${font === 0 ? "" : ' applyFont="1"'}${fill === 0 ? "" : ' applyFill="1"'}`;
  const alignment = `<alignment vertical="top"${wrap ? ' wrapText="1"' : ""}${right ? ' horizontal="right"' : ""}/>`;
  return `<xf numFmtId="${format}" fontId="${font}" fillId="${fill}" borderId="0" xfId="0"${applied} applyAlignment="1">${alignment}</xf>`;
}

const font = (size: number, more = "") =>
  `<font>${more}<sz val="${size}"/><name val="Calibri"/><family val="2"/></font>`;

export function stylesXml(namespace: string): string {
  return [
    `<styleSheet xmlns="${namespace}">`,
    `<numFmts count="2"><numFmt numFmtId="164" formatCode="#,##0.0000000000"/><numFmt numFmtId="165" formatCode="+0.0%;-0.0%;0.0%"/></numFmts>`,
    `<fonts count="4">${font(11)}${font(11, "<b/>")}${font(16, "<b/>")}<font><sz val="10"/><color rgb="FF57606A"/><name val="Calibri"/><family val="2"/></font></fonts>`,
    `<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE8EDF2"/><bgColor indexed="64"/></patternFill></fill></fills>`,
    `<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>`,
    `<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>`,
    `<cellXfs count="${styleNames.length}">${styleNames.map((name) => look(looks[name])).join("")}</cellXfs>`,
    `<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`,
  ].join("");
}
