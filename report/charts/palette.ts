import { html, type Html } from "../html";

/** Okabe and Ito's colours, told apart by every common kind of colour blindness; each also has a pattern and a dash. */
const colours = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#999999", "#f0e442"] as const;
const dashes = ["", "7 3", "2 3", "10 3 2 3", "4 2", "12 4", "1 2", "8 2 2 2 2 2"] as const;
export type Mark = "circle" | "square" | "diamond" | "triangle";
const marks: readonly Mark[] = ["circle", "square", "diamond", "triangle"];

const at = <T>(values: readonly T[], index: number): T => values[index % values.length] as T;

export const colour = (index: number): string => at(colours, index);
export const dash = (index: number): string => at(dashes, index);
export const mark = (index: number): Mark => at(marks, index + Math.floor(index / marks.length));

/** Lines over the colour, by index: none, rising, falling, level, upright, crossed, dots, dense. */
const hatches: readonly string[] = [
  "",
  "M0 8L8 0",
  "M0 0L8 8",
  "M0 4H8",
  "M4 0V8",
  "M0 0L8 8M0 8L8 0",
  "M2 2h1M6 6h1",
  "M0 2H8M0 6H8",
];

/** Fills that stay apart in black and white: `fill(prefix, i)` refers to them. */
export function patterns(prefix: string, count: number): Html {
  const definitions = Array.from({ length: count }, (_, index) => {
    const hatch = at(hatches, index);
    return html`<pattern id="${prefix}-${index}" width="8" height="8" patternUnits="userSpaceOnUse"
      ><rect width="8" height="8" fill="${colour(index)}" />${
        hatch !== "" && html`<path d="${hatch}" stroke="#fff" stroke-width="1.4" stroke-linecap="square" fill="none" />`
      }</pattern
    >`;
  });
  return html`<defs>${definitions}</defs>`;
}

export const fill = (prefix: string, index: number): string => `url(#${prefix}-${index})`;

/** A point of a line, drawn around (x, y). */
export function marker(kind: Mark, x: number, y: number, stroke: string): Html {
  const d = {
    circle: `M${x - 3.5} ${y}a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0`,
    square: `M${x - 3} ${y - 3}h6v6h-6z`,
    diamond: `M${x} ${y - 4.2}l4.2 4.2l-4.2 4.2l-4.2 -4.2z`,
    triangle: `M${x} ${y - 4}l4 7h-8z`,
  }[kind];
  return html`<path d="${d}" fill="#fff" stroke="${stroke}" stroke-width="1.6" />`;
}
